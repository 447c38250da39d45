import type { OrderLine, OrderRefund, OrderState } from "../../contracts/order-state.ts";

/**
 * The truth about an order out of two states that arrived in any order: the newer one holds, and what it does not know yet is kept: refunds
 * (taken off its lines; they never vanish at Shopify), when it was paid, and what webhooks do not carry. Commutative, associative, idempotent.
 */
export function mergeOrderStates(a: OrderState, b: OrderState): OrderState {
  const [older, newer] = isNewer(a, b) ? [b, a] : [a, b];
  const merged = withPlans(withRefunds(newer, older.refunds), older);
  return {
    ...merged,
    paidAt: earliest(a.paidAt, b.paidAt),
    giftCardPaidMinor: larger(a.giftCardPaidMinor, b.giftCardPaidMinor),
    storeCreditPaidMinor: larger(a.storeCreditPaidMinor, b.storeCreditPaidMinor),
  };
}

/** A line's plan never changes: it is that of either state, once it was read. */
function withPlans(state: OrderState, other: OrderState): OrderState {
  if (!other.arePlansKnown) return state;
  const plans = new Map(other.lines.map((line) => [line.gid, line.sellingPlan]));
  const lines = state.lines.map((line) => ({ ...line, sellingPlan: line.sellingPlan ?? plans.get(line.gid) ?? null }));
  return { ...state, lines, arePlansKnown: true };
}

/** What was paid by one means only ever grows; null is what is not known yet. */
function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
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
  if (a.version !== b.version) return a.version > b.version;
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
    state.fulfilledAt ?? 0,
    total((line) => line.quantity),
    -total((line) => line.currentQuantity + (refunded.get(line.gid) ?? 0)),
    state.customerGid ?? "",
    state.email ?? "",
    total((line) => line.discountMinor),
    total((line) => line.priceMinor),
    total((line) => line.loyaltyDiscountMinor),
    state.taxMinor,
    state.addedTaxMinor,
    state.shippingMinor,
    state.shippingDiscountMinor,
    state.shippingLoyaltyDiscountMinor,
    state.shippingTaxMinor,
    state.locationGid ?? "",
    state.companyGid ?? "",
    state.lines
      .map(({ productGid, variantGid, sku, vendor }) => [productGid, variantGid, sku, vendor].join(" "))
      .join(),
    [state.presentment?.currency, state.presentment?.subtotalMinor, state.presentment?.shopSubtotalMinor].join(" "),
    state.attributes.map(({ name, value }) => `${name} ${value}`).join(),
    state.redemptions.map(({ refs, discountMinor }) => `${refs.join(" ")} ${discountMinor}`).join(),
    state.name,
  ];
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
