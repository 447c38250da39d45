import type { OrderState } from "../../contracts/order-state.ts";
import { scale } from "../money/money.ts";
import { type KeptGoods, keptOf, type LineBasis } from "../orders/kept-goods.ts";
import type { MoneyThatCounts } from "../programme/compile-earning.ts";

/** What a rule counts of the money of an order. */
export type Counts = MoneyThatCounts & { basis: "after_discounts" | "before_discounts" };

/**
 * What of some lines is kept and counts, in minor units of the shop's currency. Refunds that name no line lower all lines alike, and so does
 * what was paid by means that earn nothing. Never rises as goods or money go back, and is 0 once nothing is kept.
 */
export function keptMinor(counts: Counts, state: OrderState, kept: KeptGoods, lines: readonly LineBasis[]): number {
  if (kept.isNothing) return 0;
  const pieces = new Map(kept.lines.map((line) => [line.gid, line.quantity]));
  const total = lines.reduce(
    (sum, line) => sum + keptOf(lineMinor(counts, state, line), pieces.get(line.gid) ?? 0, line.quantity),
    0,
  );
  const goods =
    kept.lineTotalMinor === 0 || kept.netMinor === kept.lineTotalMinor
      ? total
      : scale(total, kept.netMinor, kept.lineTotalMinor, "down");
  return counts.exceptPaidBy ? withoutTender(goods, counts.exceptPaidBy, state) : goods;
}

/** What shipping counts for: nothing where the rule leaves it out, and once no goods are kept. */
export function keptShippingMinor(counts: Counts, state: OrderState, kept: KeptGoods): number {
  if (!counts.shipping || kept.isNothing) return 0;
  const minor = shippingMinor(counts, state);
  return counts.exceptPaidBy ? withoutTender(minor, counts.exceptPaidBy, state) : minor;
}

/** What a line counts for as ordered. */
function lineMinor(counts: Counts, state: OrderState, line: LineBasis): number {
  const { netMinor, grossMinor, taxMinor = 0, loyaltyMinor = 0 } = line;
  const minor =
    counts.basis === "before_discounts"
      ? grossMinor
      : netMinor + (counts.loyaltyDiscounts === "counted" ? loyaltyMinor : 0);
  const tax = netMinor === 0 ? 0 : scale(taxMinor, minor, netMinor, "nearest");
  return withTaxAsAsked(counts, state, minor, tax);
}

function withTaxAsAsked({ tax }: Counts, { taxesIncluded }: OrderState, minor: number, taxMinor: number): number {
  if (tax === "excluded" && taxesIncluded) return Math.max(0, minor - taxMinor);
  return tax === "included" && !taxesIncluded ? minor + taxMinor : minor;
}

/** What shipping costs, less what was paid back of it. */
function shippingMinor(counts: Counts, state: OrderState): number {
  const { shippingMinor: shown, shippingTaxMinor, shippingLoyaltyDiscountMinor, shippingDiscountMinor } = state;
  const off = counts.basis === "before_discounts" ? shippingDiscountMinor : 0;
  const paidWithPoints =
    counts.loyaltyDiscounts === "counted" && counts.basis === "after_discounts" ? shippingLoyaltyDiscountMinor : 0;
  const minor = withTaxAsAsked(counts, state, shown + off + paidWithPoints, shippingTaxMinor);
  const paid = shown + (state.taxesIncluded ? 0 : shippingTaxMinor);
  const back = state.refunds.reduce((sum, refund) => sum + refund.shippingMinor, 0);
  return paid === 0 ? minor : minor - scale(minor, Math.min(back, paid), paid, "nearest");
}

/** Less the share of the order that gift cards or store credit paid; while it is not known what they paid, that is nothing. */
function withoutTender(minor: number, tenders: readonly ("gift_card" | "store_credit")[], state: OrderState): number {
  const total =
    state.lines.reduce((sum, line) => sum + Math.max(0, line.priceMinor - line.discountMinor), 0) +
    state.addedTaxMinor +
    state.shippingMinor +
    (state.taxesIncluded ? 0 : state.shippingTaxMinor);
  const paid =
    (tenders.includes("gift_card") ? (state.giftCardPaidMinor ?? 0) : 0) +
    (tenders.includes("store_credit") ? (state.storeCreditPaidMinor ?? 0) : 0);
  if (total === 0 || paid === 0) return minor;
  return scale(minor, Math.max(0, total - paid), total, "down");
}
