import type { OrderRedemption } from "../../contracts/order-state.ts";
import { scale } from "../money/money.ts";
import type { Reward } from "../programme/compile-rewards.ts";

export interface Use {
  ref: string;
  /** Points that the discount really cost. */
  points: number;
  discountMinor: number;
}

/**
 * What an order really used of the reservations in one discount line. A fixed amount that the goods did not fill costs its share, rounded
 * down; a percentage or free shipping costs its full price as soon as it took anything off. Nothing taken off costs nothing.
 * Several fixed amounts share one line: they are filled in the line's order.
 */
export function usesOf(redemption: OrderRedemption, rewards: ReadonlyMap<string, Reward>): Use[] {
  let rest = redemption.discountMinor;
  const known = redemption.refs.filter((ref) => rewards.has(ref));
  return known.map((ref, index) => {
    const reward = rewards.get(ref) as Reward;
    const isLast = index === known.length - 1;
    if (reward.code !== "amount_off") {
      const discountMinor = isLast ? rest : 0;
      rest -= discountMinor;
      return { ref, points: redemption.discountMinor > 0 ? reward.cost : 0, discountMinor };
    }
    const share = Math.min(rest, reward.amountMinor);
    rest -= share;
    const isFull = share + redemption.toleranceMinor >= reward.amountMinor;
    const points = share > 0 && isFull ? reward.cost : scale(share, reward.cost, reward.amountMinor, "down");
    return { ref, points, discountMinor: share };
  });
}
