import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WALLET_KEY, WISH_ATTRIBUTE } from "#app/contracts/wallet.ts";
import { type System, startSystem } from "#tests/scenarios/runner/system.ts";
import { findMetafield } from "#tests/shop/metafields.ts";
import { appNamespace } from "#tests/shop/storefront/shop-front.ts";
import { testDatabaseUrl } from "#tests/support/database.ts";
import { type TwoShoppers, takenOff, twoShoppers } from "./two-shoppers.ts";

let system: System;
let shop: TwoShoppers;
beforeAll(async () => {
  system = await startSystem(await testDatabaseUrl());
});
afterAll(() => system.stop());
// A shop of its own for each test: what one leaves held would be missing in the next.
beforeEach(async () => {
  shop = await twoShoppers(system);
});

/** What no one but our server should be able to do: changes Ann's wallet. */
function changeWallet(change: (value: string) => string): void {
  const { stage, ann } = shop;
  const wallet = findMetafield(stage.shop, ann.gid, appNamespace(system.simulated), WALLET_KEY);
  if (!wallet) throw new Error("Ann has no wallet yet");
  wallet.value = change(wallet.value);
  wallet.compareDigest = createHash("sha256").update(wallet.value).digest("hex");
}

/** The same wallet, so much longer. */
const padded = (bytes: number) => (wallet: string) => wallet + " ".repeat(bytes);

describe("a wallet that our server did not write", () => {
  it.each<[string, (wallet: string) => string]>([
    ["no JSON at all", () => "nonsense"],
    ["nothing", () => "null"],
    ["a number", () => "1e400"],
    ["a text", (wallet) => JSON.stringify(wallet)],
    ["itself in a list", (wallet) => `[${wallet}]`],
    ["of more than 10,000 bytes, of which the Function sees nothing", padded(10_000)],
    ["of 10 MB", padded(10_000_000)],
    ["nested a thousand deep", (wallet) => "[".repeat(1_000) + wallet + "]".repeat(1_000)],
  ])("%s: no discount, the cart can be paid, and Ann keeps her points", async (_, change) => {
    const ref = await shop.hold(shop.ann);
    changeWallet(change);
    const cart = await shop.cart(shop.ann);
    expect(takenOff(await cart.setAttributes({ [WISH_ATTRIBUTE]: ref }))).toBe(0);
    const order = await cart.checkout({ shipping: null }).pay();
    await shop.rest();
    expect(order.discounts).toEqual([]);
    expect(await shop.ask(shop.ann, "release", { ref })).toMatchObject({ ok: true });
    await shop.rest();
    expect(await shop.points(shop.ann)).toEqual({ available: 240, reserved: 0, debt: 0 });
  });

  it("that is only longer, below that limit, is as good as it was", async () => {
    const ref = await shop.hold(shop.ann);
    changeWallet(padded(5_000));
    const cart = await shop.cart(shop.ann);
    expect(takenOff(await cart.setAttributes({ [WISH_ATTRIBUTE]: ref }))).toBe(500);
  });

  it("is written again by the next click, and works", async () => {
    changeWallet(() => "[]");
    const ref = await shop.hold(shop.ann);
    const cart = await shop.cart(shop.ann);
    expect(takenOff(await cart.setAttributes({ [WISH_ATTRIBUTE]: ref }))).toBe(500);
  });
});
