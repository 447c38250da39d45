import { describe, expect, test } from "vitest";
import { storedWallet } from "#app/contracts/wallet.ts";
import { goodsKeyOf, goodsTargetOf } from "#app/domain/wallet/goods-target.ts";
import { grantsOfPerks, standingRef } from "#app/domain/wallet/standing-grant.ts";
import { walletOf } from "#app/domain/wallet/wallet.ts";

const title = { en: "Gold", nl: "Goud" };
const COFFEE = "gid://shopify/Product/41";

describe("S63: what a tier or membership brings stands in the wallet without a claim", () => {
  test("with a reference that stays the same, and another one for each member, source and benefit", () => {
    const ref = standingRef("17", "tier", "gold", 0);
    expect(ref).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(standingRef("17", "tier", "gold", 0)).toBe(ref);
    const others = [
      standingRef("18", "tier", "gold", 0),
      standingRef("17", "membership", "gold", 0),
      standingRef("17", "tier", "gold", 1),
      standingRef("17", "tier", "silver", 0),
    ];
    expect(new Set([ref, ...others]).size).toBe(5);
  });

  test("in the wallet's short form, behind the reservations; what is only told is not in it", () => {
    const grants = grantsOfPerks("17", "tier", "gold", title, [
      { code: "percent_off", percent: 10, minimumMinor: 2500, maximumMinor: null, goods: null },
      { code: "early_access", title },
      { code: "free_shipping", minimumMinor: null, maximumMinor: 500 },
      { code: "percent_off", percent: 20, minimumMinor: null, maximumMinor: null, goods: { products: [COFFEE] } },
    ]);
    const refs = grants.map(({ ref }) => ref);
    expect(storedWallet(walletOf({ name: "Points" }, [], grants, "EUR"))).toEqual([
      2,
      "Points",
      "EUR",
      2,
      [],
      [
        [refs[0], "p", null, 2500, 10],
        [refs[1], "s", 500, 0],
        [refs[2], "P", null, 0, 20, [["41"], []], 0],
      ],
    ]);
  });

  test("as many as the Function can see: a wallet never grows beyond what a metafield may hold", () => {
    const products = Array.from({ length: 10 }, (_, index) => `gid://shopify/Product/9007199254740${index}`);
    const perk = { code: "percent_off" as const, percent: 10, minimumMinor: 999_999, maximumMinor: 999_999 };
    const grants = grantsOfPerks(
      "17",
      "membership",
      "premium",
      title,
      Array.from({ length: 90 }, () => ({ ...perk, goods: { products } })),
    );
    const stored = storedWallet(walletOf({ name: "Points" }, [], grants, "EUR"));
    expect(Buffer.byteLength(JSON.stringify(stored))).toBeLessThan(10_000);
    expect(stored[5]?.length).toBeGreaterThan(30);

    const reward = {
      id: "b",
      cost: 1,
      minimumMinor: 999_999,
      code: "buy_x_get_y" as const,
      buy: 99,
      get: 99,
      percent: 99,
    };
    const reservations = Array.from({ length: 60 }, (_, index) => ({
      ref: `7K3M9Q${String(index).padStart(2, "0")}`,
      rewardId: "b",
      points: 1,
      reward: { ...reward, maximumMinor: 999_999, goods: { products }, getGoods: { products } },
      expiresAt: 0,
    }));
    const full = storedWallet(walletOf({ name: "Points" }, reservations, grants, "EUR"));
    expect(Buffer.byteLength(JSON.stringify(full))).toBeLessThan(10_000);
    expect(full[5]).toEqual([]);
    expect(full[4].length).toBeGreaterThan(15);
  });
});

test("goods are named by their numbers where they are few, otherwise by a key that only the same selection has", () => {
  expect(goodsTargetOf({ products: [COFFEE], variants: ["gid://shopify/ProductVariant/7"] })).toEqual([["41"], ["7"]]);
  const key = goodsKeyOf({ tags: ["sale"], vendors: ["Acme"] });
  expect(goodsTargetOf({ vendors: ["Acme"], tags: ["sale"] })).toBe(key);
  expect(goodsTargetOf({ vendors: ["Acme"], tags: ["sale", "new"] })).not.toBe(key);
  expect(goodsTargetOf({ products: ["coffee"] })).toHaveLength(8);
  expect(goodsTargetOf({ products: [COFFEE], except: { variants: ["gid://shopify/ProductVariant/7"] } })).toHaveLength(
    8,
  );
});
