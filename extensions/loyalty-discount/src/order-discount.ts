import { discountMessage } from "../../../app/contracts/wallet.ts";
import { type CartLinesInput, isGiftCard } from "./input.ts";
import { convert, type Exchange, toText } from "./money.ts";
import { permissionOf } from "./permission.ts";
import type { Grant } from "./wallet.ts";

export interface OrderCandidate {
  targets: [{ orderSubtotal: { excludedCartLineIds: string[] } }];
  value: { fixedAmount: { amount: string } } | { percentage: { value: string } };
  message: string;
  conditions?: [{ orderMinimumSubtotal: { excludedCartLineIds: string[]; minimumAmount: string } }];
}

export interface CartLinesResult {
  operations: { orderDiscountsAdd: { selectionStrategy: "FIRST" | "MAXIMUM"; candidates: OrderCandidate[] } }[];
}

/** What is taken off once goods come to `atLeast`, in smallest units of the cart's currency: a fixed amount, or `percent` when null. */
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
  const { cart, d: discount } = input;
  const permission = hasOrderClass(discount.c) ? permissionOf(input, false) : null;
  const giftCards = permission ? giftCardsAmong(cart.l) : [];
  if (!permission || giftCards.length === cart.l.length) return { operations: [] };
  const { grants, exchange, programme } = permission;
  const subtotal = convert(cart.c.s.a, { rate: null, exponent: exchange.exponent });
  if (!subtotal) return { operations: [] };
  const ways = [moneyOff(grants, subtotal)];
  for (let index = 0; index < grants.length; index += 1) {
    if (grants[index]!.percent > 0) ways.push(percentageOff(grants[index]!, subtotal));
  }
  const isSettled = giftCards.length === 0;
  const offers = isSettled ? mostOfEach(ways) : byWorth(ways, subtotal);
  const candidates: OrderCandidate[] = [];
  for (let index = 0; index < offers.length; index += 1) {
    candidates.push(candidate(offers[index]!, programme, exchange, giftCards));
  }
  if (candidates.length === 0) return { operations: [] };
  return { operations: [{ orderDiscountsAdd: { selectionStrategy: isSettled ? "MAXIMUM" : "FIRST", candidates } }] };
}

function hasOrderClass(classes: readonly string[]): boolean {
  for (let index = 0; index < classes.length; index += 1) if (classes[index] === "ORDER") return true;
  return false;
}

function giftCardsAmong(lines: CartLinesInput["cart"]["l"]): string[] {
  const ids: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!;
    if (isGiftCard(line)) ids.push(line.id);
  }
  return ids;
}

/**
 * Money off by rising minimum, each step with all before it, the most demanding first. It stops where the goods are covered: a
 * reservation that would add nothing is left unused. A step beyond the subtotal is out of reach whatever the gift cards cost.
 */
function moneyOff(grants: readonly Grant[], subtotal: number): Offer[] {
  const rising: Grant[] = [];
  for (let index = 0; index < grants.length; index += 1) {
    const grant = grants[index]!;
    if (grant.percent === 0 && grant.minimum <= subtotal) rising.push(grant);
  }
  if (rising.length > 1) rising.sort((one, other) => one.minimum - other.minimum);
  const steps: Offer[] = [];
  let sum = 0;
  for (let index = 0; index < rising.length && sum < subtotal; index += 1) {
    const { ref, minimum, maximum } = rising[index]!;
    sum += maximum ?? 0;
    if (sum > subtotal) sum = subtotal;
    steps.unshift({ atLeast: minimum, fixed: sum, percent: 0, refs: steps[0] ? [...steps[0].refs, ref] : [ref] });
  }
  return steps;
}

/** A percentage, which Shopify takes of what product discounts leave, unless the goods are so many that its maximum bites. */
function percentageOff({ ref, minimum, percent, maximum }: Grant, subtotal: number): Offer[] {
  if (minimum > subtotal) return [];
  const refs = [ref];
  const whole = { atLeast: minimum, fixed: null, percent, refs };
  if (maximum === null || maximum * 100 > subtotal * percent) return [whole];
  const bitesAt = Math.ceil((maximum * 100) / percent);
  return [{ atLeast: Math.max(minimum, bitesAt), fixed: maximum, percent: 0, refs }, whole];
}

/** The most demanding offer of each way. All are within reach, since the goods are the subtotal, and need no condition. */
function mostOfEach(ways: readonly Offer[][]): Offer[] {
  const offers: Offer[] = [];
  for (let index = 0; index < ways.length; index += 1) {
    const offer = ways[index]![0];
    if (offer) offers.push({ ...offer, atLeast: 0 });
  }
  return offers;
}

/** Every offer, first the way that is worth most at the subtotal: Shopify takes the first whose minimum the goods reach. */
function byWorth(ways: readonly Offer[][], subtotal: number): Offer[] {
  const worth = ([first]: Offer[]) => (first ? (first.fixed ?? Math.floor((subtotal * first.percent) / 100)) : 0);
  return [...ways].sort((one, other) => worth(other) - worth(one)).flat();
}

function candidate(offer: Offer, programme: string, { exponent }: Exchange, excludedCartLineIds: string[]): OrderCandidate {
  const { fixed, percent, atLeast, refs } = offer;
  const made: OrderCandidate = {
    targets: [{ orderSubtotal: { excludedCartLineIds } }],
    value: fixed === null ? { percentage: { value: `${percent}` } } : { fixedAmount: { amount: toText(fixed, exponent) } },
    message: discountMessage(programme, refs),
  };
  if (atLeast > 0) {
    made.conditions = [{ orderMinimumSubtotal: { excludedCartLineIds, minimumAmount: toText(atLeast, exponent) } }];
  }
  return made;
}
