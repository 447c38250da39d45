// @vitest-environment node
import { expect, test } from "vitest";
import type { WalletGrant } from "../../../app/contracts/wallet.ts";
import { aCart, aWallet, type Cart, OTHER_REF, REF } from "./a-cart.ts";
import { DELIVERY, LINES, run } from "./run-function.ts";

const group = (index: number) => ({ deliveryGroup: { id: `gid://shopify/CartDeliveryGroup/${index}` } });
const offer = (...candidates: unknown[]) => [{ deliveryDiscountsAdd: { selectionStrategy: "ALL", candidates } }];
const free = (changes: Partial<WalletGrant> = {}) =>
  aWallet({ ref: REF, kind: "free_shipping", ...changes } as WalletGrant);
const operationsFor = (changes: Cart) => run(DELIVERY, aCart({ wallet: free(), ...changes })).operations;
const message = `Points (${REF})`;
const fixed = (index: number, amount: string) => ({
  targets: [group(index)],
  value: { fixedAmount: { amount } },
  message,
});

test("free shipping pays for every delivery", () => {
  expect(operationsFor({ deliveries: ["4.95", null] })).toEqual(
    offer({ targets: [group(0), group(1)], value: { percentage: { value: "100" } }, message }),
  );
});

test("with a maximum it pays that much, and Shopify stops at what the option costs", () => {
  expect(operationsFor({ wallet: free({ maximumMinor: 300 }) })).toEqual(offer(fixed(0, "3.00")));
});

test("over several deliveries the maximum is spent once", () => {
  const wallet = free({ maximumMinor: 600 });
  expect(operationsFor({ wallet, deliveries: ["4.95", "9.0"] })).toEqual(offer(fixed(0, "4.95"), fixed(1, "1.05")));
  expect(operationsFor({ wallet, deliveries: ["7.0", "9.0"] })).toEqual(offer(fixed(0, "6.00")));
});

test("of several rewards without a maximum one is used", () => {
  const wallet = aWallet({ ref: REF, kind: "free_shipping" }, { ref: OTHER_REF, kind: "free_shipping" });
  expect(operationsFor({ wish: `${REF} ${OTHER_REF}`, wallet })).toMatchObject(offer({ message }));
});

test("its minimum is compared with goods before discounts, without gift cards", () => {
  const wallet = free({ minimumMinor: 3000 });
  expect(operationsFor({ wallet, lines: [{ price: "29.99" }, { price: "50.0", isGiftCard: true }] })).toEqual([]);
  expect(operationsFor({ wallet, lines: [{ price: "29.99" }, { price: "0.01" }] })).toHaveLength(1);
});

test("it is given in the cart's currency", () => {
  const cart = { wallet: free({ maximumMinor: 300 }), currency: "JPY", rate: "163.459", deliveries: ["800.0"] };
  expect(operationsFor(cart)).toEqual(offer(fixed(0, "490")));
});

test("nothing is given without a delivery", () => {
  expect(operationsFor({ deliveries: [] })).toEqual([]);
});

test("a reward for shipping takes nothing off goods, and a reward for goods nothing off shipping", () => {
  expect(run(LINES, aCart({ wallet: free() })).operations).toEqual([]);
  expect(run(DELIVERY, aCart()).operations).toEqual([]);
});
