import { discountMessage } from "../../../app/contracts/wallet.ts";
import { type DeliveryInput, type DeliveryOptionsInput, isGiftCard } from "./input.ts";
import { readDecimal, toText } from "./money.ts";
import { type Permission, permissionOf } from "./permission.ts";
import type { Grant } from "./wallet.ts";

export interface DeliveryCandidate {
  targets: { deliveryGroup: { id: string } }[];
  value: { fixedAmount: { amount: string } } | { percentage: { value: string } };
  message: string;
}

export interface DeliveryOptionsResult {
  operations: { deliveryDiscountsAdd: { selectionStrategy: "ALL"; candidates: DeliveryCandidate[] } }[];
}

/** Target `cart.delivery-options.discounts.generate.run`: shipping paid by the reward, all of it or up to its maximum. */
export function deliveryDiscount(input: DeliveryOptionsInput): DeliveryOptionsResult {
  const { cart, d: discount } = input;
  const permission = cart.g.length > 0 && discount.c.includes("SHIPPING") ? permissionOf(input, true) : null;
  if (!permission) return { operations: [] };
  const grants = withinMinimum(permission, cart.l);
  const whole = grants.find((grant) => grant.maximum === null);
  const candidates = whole ? [wholeShipping(whole, permission, cart.g)] : shippingUpTo(grants, permission, cart.g);
  return {
    operations: candidates.length === 0 ? [] : [{ deliveryDiscountsAdd: { selectionStrategy: "ALL", candidates } }],
  };
}

/** The grants whose minimum the goods reach before discounts, gift cards left out. */
function withinMinimum({ grants, exchange }: Permission, lines: DeliveryOptionsInput["cart"]["l"]): Grant[] {
  const highest = Math.max(...grants.map((grant) => grant.minimum));
  let goods = 0;
  // Reading amounts costs; it stops where every minimum is reached.
  for (let index = 0; index < lines.length && goods < highest; index += 1) {
    const line = lines[index]!;
    if (isGiftCard(line)) continue;
    const amount = readDecimal(line.c.s.a, exchange.exponent);
    if (amount === null) return [];
    goods += amount;
  }
  return grants.filter((grant) => grant.minimum <= goods);
}

/** One reward without a maximum pays for every delivery; further rewards keep their points. */
function wholeShipping(
  { ref }: Grant,
  { programme }: Permission,
  deliveries: readonly DeliveryInput[],
): DeliveryCandidate {
  const targets = deliveries.map(({ id }) => ({ deliveryGroup: { id } }));
  return { targets, value: { percentage: { value: "100" } }, message: discountMessage(programme, [ref]) };
}

/**
 * Maxima added up and spent delivery by delivery on what the chosen option costs, since a fixed amount is taken off each target. The
 * last delivery gets all that is left, so that a dearer option shows its price before it is chosen; Shopify stops at its cost.
 */
function shippingUpTo(
  grants: readonly Grant[],
  permission: Permission,
  deliveries: readonly DeliveryInput[],
): DeliveryCandidate[] {
  const { exponent } = permission.exchange;
  const refs = grants.map((grant) => grant.ref);
  const message = discountMessage(permission.programme, refs);
  let left = grants.reduce((sum, grant) => sum + (grant.maximum ?? 0), 0);
  const candidates: DeliveryCandidate[] = [];
  deliveries.forEach(({ id, o: chosen }, index) => {
    const isLast = index === deliveries.length - 1;
    const cost = isLast ? null : readDecimal(chosen?.c.a, exponent);
    const minor = cost === null ? left : Math.min(left, cost);
    if (minor === 0) return;
    left -= minor;
    candidates.push({
      targets: [{ deliveryGroup: { id } }],
      value: { fixedAmount: { amount: toText(minor, exponent) } },
      message,
    });
  });
  return candidates;
}
