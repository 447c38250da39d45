import type { OrderLine, OrderRefund, OrderState } from "../../contracts/order-state.ts";

/**
 * The truth about an order out of two states that arrived in any order: the newer one holds, and refunds that it does not know yet are kept
 * and taken off its lines. Refunds never vanish at Shopify. Commutative, associative, idempotent.
 */
export function mergeOrderStates(a: OrderState, b: OrderState): OrderState {
  const [older, newer] = isNewer(a, b) ? [b, a] : [a, b];
  const merged = withRefunds(newer, older.refunds);
  const paidAt = earliest(a.paidAt, b.paidAt);
  return paidAt === merged.paidAt ? merged : { ...merged, paidAt };
}

/** Adds refunds that a state does not know; those that it knows change nothing. */
export function withRefunds(state: OrderState, refunds: readonly OrderRefund[]): OrderState {
  const known = new Set(state.refunds.map((refund) => refund.gid));
  const late = [...new Map(refunds.map((refund) => [refund.gid, refund])).values()].filter(
    (refund) => !known.has(refund.gid),
  );
  if (late.length === 0) return state;
  const returned = piecesIn(late);
  const lines: OrderLine[] = state.lines.map((line) => {
    const quantity = returned.get(line.gid) ?? 0;
    return quantity === 0 ? line : { ...line, currentQuantity: Math.max(0, line.currentQuantity - quantity) };
  });
  const all = [...state.refunds, ...late].sort((x, y) => x.createdAt - y.createdAt || (x.gid < y.gid ? -1 : 1));
  return { ...state, lines, refunds: all };
}

/** Pieces that refunds name, by line. */
export function piecesIn(refunds: readonly OrderRefund[]): Map<string, number> {
  const pieces = new Map<string, number>();
  for (const { lineGid, quantity } of refunds.flatMap((refund) => refund.lines)) {
    pieces.set(lineGid, (pieces.get(lineGid) ?? 0) + quantity);
  }
  return pieces;
}

/**
 * Shopify's `updated_at` counts whole seconds, and an order is created and paid within one: where it does not decide, what cannot be undone
 * does (cancelled after open, paid after unpaid), then what edits do (more pieces ordered, fewer left), then any difference at all, so that
 * it never matters which of two states came first.
 */
function isNewer(a: OrderState, b: OrderState): boolean {
  const [x, y] = [ageOf(a), ageOf(b)];
  for (const [index, mark] of x.entries()) {
    const other = y[index] as typeof mark;
    if (mark !== other) return mark > other;
  }
  return false;
}

/** Nothing in here changes when a refund that came by itself is added to a state. */
function ageOf(state: OrderState): (number | string)[] {
  const refunded = piecesIn(state.refunds);
  const total = (count: (line: OrderLine) => number) => state.lines.reduce((sum, line) => sum + count(line), 0);
  return [
    state.version,
    Number(state.cancelledAt !== null),
    Number(state.isPaid),
    total((line) => line.quantity),
    -total((line) => line.currentQuantity + (refunded.get(line.gid) ?? 0)),
    state.customerGid ?? "",
    state.email ?? "",
    total((line) => line.discountMinor),
    total((line) => line.priceMinor),
    state.addedTaxMinor,
    state.redemptions.map(({ refs, discountMinor }) => `${refs.join(" ")} ${discountMinor}`).join(),
    state.name,
  ];
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
