import type { OrderLine, OrderRedemption, OrderRefund, OrderState } from "../contracts/order-state.ts";
import { refsInMessage } from "../contracts/wallet.ts";
import { parseMoney } from "../domain/money/money.ts";
import { normalizedEmail } from "../domain/orders/order-from-payload.ts";
import type {
  AllocationFragment,
  LinesForPointsFragment,
  OrderForPointsQuery,
  RefundForPointsQuery,
  ShopAmountFragment,
} from "./generated/operations.ts";

export type GraphqlOrder = NonNullable<OrderForPointsQuery["order"]>;
export type GraphqlLine = LinesForPointsFragment["nodes"][number];
export type GraphqlRefund = NonNullable<RefundForPointsQuery["refund"]>;

/** Statuses under which everything owed has come in, whatever went back afterwards. */
const PAID = new Set(["PAID", "PARTIALLY_REFUNDED", "REFUNDED"]);

/**
 * The state of an order as the Admin API answers it: the same, to the minor unit, as the one made of its webhook payload.
 *
 * @param lines all lines, of all pages
 * @param refunds all refunds, each with all of its lines
 */
export function orderFromGraphql(
  order: GraphqlOrder,
  lines: readonly GraphqlLine[],
  refunds: readonly GraphqlRefund[],
): OrderState {
  const currency = order.currencyCode;
  return {
    gid: order.id,
    name: order.name,
    version: Date.parse(order.updatedAt),
    placedAt: Date.parse(order.processedAt),
    cancelledAt: order.cancelledAt === null ? null : Date.parse(order.cancelledAt),
    isTest: order.test,
    isPaid: PAID.has(order.displayFinancialStatus ?? ""),
    // The state shows that it was paid, not when; the notice itself tells that.
    paidAt: null,
    channel:
      order.purchasingEntity?.__typename === "PurchasingCompany" ? "b2b" : order.sourceName === "pos" ? "pos" : "web",
    currency,
    addedTaxMinor: order.taxesIncluded ? 0 : addedTax(lines, currency),
    customerGid: order.customer?.id ?? null,
    email: normalizedEmail(order.email),
    lines: lines.map((line) => lineOf(line, currency)),
    refunds: refunds
      .map((refund) => refundOf(refund, currency, order.taxesIncluded))
      .sort((a, b) => a.createdAt - b.createdAt),
    redemptions: redemptionsOf(order, lines),
  };
}

function lineOf(line: GraphqlLine, currency: string): OrderLine {
  return {
    gid: line.id,
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    priceMinor: shopMinor(line.originalUnitPriceSet, currency) * line.quantity,
    discountMinor: sum(line.discountAllocations.map((each) => shopMinor(each.allocatedAmountSet, currency))),
    isGiftCard: line.isGiftCard,
  };
}

function addedTax(lines: readonly GraphqlLine[], currency: string): number {
  const taxes = lines.filter((line) => !line.isGiftCard).flatMap((line) => line.taxLines);
  return sum(taxes.map((tax) => shopMinor(tax.priceSet, currency)));
}

function refundOf(refund: GraphqlRefund, currency: string, taxesIncluded: boolean): OrderRefund {
  return {
    gid: refund.id,
    createdAt: Date.parse(refund.createdAt ?? refund.processedAt),
    lines: refund.refundLineItems.nodes.map((line) => ({ lineGid: line.lineItem.id, quantity: line.quantity })),
    amountMinor: unnamedMinor(refund, currency, taxesIncluded),
  };
}

/** An adjustment is what went back beyond (below zero) or short of what lines and shipping say; without one, the money itself tells. */
function unnamedMinor(refund: GraphqlRefund, currency: string, taxesIncluded: boolean): number {
  const minor = (amount: ShopAmountFragment) => shopMinor(amount, currency);
  const ofLines = sum(
    refund.refundLineItems.nodes.map((line) => minor(line.subtotalSet) + (taxesIncluded ? 0 : minor(line.totalTaxSet))),
  );
  const total = minor(refund.totalRefundedSet);
  if (total === 0) return ofLines > 0 ? -ofLines : 0;
  const adjustments = refund.orderAdjustments.nodes;
  if (adjustments.length > 0) {
    return Math.max(0, -sum(adjustments.map((each) => minor(each.amountSet) + minor(each.taxAmountSet))));
  }
  const ofShipping = sum(
    refund.refundShippingLines.nodes.map((line) => minor(line.subtotalAmountSet) + minor(line.taxAmountSet)),
  );
  return Math.max(0, total - ofLines - ofShipping);
}

/** Discounts whose line carries our references: automatic ones online, manual ones at a till. A code's name is anyone's to choose. */
function redemptionsOf(order: GraphqlOrder, lines: readonly GraphqlLine[]): OrderRedemption[] {
  const allocations = [...lines, ...order.shippingLines.nodes].flatMap((line) => line.discountAllocations);
  return order.discountApplications.nodes.flatMap((application) => {
    const refs = "title" in application ? refsInMessage(application.title) : [];
    if (refs.length === 0) return [];
    const ours = allocations.filter((each) => each.discountApplication.index === application.index);
    return [
      {
        refs,
        discountMinor: sum(ours.map((each) => shopMinor(each.allocatedAmountSet, order.currencyCode))),
        toleranceMinor: toleranceOf(ours, order.currencyCode, order.presentmentCurrencyCode),
      },
    ];
  });
}

/** One minor unit of the presentment currency in the shop's, and one for its own rounding; 0 where both are the same. */
function toleranceOf(allocations: readonly AllocationFragment[], currency: string, presentment: string): number {
  if (presentment === currency || allocations.length === 0) return 0;
  const shop = sum(allocations.map((each) => shopMinor(each.allocatedAmountSet, currency)));
  const shown = sum(
    allocations.map((each) => parseMoney(each.allocatedAmountSet.presentmentMoney.amount, presentment)),
  );
  return shown === 0 ? 1 : Math.ceil(shop / shown) + 1;
}

function shopMinor(amount: ShopAmountFragment, currency: string): number {
  return parseMoney(amount.shopMoney.amount, currency);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, each) => total + each, 0);
}
