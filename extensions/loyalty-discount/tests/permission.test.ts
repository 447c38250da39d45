// @vitest-environment node
import { describe, expect, test } from "vitest";
import { aCart, aWallet, type Cart, OTHER_REF, REF } from "./a-cart.ts";
import { callBundle, DELIVERY, inputOf, LINES, run } from "./run-function.ts";

const isGranted = (changes: Cart) => run(LINES, aCart(changes)).operations.length > 0;

describe("who is given a discount", () => {
  test("a customer who is signed in", () => expect(isGranted({})).toBe(true));

  test("not a customer who has only typed an e-mail address", () =>
    expect(isGranted({ isAuthenticated: false })).toBe(false));

  test("a customer at a till, who is never signed in", () => {
    expect(isGranted({ isAuthenticated: false, isAtTill: true })).toBe(true);
  });

  test("nobody without a customer or without a wallet", () => {
    expect(isGranted({ hasCustomer: false })).toBe(false);
    expect(isGranted({ isAtTill: true, hasCustomer: false })).toBe(false);
    expect(isGranted({ wallet: null })).toBe(false);
  });

  test("nobody while the discount does not stand for orders", () => {
    expect(isGranted({ classes: ["PRODUCT", "SHIPPING"] })).toBe(false);
    expect(isGranted({ classes: [] })).toBe(false);
  });
});

describe("what a cart may wish for", () => {
  test("what checkout wished counts beside what the storefront wished", () => {
    const wallet = aWallet(
      { ref: REF, kind: "amount_off", amount: "5" },
      { ref: OTHER_REF, kind: "amount_off", amount: "1" },
    );
    const { operations } = run(LINES, aCart({ wallet, wish: REF, checkoutWish: `${REF} ${OTHER_REF}` }));
    expect(JSON.stringify(operations)).toContain(`Points (${REF} ${OTHER_REF})`);
    expect(isGranted({ wish: null, checkoutWish: REF })).toBe(true);
    expect(isGranted({ wish: "", checkoutWish: "" })).toBe(false);
  });

  test("a reference that the wallet does not hold is worth nothing", () => {
    expect(isGranted({ wish: OTHER_REF })).toBe(false);
    expect(isGranted({ wish: `${OTHER_REF} ${REF}` })).toBe(true);
  });

  test.each([
    "7kq2m9xa",
    ` ${REF}`,
    `${REF} `,
    `${REF}  ${OTHER_REF}`,
    `${REF},${OTHER_REF}`,
    `${REF}\n${OTHER_REF}`,
    `${REF}${OTHER_REF}`,
    "7KQ2M9X",
    "__proto__",
    "constructor",
    "toString",
    '{"ref":"7KQ2M9XA"}',
    "*",
    `${REF} '; DROP TABLE`,
    Array(61).fill(REF).join(" "),
    "7".repeat(100_000),
  ])("a forged wish is worth nothing: %.40s", (wish) => {
    expect(isGranted({ wish })).toBe(false);
    expect(isGranted({ wish: null, checkoutWish: wish })).toBe(false);
  });

  test("of a wallet full of references twenty are granted, and their discount's line stays within Shopify's 255 characters", () => {
    const refs = Array.from({ length: 60 }, (_, index) => `7KQ2M9${String(index).padStart(2, "0")}`);
    const wallet = {
      ...aWallet(...refs.map((ref) => ({ ref, kind: "amount_off" as const, amount: "1" }))),
      programme: "P".repeat(40),
    };
    const [operation] = run(LINES, aCart({ wish: refs.join(" "), wallet })).operations;
    expect(operation).toMatchObject({
      orderDiscountsAdd: { candidates: [{ value: { fixedAmount: { amount: "20.00" } } }] },
    });
    expect(JSON.stringify(operation).match(/"message":"([^"]*)"/)?.[1]?.length).toBeLessThanOrEqual(255);
  });
});

describe("a wallet of nonsense gives nothing and never throws", () => {
  const reservation = { ref: REF, kind: "amount_off", amount: "5.00" };
  const withReservation = (changes: object) => ({ ...aWallet(), reservations: [{ ...reservation, ...changes }] });

  test.each<[string, unknown]>([
    ["a text", "wallet"],
    ["a number", 7],
    ["a list", [reservation]],
    ["nothing in it", {}],
    ["another version", { ...withReservation({}), version: 2 }],
    ["a version in a text", { ...withReservation({}), version: "1" }],
    ["no programme", { ...withReservation({}), programme: undefined }],
    ["a programme that is an object", { ...withReservation({}), programme: { toString: "x" } }],
    ["a programme of 10,000 characters", { ...withReservation({}), programme: "x".repeat(10_000) }],
    ["no currency", { ...withReservation({}), currency: null }],
    ["reservations that are an object", { ...aWallet(), reservations: { 0: reservation, length: 1 } }],
    ["reservations that are a text", { ...aWallet(), reservations: REF }],
    ["a reservation that is null", { ...aWallet(), reservations: [null] }],
    ["an unknown kind", withReservation({ kind: "everything" })],
    ["a kind from the prototype", withReservation({ kind: "__proto__" })],
    ["a kind that is a list", withReservation({ kind: ["amount_off"] })],
    ["no amount", withReservation({ amount: undefined })],
    ["an amount that is null", withReservation({ amount: null })],
    ["an amount of zero", withReservation({ amount: "0.00" })],
    ["a negative amount", withReservation({ amount: "-5.00" })],
    ["an amount that is a number", withReservation({ amount: 5 })],
    ["an amount with an exponent", withReservation({ amount: "1e3" })],
    ["an amount in hexadecimal", withReservation({ amount: "0x10" })],
    ["an amount with a comma", withReservation({ amount: "5,00" })],
    ["an amount with a space", withReservation({ amount: " 5.00" })],
    ["an amount with a line break", withReservation({ amount: "5.00\n" })],
    ["an amount without an end", withReservation({ amount: "9".repeat(400) })],
    ["an amount beyond exact integers", withReservation({ amount: "999999999999.99" })],
    ["a minimum that is no amount", withReservation({ minimum: "much" })],
    ["a percentage of 101", withReservation({ kind: "percent_off", percent: 101 })],
    ["a percentage of 0", withReservation({ kind: "percent_off", percent: 0 })],
    ["a negative percentage", withReservation({ kind: "percent_off", percent: -10 })],
    ["half a percentage", withReservation({ kind: "percent_off", percent: 0.5 })],
    ["a percentage that is a text", withReservation({ kind: "percent_off", percent: "10" })],
    ["a percentage with a maximum of nonsense", withReservation({ kind: "percent_off", percent: 10, maximum: [] })],
  ])("%s", (_, wallet) => {
    expect(isGranted({ wallet })).toBe(false);
    expect(run(DELIVERY, aCart({ wallet })).operations).toEqual([]);
  });

  test("one malformed reservation does not take the others down", () => {
    const wallet = {
      ...aWallet(),
      reservations: [null, { ref: OTHER_REF, kind: "amount_off", amount: "x" }, reservation],
    };
    expect(isGranted({ wallet, wish: `${OTHER_REF} ${REF}` })).toBe(true);
  });

  test("keys of the prototype change nothing", () => {
    const wallet: unknown = JSON.parse(
      '{"__proto__":{"version":1,"programme":"X","currency":"EUR","reservations":[]},"constructor":{"prototype":{"version":1}}}',
    );
    expect(isGranted({ wallet })).toBe(false);
  });

  test("one reservation listed twice is given once", () => {
    const wallet = { ...aWallet(), reservations: [reservation, reservation] };
    expect(JSON.stringify(run(LINES, aCart({ wallet })).operations)).toContain('"amount":"5.00"');
  });
});

test.each<unknown>([
  null,
  7,
  "text",
  [],
  {},
  { cart: null },
  { cart: {}, d: { c: ["ORDER"] } },
  { cart: { a: { v: REF } }, d: { c: "ORDER" } },
])("an input that Shopify would never make gives nothing and never throws: %j", (input) => {
  expect(callBundle(LINES, input)).toEqual({ operations: [] });
  expect(callBundle(DELIVERY, input)).toEqual({ operations: [] });
});

test.each(["0.0", "-1.0", "1e2", "NaN", "", "1.0.0"])("a rate of %j gives nothing", (rate) => {
  expect(isGranted({ rate, currency: "USD" })).toBe(false);
});

test("the same input gives the same result", () => {
  const input = inputOf(LINES, aCart());
  expect(callBundle(LINES, input)).toEqual(callBundle(LINES, input));
});
