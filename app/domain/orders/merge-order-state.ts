import type { OrderLine, OrderRefund, OrderState } from "../../contracts/order-state.ts";

/**
 * The truth about an order out of two states that arrived in any order: the one with the higher version holds, and refunds that it does
 * not know yet are kept and taken off its lines. Refunds never vanish at Shopify. Commutative, associative, idempotent.
 */
export function mergeOrderStates(a: OrderState, b: OrderState): OrderState {
  const [older, newer] = a.version <= b.version ? [a, b] : [b, a];
  const merged = withRefunds(newer, older.refunds);
  const paidAt = earliest(a.paidAt, b.paidAt);
  return paidAt === merged.paidAt ? merged : { ...merged, paidAt };
}

/** Adds refunds that a state does not know; those that it knows change nothing. */
export function withRefunds(state: OrderState, refunds: readonly OrderRefund[]): OrderState {
  const known = new Set(state.refunds.map((refund) => refund.gid));
  const late = refunds.filter((refund) => !known.has(refund.gid));
  if (late.length === 0) return state;
  const returned = new Map<string, number>();
  for (const { lineGid, quantity } of late.flatMap((refund) => refund.lines)) {
    returned.set(lineGid, (returned.get(lineGid) ?? 0) + quantity);
  }
  const lines: OrderLine[] = state.lines.map((line) => {
    const quantity = returned.get(line.gid) ?? 0;
    return quantity === 0 ? line : { ...line, currentQuantity: Math.max(0, line.currentQuantity - quantity) };
  });
  const all = [...state.refunds, ...late].sort((x, y) => x.createdAt - y.createdAt || (x.gid < y.gid ? -1 : 1));
  return { ...state, lines, refunds: all };
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
