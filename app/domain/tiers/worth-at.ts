import type { OrderState } from "../../contracts/order-state.ts";
import { keptGoods, lineBases } from "../orders/kept-goods.ts";
import { withoutRefunds } from "../orders/without-refunds.ts";

/**
 * What an order's goods came to at an instant, in minor units: what was sent back or cancelled after that was still there. So a later order's
 * level depends on what had been kept by then, whatever was heard of first.
 */
export function worthAt(order: OrderState, at: number): number {
  const later = order.refunds.filter(({ createdAt }) => createdAt > at);
  const state = withoutRefunds(order, later);
  const cancelledAt = state.cancelledAt !== null && state.cancelledAt > at ? null : state.cancelledAt;
  return keptGoods({ ...state, cancelledAt }, lineBases(state.lines)).netMinor;
}
