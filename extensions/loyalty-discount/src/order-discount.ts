import { discountMessage } from "../../../app/contracts/wallet.ts";
import { type Exchange, toMinor, toText } from "./money.ts";
import { type CartInput, isGiftCard, type LineInput, permissionOf } from "./permission.ts";
import type { Grant } from "./wallet.ts";

export type CartLinesInput = CartInput & {
  cart: { cost: { goods: { amount: string } }; lines: (LineInput & { id: string })[] };
};

export interface OrderCandidate {
  targets: [{ orderSubtotal: { excludedCartLineIds: string[] } }];
  value: { fixedAmount: { amount: string } } | { percentage: { value: string } };
  message: string;
  conditions?: [{ orderMinimumSubtotal: { excludedCartLineIds: string[]; minimumAmount: string } }];
}

export interface CartLinesResult {
  operations: { orderDiscountsAdd: { selectionStrategy: "FIRST" | "MAXIMUM"; candidates: OrderCandidate[] } }[];
}

/** One way to grant: what is taken off once goods come to `atLeast`. Amounts are smallest units of the cart's currency. */
interface Offer {
  atLeast: number;
  fixed: number | null;
  percent: number;
  refs: string[];
}

/**
 * Target `cart.lines.discounts.generate.run`: money off and percentages off the goods. Shopify applies one candidate of an operation,
 * so all money off stands in one candidate and competes with each percentage; the larger wins, and only its references stand in the
 * discount's line, so that the others keep their points.
 *
 * Without a gift card the goods are the cart's subtotal, and every minimum and maximum is settled here. With one the goods are less by
 * an amount that is not known here, and Shopify settles them by conditions.
 */
export function orderDiscount(input: CartLinesInput): CartLinesResult {
  const { cart, discount } = input;
  if (!discount.classes.includes("ORDER")) return { operations: [] };
  const permission = permissionOf(input, ["amount_off", "percent_off"]);
  const subtotal = permission && toMinor(cart.cost.goods.amount, permission.exchange.exponent);
  if (!permission || !subtotal) return { operations: [] };
  const giftCards: string[] = [];
  for (let index = 0; index < cart.lines.length; index += 1) {
    const line = cart.lines[index]!;
    if (isGiftCard(line)) giftCards.push(line.id);
  }
  if (giftCards.length === cart.lines.length) return { operations: [] };
  const ways = [moneyOff(permission.grants, subtotal), ...percentagesOff(permission.grants, subtotal)];
  const offers = giftCards.length === 0 ? settled(ways) : byWorth(ways, subtotal);
  if (offers.length === 0) return { operations: [] };
  const candidates = offers.map((offer) => candidate(offer, permission.programme, permission.exchange, giftCards));
  const selectionStrategy = giftCards.length === 0 ? "MAXIMUM" : "FIRST";
  return { operations: [{ orderDiscountsAdd: { selectionStrategy, candidates } }] };
}

/**
 * Money off by rising minimum, each step with all before it, the most demanding first. It stops where the goods are covered: a
 * reservation that would add nothing is left unused. A step beyond the subtotal is out of reach whatever the gift cards cost.
 */
function moneyOff(grants: readonly Grant[], subtotal: number): Offer[] {
  const steps: Offer[] = [];
  let sum = 0;
  let refs: string[] = [];
  const rising = grants.filter((grant) => grant.percent === 0 && grant.minimum <= subtotal);
  if (rising.length > 1) rising.sort((one, other) => one.minimum - other.minimum);
  for (let index = 0; index < rising.length && sum < subtotal; index += 1) {
    const { ref, minimum, maximum } = rising[index]!;
    sum = Math.min(sum + (maximum ?? 0), subtotal);
    refs = refs.concat(ref);
    steps.unshift({ atLeast: minimum, fixed: sum, percent: 0, refs });
  }
  return steps;
}

/** A percentage, which Shopify takes of what product discounts leave, unless the goods are so many that its maximum bites. */
function percentagesOff(grants: readonly Grant[], subtotal: number): Offer[][] {
  const ways: Offer[][] = [];
  for (let index = 0; index < grants.length; index += 1) {
    const { ref, minimum, percent, maximum } = grants[index]!;
    if (percent === 0 || minimum > subtotal) continue;
    const offers: Offer[] = [{ atLeast: minimum, fixed: null, percent, refs: [ref] }];
    const bitesAt = maximum === null ? Number.POSITIVE_INFINITY : Math.ceil((maximum * 100) / percent);
    if (bitesAt <= subtotal) offers.unshift({ atLeast: Math.max(minimum, bitesAt), fixed: maximum, percent: 0, refs: [ref] });
    ways.push(offers);
  }
  return ways;
}

/** The most demanding offer of each way; all are within reach, since the goods are the subtotal. */
function settled(ways: readonly Offer[][]): Offer[] {
  return ways.flatMap((offers) => offers.slice(0, 1)).map((offer) => ({ ...offer, atLeast: 0 }));
}

/** Every offer, the way first that would be worth most: Shopify takes the first whose minimum the goods reach. */
function byWorth(ways: readonly Offer[][], subtotal: number): Offer[] {
  const worth = ([first]: Offer[]) => (first ? (first.fixed ?? Math.floor((subtotal * first.percent) / 100)) : 0);
  return [...ways].sort((one, other) => worth(other) - worth(one)).flat();
}

function candidate(offer: Offer, programme: string, { exponent }: Exchange, excludedCartLineIds: string[]): OrderCandidate {
  const { fixed, percent, atLeast, refs } = offer;
  const made: OrderCandidate = {
    targets: [{ orderSubtotal: { excludedCartLineIds } }],
    value: fixed === null ? { percentage: { value: String(percent) } } : { fixedAmount: { amount: toText(fixed, exponent) } },
    message: discountMessage(programme, refs),
  };
  if (atLeast > 0) {
    made.conditions = [{ orderMinimumSubtotal: { excludedCartLineIds, minimumAmount: toText(atLeast, exponent) } }];
  }
  return made;
}
