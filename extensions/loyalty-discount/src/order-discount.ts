import { discountMessage } from "../../../app/contracts/wallet.ts";
import { convert, toText } from "./money.ts";
import { type CartInput, type CartLineInput, isGiftCard, type Permission, permissionOf } from "./permission.ts";

export type CartLinesInput = CartInput<CartLineInput & { id: string }>;

export interface OrderCandidate {
  targets: [{ orderSubtotal: { excludedCartLineIds: string[] } }];
  value: { fixedAmount: { amount: string } } | { percentage: { value: string } };
  message: string;
}

export interface CartLinesResult {
  operations: { orderDiscountsAdd: { selectionStrategy: "MAXIMUM"; candidates: OrderCandidate[] } }[];
}

type OrderValue = { value: OrderCandidate["value"]; refs: string[] };

/**
 * Target `cart.lines.discounts.generate.run`: money off and percentages off the goods. Shopify applies one candidate of an operation,
 * so all money off stands in one candidate and competes with each percentage; the larger wins, and only its references stand in the
 * discount's line, so that the others keep their points.
 */
export function orderDiscount(input: CartLinesInput): CartLinesResult {
  if (!input.discount.discountClasses.includes("ORDER")) return { operations: [] };
  const permission = permissionOf(input);
  if (!permission || permission.goodsMinor === 0n) return { operations: [] };
  const values = [...moneyOff(permission), ...percentagesOff(permission)];
  if (values.length === 0) return { operations: [] };
  const excludedCartLineIds = input.cart.lines.filter(isGiftCard).map((line) => line.id);
  const candidates = values.map(
    ({ value, refs }): OrderCandidate => ({
      targets: [{ orderSubtotal: { excludedCartLineIds } }],
      value,
      message: discountMessage(permission.programme, refs),
    }),
  );
  return { operations: [{ orderDiscountsAdd: { selectionStrategy: "MAXIMUM", candidates } }] };
}

/** One fixed amount out of as many reservations as the goods can hold: one that adds nothing is left unused. */
function moneyOff({ grants, goodsMinor, exponent, rate }: Permission): OrderValue[] {
  let sum = 0n;
  const refs: string[] = [];
  for (const { ref, reward } of grants) {
    if (reward.kind !== "amount_off" || sum >= goodsMinor) continue;
    const amount = convert(reward.amount, rate, exponent);
    if (amount === 0n) continue;
    sum += amount;
    refs.push(ref);
  }
  if (refs.length === 0) return [];
  return [{ value: fixed(sum < goodsMinor ? sum : goodsMinor, exponent), refs }];
}

/** A percentage stays a percentage, which Shopify takes of what product discounts leave, until its maximum bites. */
function percentagesOff({ grants, goodsMinor, exponent, rate }: Permission): OrderValue[] {
  return grants.flatMap(({ ref, reward }): OrderValue[] => {
    if (reward.kind !== "percent_off") return [];
    const maximum = reward.maximum && convert(reward.maximum, rate, exponent);
    if (maximum === 0n) return [];
    const isCapped = maximum !== null && goodsMinor * BigInt(reward.percent) > maximum * 100n;
    const value = isCapped ? fixed(maximum, exponent) : { percentage: { value: String(reward.percent) } };
    return [{ value, refs: [ref] }];
  });
}

function fixed(minor: bigint, exponent: number): OrderCandidate["value"] {
  return { fixedAmount: { amount: toText(minor, exponent) } };
}
