import { discountMessage } from "../../../app/contracts/wallet.ts";
import { toMinor, toText } from "./money.ts";
import { type CartInput, isGiftCard, type LineInput, type Permission, permissionOf } from "./permission.ts";
import type { Grant } from "./wallet.ts";

export type DeliveryOptionsInput = CartInput & {
  cart: { groups: DeliveryGroupInput[]; lines: (LineInput & { c: { s: { a: string } } })[] };
};

interface DeliveryGroupInput {
  id: string;
  selected: { cost: { amount: string } } | null;
}

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
  const { cart, discount } = input;
  if (!discount.classes.includes("SHIPPING") || cart.groups.length === 0) return { operations: [] };
  const permission = permissionOf(input, ["free_shipping"]);
  if (!permission) return { operations: [] };
  const grants = withinMinimum(permission, cart.lines);
  const whole = grants.find((grant) => grant.maximum === null);
  const candidates = whole ? [wholeShipping(whole, permission, cart.groups)] : upTo(grants, permission, cart.groups);
  return { operations: candidates.length === 0 ? [] : [{ deliveryDiscountsAdd: { selectionStrategy: "ALL", candidates } }] };
}

/** The grants whose minimum the goods reach before discounts, gift cards left out. Lines are only added up where a minimum asks for it. */
function withinMinimum({ grants, exchange }: Permission, lines: DeliveryOptionsInput["cart"]["lines"]): Grant[] {
  if (grants.every((grant) => grant.minimum === 0)) return grants;
  let goods = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!;
    if (isGiftCard(line)) continue;
    const amount = toMinor(line.c.s.a, exchange.exponent);
    if (amount === null) return [];
    goods += amount;
  }
  return grants.filter((grant) => grant.minimum <= goods);
}

/** One reward without a maximum pays for every delivery; further rewards keep their points. */
function wholeShipping({ ref }: Grant, { programme }: Permission, groups: readonly DeliveryGroupInput[]): DeliveryCandidate {
  const targets = groups.map(({ id }) => ({ deliveryGroup: { id } }));
  return { targets, value: { percentage: { value: "100" } }, message: discountMessage(programme, [ref]) };
}

/**
 * Maxima added up and spent delivery by delivery on what the chosen option costs, since a fixed amount is taken off each target. The
 * last delivery gets all that is left, so that a dearer option shows its price before it is chosen; Shopify stops at its cost.
 */
function upTo(grants: readonly Grant[], permission: Permission, groups: readonly DeliveryGroupInput[]): DeliveryCandidate[] {
  const { exponent } = permission.exchange;
  const refs = grants.map((grant) => grant.ref);
  const message = discountMessage(permission.programme, refs);
  let left = grants.reduce((sum, grant) => sum + (grant.maximum ?? 0), 0);
  const candidates: DeliveryCandidate[] = [];
  groups.forEach(({ id, selected }, index) => {
    const isLast = index === groups.length - 1;
    const cost = isLast ? null : toMinor(selected?.cost.amount, exponent);
    const minor = cost === null ? left : Math.min(left, cost);
    if (minor === 0) return;
    left -= minor;
    const value = { fixedAmount: { amount: toText(minor, exponent) } };
    candidates.push({ targets: [{ deliveryGroup: { id } }], value, message });
  });
  return candidates;
}
