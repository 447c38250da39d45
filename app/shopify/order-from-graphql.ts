import type { OrderLine, OrderRedemption, OrderRefund, OrderState } from "../contracts/order-state.ts";
import { refsInMessage } from "../contracts/wallet.ts";
import { parseMoney } from "../domain/money/money.ts";
import { joinedRedemptions } from "../domain/orders/joined-redemptions.ts";
import { GIFT_CARD, ourAttributes, STORE_CREDIT, sentAt } from "../domain/orders/order-facts.ts";
import { normalizedEmail } from "../domain/orders/order-from-payload.ts";
import type {
  AllocationFragment,
  LinesForPointsFragment,
  OrderForPointsQuery,
  PaymentFragment,
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
  const isPaid = PAID.has(order.displayFinancialStatus ?? "");
  const ours = ourApplications(order);
  const tips = tipsAmong(order, lines);
  const ordered = lines.map((line) => lineOf(line, currency, ours, tips.has(line)));
  const taxMinor = sum(ordered.map((line) => line.taxMinor));
  return {
    gid: order.id,
    name: order.name,
    version: Date.parse(order.updatedAt),
    placedAt: Date.parse(order.processedAt),
    cancelledAt: order.cancelledAt === null ? null : Date.parse(order.cancelledAt),
    isTest: order.test,
    isPaid,
    // The state shows that it was paid, not when; the notice itself tells that.
    paidAt: null,
    channel:
      order.purchasingEntity?.__typename === "PurchasingCompany" ? "b2b" : order.sourceName === "pos" ? "pos" : "web",
    locationGid: order.retailLocation?.id ?? null,
    companyGid: order.purchasingEntity?.__typename === "PurchasingCompany" ? order.purchasingEntity.company.id : null,
    currency,
    ...presentmentOf(order),
    taxesIncluded: order.taxesIncluded,
    taxMinor,
    addedTaxMinor: order.taxesIncluded ? 0 : taxMinor,
    ...shippingOf(order, ours),
    giftCardPaidMinor: isPaid ? paidBy(GIFT_CARD, order.transactions, currency) : null,
    storeCreditPaidMinor: isPaid ? paidBy(STORE_CREDIT, order.transactions, currency) : null,
    fulfilledAt: fulfilledAt(order, lines, tips),
    attributes: ourAttributes(order.customAttributes.map(({ key, value }) => ({ name: key, value }))),
    customerGid: order.customer?.id ?? null,
    email: normalizedEmail(order.email),
    arePlansKnown: true,
    lines: ordered,
    refunds: refunds
      .map((refund) => refundOf(refund, currency, order.taxesIncluded))
      .sort((a, b) => a.createdAt - b.createdAt),
    redemptions: redemptionsOf(order, lines, ours),
  };
}

function presentmentOf({
  currencyCode,
  presentmentCurrencyCode,
  subtotalPriceSet,
}: GraphqlOrder): Pick<OrderState, "presentment"> {
  if (presentmentCurrencyCode === currencyCode || subtotalPriceSet === null) return {};
  return {
    presentment: {
      currency: presentmentCurrencyCode,
      subtotalMinor: parseMoney(subtotalPriceSet.presentmentMoney.amount, presentmentCurrencyCode),
      shopSubtotalMinor: parseMoney(subtotalPriceSet.shopMoney.amount, currencyCode),
    },
  };
}

function lineOf(line: GraphqlLine, currency: string, ours: ReadonlyMap<number, unknown>, isTip: boolean): OrderLine {
  const isGiftCard = line.isGiftCard || isTip;
  const { sellingPlan } = line;
  return {
    gid: line.id,
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    priceMinor: shopMinor(line.originalUnitPriceSet, currency) * line.quantity,
    discountMinor: allocatedMinor(line.discountAllocations, currency),
    loyaltyDiscountMinor: loyaltyMinor(line.discountAllocations, ours, currency),
    taxMinor: isGiftCard ? 0 : taxOf(line.taxLines, currency),
    isGiftCard,
    productGid: line.product?.id ?? null,
    variantGid: line.variant?.id ?? null,
    sku: line.sku || null,
    vendor: line.product ? line.vendor || null : null,
    sellingPlan: sellingPlan ? { gid: sellingPlan.sellingPlanId, name: sellingPlan.name } : null,
  };
}

/**
 * The lines that are tips. The Admin API does not mark them: they are lines of no product, untaxed and not to be sent, that come to the
 * order's tips, one of them or all together.
 */
function tipsAmong(order: GraphqlOrder, lines: readonly GraphqlLine[]): Set<GraphqlLine> {
  const currency = order.currencyCode;
  const tipMinor = shopMinor(order.totalTipReceivedSet, currency);
  if (tipMinor === 0) return new Set();
  const priceMinor = (line: GraphqlLine) => shopMinor(line.originalUnitPriceSet, currency) * line.quantity;
  const like = lines.filter((line) => !(line.product || line.variant || line.taxable || line.requiresShipping));
  if (sum(like.map(priceMinor)) === tipMinor) return new Set(like);
  return new Set(like.filter((line) => priceMinor(line) === tipMinor).slice(0, 1));
}

function shippingOf(
  order: GraphqlOrder,
  ours: ReadonlyMap<number, unknown>,
): Pick<OrderState, "shippingMinor" | "shippingDiscountMinor" | "shippingLoyaltyDiscountMinor" | "shippingTaxMinor"> {
  const currency = order.currencyCode;
  const lines = order.shippingLines.nodes;
  const allocations = lines.flatMap((line) => line.discountAllocations);
  const shippingDiscountMinor = allocatedMinor(allocations, currency);
  const priceMinor = sum(lines.map((line) => shopMinor(line.originalPriceSet, currency)));
  return {
    shippingMinor: Math.max(0, priceMinor - shippingDiscountMinor),
    shippingDiscountMinor,
    shippingLoyaltyDiscountMinor: loyaltyMinor(allocations, ours, currency),
    shippingTaxMinor: taxOf(
      lines.flatMap((line) => line.taxLines),
      currency,
    ),
  };
}

/** What came in by one means of payment; refunds are told apart and do not lower it. */
export function paidBy(gateway: string, transactions: readonly PaymentFragment[], currency: string): number {
  const paid = transactions.filter(
    (each) =>
      each.gateway === gateway && each.status === "SUCCESS" && (each.kind === "SALE" || each.kind === "CAPTURE"),
  );
  return sum(paid.map((each) => shopMinor(each.amountSet, currency)));
}

function fulfilledAt(
  order: GraphqlOrder,
  lines: readonly GraphqlLine[],
  tips: ReadonlySet<GraphqlLine>,
): number | null {
  const isSent =
    order.displayFulfillmentStatus === "FULFILLED" ||
    lines.every((line) => tips.has(line) || line.unfulfilledQuantity === 0);
  const fulfilments = order.fulfillments.filter(({ status }) => status === "SUCCESS");
  return sentAt(
    isSent,
    fulfilments.map((each) => Date.parse(each.createdAt)),
  );
}

function taxOf(taxLines: readonly { priceSet: ShopAmountFragment }[], currency: string): number {
  return sum(taxLines.map((tax) => shopMinor(tax.priceSet, currency)));
}

function refundOf(refund: GraphqlRefund, currency: string, taxesIncluded: boolean): OrderRefund {
  const shipping = refund.refundShippingLines.nodes;
  const shippingTaxMinor = sum(shipping.map((line) => shopMinor(line.taxAmountSet, currency)));
  const shippingNetMinor = sum(shipping.map((line) => shopMinor(line.subtotalAmountSet, currency)));
  return {
    gid: refund.id,
    createdAt: Date.parse(refund.createdAt ?? refund.processedAt),
    lines: refund.refundLineItems.nodes.map((line) => ({ lineGid: line.lineItem.id, quantity: line.quantity })),
    amountMinor: unnamedMinor(refund, currency, taxesIncluded),
    shippingMinor: shippingNetMinor + (taxesIncluded ? shippingTaxMinor : 0),
    shippingTaxMinor,
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

/** References by the discount's index: automatic ones online, manual ones at a till. A code's name is anyone's to choose. */
function ourApplications(order: GraphqlOrder): Map<number, string[]> {
  const ours = new Map<number, string[]>();
  for (const application of order.discountApplications.nodes) {
    const refs = "title" in application ? refsInMessage(application.title) : [];
    if (refs.length > 0) ours.set(application.index, refs);
  }
  return ours;
}

/** Discounts whose line carries our references. */
function redemptionsOf(
  order: GraphqlOrder,
  lines: readonly GraphqlLine[],
  ours: ReadonlyMap<number, string[]>,
): OrderRedemption[] {
  const allocations = [...lines, ...order.shippingLines.nodes].flatMap((line) => line.discountAllocations);
  const found = [...ours].map(([index, refs]) => {
    const own = allocations.filter((each) => each.discountApplication.index === index);
    return {
      refs,
      discountMinor: allocatedMinor(own, order.currencyCode),
      toleranceMinor: toleranceOf(own, order.currencyCode, order.presentmentCurrencyCode),
    };
  });
  return joinedRedemptions(found);
}

function allocatedMinor(allocations: readonly AllocationFragment[], currency: string): number {
  return sum(allocations.map((each) => shopMinor(each.allocatedAmountSet, currency)));
}

/** What of these discounts our own rewards took off. */
function loyaltyMinor(
  allocations: readonly AllocationFragment[],
  ours: ReadonlyMap<number, unknown>,
  currency: string,
): number {
  return allocatedMinor(
    allocations.filter((each) => ours.has(each.discountApplication.index)),
    currency,
  );
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
