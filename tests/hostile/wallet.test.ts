import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
  shop = await twoShoppers(system);
});
afterAll(() => system.stop());

/** What no one but our server should be able to do: writes Ann's wallet. */
function overwriteWallet(value: string): void {
  const { stage, ann } = shop;
  const wallet = findMetafield(stage.shop, ann.gid, appNamespace(system.simulated), WALLET_KEY);
  if (!wallet) throw new Error("Ann has no wallet yet");
  wallet.value = value;
  wallet.compareDigest = createHash("sha256").update(value).digest("hex");
}

const longWallet = (ref: string, bytes: number) =>
  JSON.stringify({
    version: 1,
    programme: "x".repeat(bytes),
    currency: "EUR",
    reservations: [{ ref, kind: "amount_off", amount: "5.00" }],
  });

describe("a wallet that our server did not write", () => {
  it.each<[string, (ref: string) => string]>([
    ["a text", (ref) => JSON.stringify(ref)],
    ["no JSON at all", () => "nonsense"],
    ["nothing", () => "null"],
    ["a number", () => "1e400"],
    ["a list", (ref) => `["${ref}"]`],
    ["of 10,001 bytes and more, of which the Function sees nothing", (ref) => longWallet(ref, 10_001)],
    ["of 10 MB", (ref) => longWallet(ref, 10_000_000)],
    ["nested a thousand deep", (ref) => `${"[".repeat(1_000)}"${ref}"${"]".repeat(1_000)}`],
  ])("%s: no discount, the cart can be paid, and Ann keeps her points", async (_, walletWith) => {
    const before = await shop.points(shop.ann);
    const ref = await shop.hold(shop.ann);
    overwriteWallet(walletWith(ref));
    const cart = await shop.cart(shop.ann);
    expect(takenOff(await cart.setAttributes({ [WISH_ATTRIBUTE]: ref }))).toBe(0);
    const order = await cart.checkout({ shipping: null }).pay();
    await shop.rest();
    expect(order.discounts).toEqual([]);
    expect(await shop.ask(shop.ann, "release", { ref })).toMatchObject({ ok: true });
    await shop.rest();
    expect(await shop.points(shop.ann)).toEqual({ ...before, available: before.available + 40 });
  });

  it("is written again by the next click, and works", async () => {
    overwriteWallet('"nonsense"');
    const ref = await shop.hold(shop.ann);
    const cart = await shop.cart(shop.ann);
    expect(takenOff(await cart.setAttributes({ [WISH_ATTRIBUTE]: ref }))).toBe(500);
  });
});
