import {
  discountMessage,
  EXPONENT,
  KIND,
  MINIMUM,
  PERCENT,
  PERCENT_OFF,
  PROGRAMME,
  REF,
  RESERVATIONS,
  UPPER,
} from "../../../app/contracts/wallet.ts";
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

/**
 * Target `cart.lines.discounts.generate.run`: money off and percentages off the goods. Shopify applies one candidate of an operation,
 * so all money off stands in one candidate and competes with each percentage; the larger wins, and only its references stand in the
 * discount's line, so that the others keep their points.
 */
export function orderDiscount(input: CartLinesInput): CartLinesResult {
  const permission = permissionOf(input, false);
  if (!permission) return { operations: [] };
  const subtotal = readDecimal(input.cart.c.s.a, permission[EXPONENT]);
  if (!subtotal) return { operations: [] };
  const giftCards: string[] = [];
  const lines = input.cart.l;
  // The one loop over all lines: a call or a further look-up in it costs as much as all the rest of a run.
  for (let index = 0, count = lines.length; index < count; index += 1) {
    const product = lines[index]!.m.p;
    if (product?.g) giftCards.push(lines[index]!.id);
  }
  if (giftCards.length === 0) return operation("MAXIMUM", offGoods(permission, subtotal));
  if (giftCards.length === lines.length) return { operations: [] };
  return operation("FIRST", besideGiftCards(permission, subtotal, giftCards));
}

function operation(selectionStrategy: "FIRST" | "MAXIMUM", candidates: OrderCandidate[]): CartLinesResult {
  return { operations: candidates.length === 0 ? [] : [{ orderDiscountsAdd: { selectionStrategy, candidates } }] };
}

/**
 * Without a gift card the goods are the cart's subtotal, and every minimum and maximum is settled here. Money off stops where the goods
 * are covered: a reservation that would add nothing is left unused.
 */
function offGoods(permission: Permission, goods: number): OrderCandidate[] {
  const grants = permission[RESERVATIONS];
  const programme = permission[PROGRAMME];
  const exponent = permission[EXPONENT];
  const candidates: OrderCandidate[] = [];
  let refs = "";
  let sum = 0;
  for (let index = 0; index < grants.length; index += 1) {
    const grant = grants[index]!;
    if (grant[MINIMUM] > goods) continue;
    const upper = grant[UPPER];
    if (grant[KIND] === PERCENT_OFF) {
      const percent = grant[PERCENT] ?? 0;
      const fixed = upper !== null && goods * percent > upper * 100 ? upper : null;
      candidates[candidates.length] = candidate(fixed, percent, discountMessage(programme, grant[REF]), exponent, []);
    } else if (sum < goods) {
      sum += upper ?? 0;
      // biome-ignore lint/style/useTemplate: a template costs this engine 4,000 instructions more
      refs = refs === "" ? grant[REF] : refs + " " + grant[REF];
    }
  }
  if (sum === 0) return candidates;
  const fixed = sum > goods ? goods : sum;
  candidates[candidates.length] = candidate(fixed, 0, discountMessage(programme, refs), exponent, []);
  return candidates;
}

/** What is taken off: a fixed amount in smallest units of the cart's currency, or `percent` of the goods where `fixed` is null. */
export function candidate(
  fixed: number | null,
  percent: number,
  message: string,
  exponent: number,
  excludedCartLineIds: string[],
): OrderCandidate {
  return {
    targets: [{ orderSubtotal: { excludedCartLineIds } }],
    value:
      fixed === null
        ? { percentage: { value: String(percent) } }
        : { fixedAmount: { amount: toText(fixed, exponent) } },
    message,
  };
}
