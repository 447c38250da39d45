import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CURRENCY, storedWallet, WALLET_KEY } from "#app/contracts/wallet.ts";
import { type FrontForTest, giveWallet, startFrontForTest, writeAppMetafield } from "../front-for-test.ts";
import { orderTotals } from "../order-money.ts";
import { addCode } from "../storefront/shop-front.ts";
import { cartFor } from "./shopper.ts";

let shop: FrontForTest;
const REF = "9V4VRXHT";
const fiveOff = { ref: REF, kind: "amount_off" as const, amountMinor: 500 };

beforeEach(async () => {
  shop = await startFrontForTest();
});
afterEach(() => shop.close());

const annsCart = (options = {}) => cartFor(shop.front, shop.shop.domain, shop.ann.gid, options);
const lastRun = () => shop.front.runs.at(-1);

describe("a reward that the cart wishes for and the wallet allows", () => {
  test("is on the order by its reference, and its parts sum to what was taken off", async () => {
    giveWallet(shop, shop.ann, [fiveOff]);
    const cart = annsCart();
    await cart.add({ sku: "MUG" }, { sku: "BAG", quantity: 3 });
    const priced = await cart.setAttributes({ _zegel: REF });
    expect(priced.discountMinor).toBe(500);
    const order = await cart.checkout({ shipping: { price: "4.95" } }).pay();
    expect(order.discounts).toMatchObject([{ kind: "automatic", title: `Points (${REF})`, value: "5.00" }]);
    expect(order.noteAttributes).toEqual([{ name: "_zegel", value: REF }]);
    expect(orderTotals(order).discounts.shop).toBe(500);
    expect(orderTotals(order).total.shop).toBe(2000 + 2997 + 495 - 500);
    expect(lastRun()?.error).toBeNull();
  });

  test("counts in checkout by the cart's metafield as well", async () => {
    giveWallet(shop, shop.ann, [fiveOff]);
    const cart = annsCart();
    await cart.add({ sku: "MUG" });
    const priced = await cart.setMetafield("wish", { type: "single_line_text_field", value: REF });
    expect(priced.discountMinor).toBe(500);
  });

  test("leaves out gift cards and never takes more than the other goods cost", async () => {
    giveWallet(shop, shop.ann, [{ ...fiveOff, amountMinor: 1500 }]);
    const cart = annsCart();
    await cart.add({ sku: "GIFT" }, { sku: "BAG" });
    const priced = await cart.setAttributes({ _zegel: REF });
    expect(priced.discountMinor).toBe(999);
    expect(priced.goods.find((each) => each.product.isGiftCard)?.discountMinor).toBe(0);
  });

  test("is worth the same in the currency that the shopper pays in", async () => {
    giveWallet(shop, shop.ann, [fiveOff]);
    const cart = annsCart({ currency: "USD" });
    await cart.add({ sku: "MUG" });
    const priced = await cart.setAttributes({ _zegel: REF });
    expect(priced.goods[0]?.unitMinor).toBe(2168);
    expect(priced.discountMinor).toBe(542);
    const order = await cart.checkout({ shipping: null }).pay();
    expect(order.presentmentCurrency).toBe("USD");
    expect(orderTotals(order).discounts).toEqual({ presentment: 542, shop: 500 });
  });

  test("combines with a discount code, and both together never exceed the goods", async () => {
    giveWallet(shop, shop.ann, [{ ...fiveOff, amountMinor: 1900 }]);
    addCode(shop.front, shop.shop, { code: "TEN", value: { percent: "10" } });
    const cart = annsCart();
    await cart.add({ sku: "MUG" });
    await cart.applyCode("ten");
    const priced = await cart.setAttributes({ _zegel: REF });
    expect(priced.subtotalMinor).toBe(0);
    expect(priced.applications.map((each) => each.totalMinor).reduce((a, b) => a + b, 0)).toBe(2000);
  });

  test("of free shipping takes off what sending costs, and leaves the goods alone", async () => {
    giveWallet(shop, shop.ann, [{ ref: REF, kind: "free_shipping" }]);
    const cart = annsCart();
    await cart.add({ sku: "MUG" });
    await cart.setAttributes({ _zegel: REF });
    const order = await cart.checkout({ shipping: { price: "6.50" } }).pay();
    expect(orderTotals(order).shipping.shop).toBe(0);
    expect(orderTotals(order).subtotal.shop).toBe(2000);
  });
});

describe("no reward is given", () => {
  test("to somebody who only typed a known e-mail address", async () => {
    giveWallet(shop, shop.ann, [fiveOff]);
    const cart = cartFor(shop.front, shop.shop.domain, "guest");
    await cart.add({ sku: "MUG" });
    await cart.setAttributes({ _zegel: REF });
    const order = await cart.checkout({ email: "ann@example.com" }).pay();
    expect(order.customerGid).toBe(shop.ann.gid);
    expect(order.discounts).toEqual([]);
  });

  test.each([
    ["another reference", "AAAAAAAA"],
    ["half a reference", "9V4V"],
    ["something else", "<script>"],
    ["a very long text", "9".repeat(20_000)],
  ])("for a wish of %s", async (_, wish) => {
    giveWallet(shop, shop.ann, [fiveOff]);
    const cart = annsCart();
    await cart.add({ sku: "MUG" });
    expect((await cart.setAttributes({ _zegel: wish })).discountMinor).toBe(0);
    await expect(cart.checkout().pay()).resolves.toMatchObject({ discounts: [] });
  });

  test.each([
    [
      "larger than what Functions see",
      storedWallet({
        version: 2,
        programme: "P".repeat(11_000),
        currency: "EUR",
        exponent: 2,
        reservations: [fiveOff],
        standing: [],
        alone: [],
      }),
    ],
    ["of nonsense", "[[[1]]]"],
    [
      "in another currency",
      storedWallet({
        version: 2,
        programme: "Points",
        currency: "XXX",
        exponent: 2,
        reservations: [fiveOff],
        standing: [],
        alone: [],
      }),
    ],
  ])("by a wallet %s, and the order can be placed", async (_, wallet) => {
    writeAppMetafield(shop.simulated, shop.shop, shop.ann.gid, WALLET_KEY, wallet);
    const cart = annsCart();
    await cart.add({ sku: "MUG" });
    await cart.setAttributes({ _zegel: REF });
    const order = await cart.checkout().pay();
    expect(order.discounts.filter((each) => each.title.includes(REF) && wallet === "[[[1]]]")).toEqual([]);
    if (wallet[CURRENCY] === "EUR") expect(order.discounts).toEqual([]);
    expect(lastRun()?.error).toBeNull();
  });

  test("once the app has withdrawn it, although the checkout still shows it", async () => {
    giveWallet(shop, shop.ann, [fiveOff]);
    const cart = annsCart();
    await cart.add({ sku: "MUG" });
    await cart.setAttributes({ _zegel: REF });
    const checkout = cart.checkout({ shipping: null });
    expect((await checkout.price()).totalMinor).toBe(1500);
    giveWallet(shop, shop.ann, []);
    const order = await checkout.pay();
    expect(orderTotals(order).total.shop).toBe(2000);
  });
});

test("the same cart can be paid twice, as two carts with one reward can: Shopify lets it happen", async () => {
  giveWallet(shop, shop.ann, [fiveOff]);
  const cart = annsCart();
  await cart.add({ sku: "MUG" });
  await cart.setAttributes({ _zegel: REF });
  const orders = [await cart.checkout().pay(), await cart.checkout().pay()];
  expect(orders.map((order) => order.discounts.length)).toEqual([1, 1]);
});
