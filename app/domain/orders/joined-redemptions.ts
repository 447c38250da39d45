import type { OrderRedemption } from "../../contracts/order-state.ts";

/** A discount on goods may stand on an order once for each of its lines: what carries the same references is one redemption, and is summed. */
export function joinedRedemptions(redemptions: readonly OrderRedemption[]): OrderRedemption[] {
  const joined = new Map<string, OrderRedemption>();
  for (const { refs, discountMinor, toleranceMinor } of redemptions) {
    const same = joined.get(refs.join(" "));
    joined.set(refs.join(" "), {
      refs,
      discountMinor: (same?.discountMinor ?? 0) + discountMinor,
      toleranceMinor: (same?.toleranceMinor ?? 0) + toleranceMinor,
    });
  }
  return [...joined.values()];
}
