import type { OrderRefund, OrderState } from "../../contracts/order-state.ts";
import { piecesIn } from "./merge-order-state.ts";

/** The state as it stood before the given refunds: their pieces are back, their amounts unpaid. */
export function withoutRefunds(state: OrderState, refunds: readonly OrderRefund[]): OrderState {
  if (refunds.length === 0) return state;
  const pieces = piecesIn(refunds);
  const gone = new Set(refunds.map((refund) => refund.gid));
  return {
    ...state,
    lines: state.lines.map((line) => ({
      ...line,
      currentQuantity: Math.min(line.quantity, line.currentQuantity + (pieces.get(line.gid) ?? 0)),
    })),
    refunds: state.refunds.filter((refund) => !gone.has(refund.gid)),
  };
}
