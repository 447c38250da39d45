import { discountMessage } from "../../../app/contracts/wallet.ts";
import { besideGiftCards } from "./beside-gift-cards.ts";
import type { CartLinesInput } from "./input.ts";
import { readDecimal, toText } from "./money.ts";
import { type Permission, permissionOf } from "./permission.ts";

export interface OrderCandidate {
  targets: [{ orderSubtotal: { excludedCartLineIds: string[] } }];
  value: { fixedAmount: { amount: string } } | { percentage: { value: string } };
  message: string;
  conditions?: [{ orderMinimumSubtotal: { excludedCartLineIds: string[]; minimumAmount: string } }];
}

export interface CartLinesResult {
  operations: { orderDiscountsAdd: { selectionStrategy: "FIRST" | "MAXIMUM"; candidates: OrderCandidate[] } }[];
}

/** What is taken off: a fixed amount in smallest units of the cart's currency, or `percent` of the goods where it is null. */
export interface Value {
  fixed: number | null;
  percent: number;
}

/**
 * Target `cart.lines.discounts.generate.run`: money off and percentages off the goods. Shopify applies one candidate of an operation,
 * so all money off stands in one candidate and competes with each percentage; the larger wins, and only its references stand in the
 * discount's line, so that the others keep their points.
 */
export function orderDiscount(input: CartLinesInput): CartLinesResult {
  const { cart, d: discount } = input;
  const permission = hasOrderClass(discount.c) ? permissionOf(input, false) : null;
  const subtotal = permission && readDecimal(cart.c.s.a, permission.exchange.exponent);
  if (!permission || !subtotal) return { operations: [] };
  const giftCards: string[] = [];
  const { l: lines } = cart;
  // The one loop over all lines: a call or a further look-up in it costs as much as all the rest of a run.
  for (let index = 0, count = lines.length; index < count; index += 1) {
    const { p: product } = lines[index]!.m;
    if (product?.g) giftCards.push(lines[index]!.id);
  }
  if (giftCards.length === 0) return operation("MAXIMUM", offGoods(permission, subtotal));
  if (giftCards.length === lines.length) return { operations: [] };
  return operation("FIRST", besideGiftCards(permission, subtotal, giftCards));
}

function hasOrderClass(classes: readonly string[]): boolean {
  for (let index = 0; index < classes.length; index += 1) if (classes[index] === "ORDER") return true;
  return false;
}

function operation(selectionStrategy: "FIRST" | "MAXIMUM", candidates: OrderCandidate[]): CartLinesResult {
  return { operations: candidates.length === 0 ? [] : [{ orderDiscountsAdd: { selectionStrategy, candidates } }] };
}

/**
 * Without a gift card the goods are the cart's subtotal, and every minimum and maximum is settled here. Money off stops where the goods
 * are covered: a reservation that would add nothing is left unused.
 */
function offGoods({ grants, programme, exchange }: Permission, goods: number): OrderCandidate[] {
  const candidates: OrderCandidate[] = [];
  const refs: string[] = [];
  let sum = 0;
  for (let index = 0; index < grants.length; index += 1) {
    const { ref, minimum, percent, maximum } = grants[index]!;
    if (minimum > goods) continue;
    if (percent > 0) {
      const isCapped = maximum !== null && goods * percent > maximum * 100;
      candidates[candidates.length] = candidate(
        { fixed: isCapped ? maximum : null, percent },
        discountMessage(programme, [ref]),
        exchange.exponent,
        [],
      );
    } else if (sum < goods) {
      sum += maximum ?? 0;
      refs[refs.length] = ref;
    }
  }
  if (sum === 0) return candidates;
  const fixed = sum > goods ? goods : sum;
  candidates[candidates.length] = candidate(
    { fixed, percent: 0 },
    discountMessage(programme, refs),
    exchange.exponent,
    [],
  );
  return candidates;
}

export function candidate(
  { fixed, percent }: Value,
  message: string,
  exponent: number,
  excludedCartLineIds: string[],
): OrderCandidate {
  return {
    targets: [{ orderSubtotal: { excludedCartLineIds } }],
    value:
      fixed === null ? { percentage: { value: `${percent}` } } : { fixedAmount: { amount: toText(fixed, exponent) } },
    message,
  };
}
