// @vitest-environment node
import { describe, expect, test } from "vitest";
import {
  AMOUNT_OFF,
  CURRENCY,
  EXPONENT,
  FREE_SHIPPING,
  KIND,
  MINIMUM,
  PERCENT,
  PERCENT_OFF,
  PROGRAMME,
  RESERVATIONS,
  storedWallet,
  UPPER,
  VERSION,
} from "../../../app/contracts/wallet.ts";
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
});

describe("what a cart may wish for", () => {
  test("what checkout wished counts beside what the storefront wished", () => {
    const wallet = aWallet(
      { ref: REF, kind: "amount_off", amountMinor: 500 },
      { ref: OTHER_REF, kind: "amount_off", amountMinor: 100 },
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
    const wallet = storedWallet({
      version: 2,
      programme: "P".repeat(40),
      currency: "EUR",
      exponent: 2,
      reservations: refs.map((ref) => ({ ref, kind: "amount_off", amountMinor: 100 })),
      standing: [],
      alone: [],
    });
    const [operation] = run(LINES, aCart({ wish: refs.join(" "), wallet })).operations;
    expect(operation).toMatchObject({
      orderDiscountsAdd: { candidates: [{ value: { fixedAmount: { amount: "20.00" } } }] },
    });
    expect(JSON.stringify(operation).match(/"message":"([^"]*)"/)?.[1]?.length).toBeLessThanOrEqual(255);
  });
});

describe("a wallet of nonsense gives nothing and never throws", () => {
  const reservation = [REF, AMOUNT_OFF, 500, 0];
  const wallet = (...reservations: unknown[]) => [2, "Points", "EUR", 2, reservations];
  /** The wallet with something else at one place. */
  const withFrame = (place: number, value: unknown) => (wallet(reservation) as unknown[]).with(place, value);
  const withReservation = (place: number, value: unknown) => wallet(reservation.with(place, value as string));
  const tenPercent = [REF, PERCENT_OFF, null, 0, 10];

  test("it would be granted if it were none", () => {
    expect(isGranted({ wallet: wallet(reservation) })).toBe(true);
    expect(isGranted({ wallet: wallet(tenPercent) })).toBe(true);
  });

  test.each<[string, unknown]>([
    ["a text", "wallet"],
    ["a number", 7],
    ["a list of reservations", [reservation]],
    ["nothing in it", {}],
    ["an empty list", []],
    ["names instead of places", { ...wallet(reservation) }],
    ["a wallet of version 1", { version: 1, programme: "Points", currency: "EUR", reservations: [reservation] }],
    ["another version", withFrame(VERSION, 3)],
    ["a version in a text", withFrame(VERSION, "2")],
    ["no programme", withFrame(PROGRAMME, null)],
    ["a programme without a letter", withFrame(PROGRAMME, "")],
    ["a programme that is an object", withFrame(PROGRAMME, { toString: "x" })],
    ["a programme of 10,000 characters", withFrame(PROGRAMME, "x".repeat(10_000))],
    ["no currency", withFrame(CURRENCY, null)],
    ["no decimals", withFrame(EXPONENT, null)],
    ["decimals in a text", withFrame(EXPONENT, "2")],
    ["decimals of no currency", withFrame(EXPONENT, 12)],
    ["no reservations", wallet(reservation).slice(0, RESERVATIONS)],
    ["reservations that are an object", withFrame(RESERVATIONS, { 0: reservation, length: 1 })],
    ["reservations that are a text", withFrame(RESERVATIONS, REF)],
    ["a reservation that is null", wallet(null)],
    ["a reservation that is a text", wallet(REF)],
    ["a reservation by names", wallet({ ref: REF, kind: "amount_off", amountMinor: 500 })],
    ["a reservation with a list for its reference", wallet([[REF], AMOUNT_OFF, 500, 0])],
    ["an unknown kind", withReservation(KIND, "everything")],
    ["a kind from the prototype", withReservation(KIND, "__proto__")],
    ["a kind that is a list", withReservation(KIND, [AMOUNT_OFF])],
    ["no amount", withReservation(UPPER, null)],
    ["nothing behind the kind", wallet([REF, AMOUNT_OFF])],
    ["an amount of zero", withReservation(UPPER, 0)],
    ["a negative amount", withReservation(UPPER, -500)],
    ["an amount that is a text", withReservation(UPPER, "500")],
    ["an amount that is a list", withReservation(UPPER, [500])],
    ["half a cent", withReservation(UPPER, 500.5)],
    ["an amount beyond exact integers", withReservation(UPPER, 99_999_999_999_999)],
    ["an amount without an end", withReservation(UPPER, 1e300)],
    ["no minimum", wallet([REF, AMOUNT_OFF, 500])],
    ["a minimum that is null", withReservation(MINIMUM, null)],
    ["a minimum that is no amount", withReservation(MINIMUM, "much")],
    ["a negative minimum", withReservation(MINIMUM, -1)],
    ["no percentage", wallet(tenPercent.slice(0, PERCENT))],
    ["a percentage of 101", wallet(tenPercent.with(PERCENT, 101))],
    ["a percentage of 0", wallet(tenPercent.with(PERCENT, 0))],
    ["a negative percentage", wallet(tenPercent.with(PERCENT, -10))],
    ["half a percentage", wallet(tenPercent.with(PERCENT, 10.5))],
    ["a percentage that is a text", wallet(tenPercent.with(PERCENT, "10"))],
    ["a percentage with a maximum of nonsense", wallet([REF, PERCENT_OFF, [], 0, 10])],
    ["a percentage with a maximum of zero", wallet([REF, PERCENT_OFF, 0, 0, 10])],
  ])("%s", (_, wallet) => {
    expect(isGranted({ wallet })).toBe(false);
    expect(run(DELIVERY, aCart({ wallet })).operations).toEqual([]);
  });

  test.each<[string, unknown]>([
    ["a maximum that is nowhere", [REF, FREE_SHIPPING]],
    ["a maximum of zero", [REF, FREE_SHIPPING, 0, 0]],
    ["a minimum that is a text", [REF, FREE_SHIPPING, null, "1.00"]],
    ["a kind in words", [REF, "free_shipping", null, 0]],
  ])("for shipping: %s", (_, malformed) => {
    expect(run(DELIVERY, aCart({ wallet: wallet([REF, FREE_SHIPPING, null, 0]) })).operations).toHaveLength(1);
    expect(run(DELIVERY, aCart({ wallet: wallet(malformed) })).operations).toEqual([]);
  });

  test("one malformed reservation does not take the others down", () => {
    const mixed = wallet(null, "", 7, {}, [], [OTHER_REF, AMOUNT_OFF, "x", 0], reservation);
    expect(isGranted({ wallet: mixed, wish: `${OTHER_REF} ${REF}` })).toBe(true);
  });

  test("keys of the prototype change nothing", () => {
    const forged: unknown = JSON.parse(
      '{"__proto__":[2,"X","EUR",2,[]],"constructor":{"prototype":[2]},"0":2,"1":"X","2":"EUR","3":2,"4":[["7KQ2M9XA","a",500,0]],"length":5}',
    );
    expect(isGranted({ wallet: forged })).toBe(false);
  });

  test("one reservation listed twice is given once", () => {
    const twice = wallet(reservation, reservation);
    expect(JSON.stringify(run(LINES, aCart({ wallet: twice })).operations)).toContain('"amount":"5.00"');
  });
});

test.each<unknown>([
  null,
  7,
  "text",
  [],
  {},
  { cart: null },
  { cart: {} },
  { cart: { a: { v: REF }, b: { i: true, c: { w: { j: aWallet() } } } }, r: 1 },
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
