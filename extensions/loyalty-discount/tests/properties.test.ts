// @vitest-environment node
import fc from "fast-check";
import { expect, test } from "vitest";
import type { WalletGrant } from "../../../app/contracts/wallet.ts";
import type { CartLinesInput } from "../src/input.ts";
import { readDecimal } from "../src/money.ts";
import { type CartLinesResult, type OrderCandidate, orderDiscount } from "../src/order-discount.ts";
import { aCart, aWallet, type Cart, lineId } from "./a-cart.ts";
import { accepted, inputOf, LINES } from "./run-function.ts";

const RUNS = 400;

const cents = (max: number) => fc.integer({ min: 0, max });
const price = (max: number) =>
  cents(max).map((each) => `${Math.floor(each / 100)}.${String(each % 100).padStart(2, "0")}`);
const refs = fc.uniqueArray(fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{8}$/), { minLength: 1, maxLength: 5 });
const reservation = (ref: string): fc.Arbitrary<WalletGrant> =>
  fc.oneof(
    fc.record({
      ref: fc.constant(ref),
      kind: fc.constant("amount_off" as const),
      amountMinor: cents(6000),
      minimumMinor: cents(9000),
    }),
    fc.record({ ref: fc.constant(ref), kind: fc.constant("amount_off" as const), amountMinor: cents(6000) }),
    fc.record({
      ref: fc.constant(ref),
      kind: fc.constant("percent_off" as const),
      percent: fc.integer({ min: 1, max: 100 }),
    }),
    fc.record({
      ref: fc.constant(ref),
      kind: fc.constant("percent_off" as const),
      percent: fc.integer({ min: 1, max: 100 }),
      maximumMinor: cents(3000),
    }),
  );
const carts: fc.Arbitrary<{ cart: Required<Cart>; reservations: WalletGrant[] }> = refs.chain((names) =>
  fc
    .record({
      reservations: fc.tuple(...names.map(reservation)),
      lines: fc.array(fc.record({ price: price(5000), isGiftCard: fc.boolean() }), { minLength: 1, maxLength: 6 }),
      wished: fc.shuffledSubarray(names, { minLength: 0 }),
      isAuthenticated: fc.boolean(),
      isAtTill: fc.boolean(),
    })
    .map(({ reservations, wished, ...rest }) => ({
      cart: aCart({ ...rest, wish: wished.join(" "), wallet: aWallet(...reservations) }),
      reservations,
    })),
);

const minor = (text: string) => Math.round(Number(text) * 100);

/** What Shopify would take off: the candidate that its strategy picks, of the goods that are not excluded, never more than they are. */
function applied(cart: Required<Cart>, result: CartLinesResult): { minor: number; message: string } | null {
  const [operation] = result.operations;
  if (!operation || !("orderDiscountsAdd" in operation)) return null;
  const strategy = operation.orderDiscountsAdd;
  const goods = (excluded: readonly string[]) =>
    cart.lines.reduce((sum, line, index) => sum + (excluded.includes(lineId(index)) ? 0 : minor(line.price)), 0);
  const worth = ({ value, targets: [{ orderSubtotal }] }: OrderCandidate) => {
    const base = goods(orderSubtotal.excludedCartLineIds);
    if ("percentage" in value) return Math.round((base * Number(value.percentage.value)) / 100);
    return Math.min(minor(value.fixedAmount.amount), base);
  };
  const open = strategy.candidates.filter(({ conditions }) =>
    (conditions ?? []).every(
      ({ orderMinimumSubtotal: { excludedCartLineIds, minimumAmount } }) =>
        goods(excludedCartLineIds) >= minor(minimumAmount),
    ),
  );
  const picked =
    strategy.selectionStrategy === "FIRST" ? open[0] : open.toSorted((one, other) => worth(other) - worth(one))[0];
  return picked ? { minor: worth(picked), message: picked.message } : null;
}

test("a discount never exceeds the goods, its rewards or their maxima, and is only given to whom it may be", () => {
  let granted = 0;
  fc.assert(
    fc.property(carts, ({ cart, reservations }) => {
      const result = orderDiscount(inputOf(LINES, cart) as CartLinesInput);
      accepted(LINES, result);
      const discount = applied(cart, result);
      if (!discount) return;
      granted += 1;
      expect(cart.isAuthenticated || cart.isAtTill).toBe(true);
      const goods = cart.lines.reduce((sum, line) => sum + (line.isGiftCard ? 0 : minor(line.price)), 0);
      expect(discount.minor).toBeLessThanOrEqual(goods);
      const named = discount.message.slice("Points (".length, -1).split(" ");
      const used = reservations.filter(({ ref }) => named.includes(ref));
      expect(used).toHaveLength(named.length);
      expect(named.every((ref) => cart.wish?.split(" ").includes(ref))).toBe(true);
      for (const { minimumMinor } of used) expect(goods).toBeGreaterThanOrEqual(minimumMinor ?? 0);
      const allowed = used.reduce((sum, each) => {
        if (each.kind === "amount_off") return sum + each.amountMinor;
        if (each.kind !== "percent_off") return sum;
        return sum + Math.min(Math.ceil((goods * each.percent) / 100), each.maximumMinor ?? goods);
      }, 0);
      expect(discount.minor).toBeLessThanOrEqual(allowed);
    }),
    { numRuns: RUNS },
  );
  expect(granted).toBeGreaterThan(RUNS / 20);
});

test("whatever a wallet holds and whatever a cart wishes, the result is one that Shopify accepts", () => {
  let runs = 0;
  fc.assert(
    fc.property(fc.anything(), fc.string(), (wallet, wish) => {
      const json: unknown = JSON.parse(JSON.stringify(wallet ?? null) ?? "null");
      accepted(LINES, orderDiscount(inputOf(LINES, aCart({ wallet: json, wish })) as CartLinesInput));
      runs += 1;
    }),
    { numRuns: RUNS },
  );
  expect(runs).toBe(RUNS);
});

/** Digits, at most one point between them; read with BigInt alone. */
function exactly(text: string, decimals: number): number | null {
  const [, whole, fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined) return null;
  const units = BigInt(whole + fraction.padEnd(decimals, "0").slice(0, decimals));
  return units <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(units) : null;
}

test("a decimal text is read exactly, cut off behind its currency's decimals, or not at all", () => {
  const counted = { read: 0, refused: 0 };
  const texts = fc.oneof(
    fc.stringMatching(/^\d{1,12}\.\d{1,3}$/),
    fc.stringMatching(/^\d{1,17}$/),
    fc.stringMatching(/^\d{0,4}[-+. x0-9eE\n]{0,3}[0-9. \n]{0,3}$/),
    fc.string(),
  );
  fc.assert(
    fc.property(texts, fc.constantFrom(0, 2, 3, 9), (text, decimals) => {
      const value = readDecimal(text, decimals);
      expect(value).toBe(exactly(text, decimals));
      counted[value === null ? "refused" : "read"] += 1;
    }),
    { numRuns: 20 * RUNS },
  );
  expect(Math.min(counted.read, counted.refused)).toBeGreaterThan(RUNS);
});
