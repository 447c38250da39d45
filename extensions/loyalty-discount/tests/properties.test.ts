// @vitest-environment node
import fc from "fast-check";
import { expect, test } from "vitest";
import type { WalletReservation } from "../../../app/contracts/wallet.ts";
import type { CartLinesInput } from "../src/input.ts";
import { type CartLinesResult, type OrderCandidate, orderDiscount } from "../src/order-discount.ts";
import { aCart, aWallet, type Cart, lineId } from "./a-cart.ts";
import { accepted, inputOf, LINES } from "./run-function.ts";

const RUNS = 400;

const cents = (max: number) =>
  fc.integer({ min: 0, max }).map((minor) => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, "0")}`);
const refs = fc.uniqueArray(fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{8}$/), { minLength: 1, maxLength: 5 });
const reservation = (ref: string): fc.Arbitrary<WalletReservation> =>
  fc.oneof(
    fc.record({
      ref: fc.constant(ref),
      kind: fc.constant("amount_off" as const),
      amount: cents(6000),
      minimum: cents(9000),
    }),
    fc.record({ ref: fc.constant(ref), kind: fc.constant("amount_off" as const), amount: cents(6000) }),
    fc.record({
      ref: fc.constant(ref),
      kind: fc.constant("percent_off" as const),
      percent: fc.integer({ min: 1, max: 100 }),
    }),
    fc.record({
      ref: fc.constant(ref),
      kind: fc.constant("percent_off" as const),
      percent: fc.integer({ min: 1, max: 100 }),
      maximum: cents(3000),
    }),
  );
const carts: fc.Arbitrary<Required<Cart>> = refs.chain((names) =>
  fc
    .record({
      reservations: fc.tuple(...names.map(reservation)),
      lines: fc.array(fc.record({ price: cents(5000), isGiftCard: fc.boolean() }), { minLength: 1, maxLength: 6 }),
      wished: fc.shuffledSubarray(names, { minLength: 0 }),
      isAuthenticated: fc.boolean(),
      isAtTill: fc.boolean(),
    })
    .map(({ reservations, wished, ...rest }) =>
      aCart({ ...rest, wish: wished.join(" "), wallet: aWallet(...reservations) }),
    ),
);

const minor = (text: string) => Math.round(Number(text) * 100);

/** What Shopify would take off: the candidate that its strategy picks, of the goods that are not excluded, never more than they are. */
function applied(cart: Required<Cart>, result: CartLinesResult): { minor: number; message: string } | null {
  const strategy = result.operations[0]?.orderDiscountsAdd;
  if (!strategy) return null;
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
    fc.property(carts, (cart) => {
      const result = orderDiscount(inputOf(LINES, cart) as CartLinesInput);
      accepted(LINES, result);
      const discount = applied(cart, result);
      if (!discount) return;
      granted += 1;
      expect(cart.isAuthenticated || cart.isAtTill).toBe(true);
      const goods = cart.lines.reduce((sum, line) => sum + (line.isGiftCard ? 0 : minor(line.price)), 0);
      expect(discount.minor).toBeLessThanOrEqual(goods);
      const named = discount.message.slice("Points (".length, -1).split(" ");
      const wallet = aWallet(...((cart.wallet as { reservations: WalletReservation[] }).reservations ?? []));
      const used = wallet.reservations.filter(({ ref }) => named.includes(ref));
      expect(used).toHaveLength(named.length);
      expect(named.every((ref) => cart.wish?.split(" ").includes(ref))).toBe(true);
      for (const { minimum } of used) expect(goods).toBeGreaterThanOrEqual(minor(minimum ?? "0"));
      const allowed = used.reduce((sum, each) => {
        if (each.kind === "amount_off") return sum + minor(each.amount);
        if (each.kind !== "percent_off") return sum;
        return sum + Math.min(Math.ceil((goods * each.percent) / 100), each.maximum ? minor(each.maximum) : goods);
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
