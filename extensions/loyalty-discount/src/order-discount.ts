import {
  discountMessage,
  EXPONENT,
  GOODS,
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
import { goodsDiscounts, type ProductCandidate } from "./goods-discount.ts";
import type { CartLinesInput } from "./input.ts";
import { readDecimal, toText } from "./money.ts";
import { type Permission, permissionOf, STANDING_COUNT } from "./permission.ts";
import type { Grant } from "./wallet.ts";

export interface OrderCandidate {
  targets: [{ orderSubtotal: { excludedCartLineIds: string[] } }];
  value: { fixedAmount: { amount: string } } | { percentage: { value: string } };
  message: string;
  conditions?: [{ orderMinimumSubtotal: { excludedCartLineIds: string[]; minimumAmount: string } }];
}

export interface CartLinesResult {
  operations: CartOperation[];
}

export type CartOperation =
  | { orderDiscountsAdd: { selectionStrategy: "FIRST" | "MAXIMUM"; candidates: OrderCandidate[] } }
  | { productDiscountsAdd: { selectionStrategy: "ALL"; candidates: ProductCandidate[] } };

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
  if (giftCards.length === lines.length) return { operations: [] };
  if (permission.length > STANDING_COUNT)
    return { operations: severalDiscounts(input, permission, subtotal, giftCards) };
  return { operations: offOrder(permission, subtotal, giftCards) };
}

function offOrder(permission: Permission, subtotal: number, giftCards: string[]): CartOperation[] {
  const candidates =
    giftCards.length === 0 ? offGoods(permission, subtotal) : besideGiftCards(permission, subtotal, giftCards);
  if (candidates.length === 0) return [];
  return [{ orderDiscountsAdd: { selectionStrategy: giftCards.length === 0 ? "MAXIMUM" : "FIRST", candidates } }];
}

/**
 * Of a wallet with more than plain rewards: discounts on goods, then rewards off the order, then what stands without a wish, percentages and
 * amounts, each an operation of its own: a reward does not compete with what a tier or membership gives anyway, and shares no line with it.
 */
function severalDiscounts(
  input: CartLinesInput,
  permission: Permission,
  subtotal: number,
  giftCards: string[],
): CartOperation[] {
  const [version, programme, currency, exponent, grants, standingCount = 0] = permission;
  const candidates = goodsDiscounts(input, permission, subtotal);
  const operations: CartOperation[] =
    candidates.length === 0 ? [] : [{ productDiscountsAdd: { selectionStrategy: "ALL", candidates } }];
  const offThe = (isMeant: (grant: Grant, isStanding: boolean) => boolean): void => {
    const kept = grants.filter((grant, index) => grant.length <= GOODS && isMeant(grant, index < standingCount));
    if (kept.length > 0)
      operations.push(...offOrder([version, programme, currency, exponent, kept], subtotal, giftCards));
  };
  offThe((_, isStanding) => !isStanding);
  offThe((grant, isStanding) => isStanding && grant[KIND] === PERCENT_OFF);
  offThe((grant, isStanding) => isStanding && grant[KIND] !== PERCENT_OFF);
  return operations;
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
