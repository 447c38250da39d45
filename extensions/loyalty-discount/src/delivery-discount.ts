import { discountMessage } from "../../../app/contracts/wallet.ts";
import { convert, parseDecimal, toMinor, toText } from "./money.ts";
import { type CartInput, type Permission, permissionOf } from "./permission.ts";

export interface DeliveryOptionsInput extends CartInput {
  cart: CartInput["cart"] & { deliveryGroups: DeliveryGroupInput[] };
}

interface DeliveryGroupInput {
  id: string;
  selectedDeliveryOption: { cost: { amount: string } } | null;
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
  if (!input.discount.discountClasses.includes("SHIPPING") || input.cart.deliveryGroups.length === 0)
    return { operations: [] };
  const permission = permissionOf(input);
  if (!permission) return { operations: [] };
  const candidates = wholeShipping(permission, input) ?? shippingUpTo(permission, input);
  return {
    operations: candidates.length === 0 ? [] : [{ deliveryDiscountsAdd: { selectionStrategy: "ALL", candidates } }],
  };
}

/** One reward without a maximum pays for everything; further ones keep their points. Null when there is none. */
function wholeShipping({ grants, programme }: Permission, { cart }: DeliveryOptionsInput): DeliveryCandidate[] | null {
  const grant = grants.find(({ reward }) => reward.kind === "free_shipping" && !reward.maximum);
  if (!grant) return null;
  const targets = cart.deliveryGroups.map(({ id }) => ({ deliveryGroup: { id } }));
  return [{ targets, value: { percentage: { value: "100" } }, message: discountMessage(programme, [grant.ref]) }];
}

/**
 * Maxima added up and spent group by group on what the chosen option costs, since Shopify takes a fixed amount off every target. The
 * last group gets what is left, so that a dearer option shows its price before it is chosen.
 */
function shippingUpTo(
  { grants, programme, exponent, rate }: Permission,
  { cart }: DeliveryOptionsInput,
): DeliveryCandidate[] {
  const refs: string[] = [];
  let left = 0n;
  for (const { ref, reward } of grants) {
    const maximum = reward.kind === "free_shipping" && reward.maximum ? convert(reward.maximum, rate, exponent) : 0n;
    if (maximum === 0n) continue;
    left += maximum;
    refs.push(ref);
  }
  const candidates: DeliveryCandidate[] = [];
  cart.deliveryGroups.forEach(({ id, selectedDeliveryOption }, index) => {
    const cost = parseDecimal(selectedDeliveryOption?.cost.amount);
    const isLast = index === cart.deliveryGroups.length - 1;
    const minor = isLast || !cost ? left : smaller(left, toMinor(cost, exponent));
    if (minor === 0n) return;
    left -= minor;
    const value = { fixedAmount: { amount: toText(minor, exponent) } };
    candidates.push({ targets: [{ deliveryGroup: { id } }], value, message: discountMessage(programme, refs) });
  });
  return candidates;
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
