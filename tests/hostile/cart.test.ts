import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WISH_ATTRIBUTE, WISH_KEY } from "#app/contracts/wallet.ts";
import { type System, startSystem } from "#tests/scenarios/runner/system.ts";
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

const wishMetafield = (value: string) => ({ type: "single_line_text_field", value });

describe("a cart that wishes for what its customer does not have", () => {
  it("gets what its own customer holds, so that the others below are refused for a reason", async () => {
    const cart = await shop.cart(shop.ann);
    const ref = await shop.hold(shop.ann);
    expect(takenOff(await cart.setAttributes({ [WISH_ATTRIBUTE]: ref }))).toBe(500);
  });

  it.each([
    ["another customer", () => shop.bob],
    ["a guest", () => "guest" as const],
  ])(
    "is %s with Ann's reference: no discount, by attribute or by checkout's metafield, and hers stays held",
    async (_, who) => {
      const ref = await shop.hold(shop.ann);
      const cart = await shop.cart(who());
      expect(takenOff(await cart.setAttributes({ [WISH_ATTRIBUTE]: ref }))).toBe(0);
      expect(takenOff(await cart.setMetafield(WISH_KEY, wishMetafield(ref)))).toBe(0);
      const order = await cart.checkout({ shipping: null, email: "guest@example.com" }).pay();
      await shop.rest();
      expect(order.discounts).toEqual([]);
      expect(await shop.points(shop.ann)).toEqual({ available: 100, reserved: 100, debt: 0 });
    },
  );

  it("is a guest who typed Ann's e-mail address: Shopify attaches her to the cart, and still there is no discount", async () => {
    const ref = await shop.hold(shop.ann);
    const cart = await shop.cart("guest");
    await cart.setAttributes({ [WISH_ATTRIBUTE]: ref });
    const order = await cart.checkout({ shipping: null, email: "ann@example.com" }).pay();
    await shop.rest();
    expect(order.customerGid).toBe(shop.ann.gid);
    expect(order.discounts).toEqual([]);
    // What the stranger bought earns for her, as any order in her name does; what she holds is hers.
    expect(await shop.points(shop.ann)).toEqual({ available: 140, reserved: 100, debt: 0 });
  });

  it.each([
    ["a reward's code instead of a reference", "five"],
    [
      "a wallet of its own making",
      '{"version":1,"reservations":[{"ref":"AAAAAAAA","kind":"amount_off","amount":"40.00"}]}',
    ],
    ["a thousand references", Array(1_000).fill("7K3QXW2M").join(" ")],
    ["a book", "x".repeat(100_000)],
    ["markup", "<script>alert(1)</script>"],
  ])("wishes for %s: no discount, and it can be paid", async (_, wish) => {
    const cart = await shop.cart(shop.bob);
    await cart.setAttributes({ [WISH_ATTRIBUTE]: wish });
    expect(takenOff(await cart.setMetafield(WISH_KEY, wishMetafield(wish)))).toBe(0);
    const order = await cart.checkout({ shipping: null }).pay();
    expect(order.discounts).toEqual([]);
    await shop.rest();
  });

  it("wishes for a reward that was given back: the discount is gone at once", async () => {
    const ref = await shop.hold(shop.ann);
    const cart = await shop.cart(shop.ann);
    expect(takenOff(await cart.setAttributes({ [WISH_ATTRIBUTE]: ref }))).toBe(500);
    expect(await shop.ask(shop.ann, "release", { ref })).toMatchObject({ ok: true });
    await shop.rest();
    expect(takenOff(await cart.price())).toBe(0);
  });
});
