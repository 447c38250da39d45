import type { OrderLine, OrderRefund, OrderState } from "#app/contracts/order-state.ts";
import { formatMoney } from "#app/domain/money/money.ts";
import type { OrderNews } from "#app/domain/orders/heard-order.ts";

/** A webhook as Shopify sends it: the payload is text, so that ids beyond 2^53 stay what they are. */
export interface SentWebhook {
  topic: string;
  payload: string;
}

/** The webhook that tells this news, in Shopify's REST format. */
export function webhookOf(news: OrderNews): SentWebhook {
  if ("refund" in news) {
    const payload = { ...refundPayload(news.refund, "EUR", new Map()), order_id: number(news.gid) };
    return { topic: "refunds/create", payload: asJson(payload) };
  }
  return { topic: topicOf(news.state), payload: asJson(orderPayload(news.state)) };
}

function topicOf(state: OrderState): string {
  if (state.paidAt !== null) return "orders/paid";
  if (state.cancelledAt !== null) return "orders/cancelled";
  return state.isPaid ? "orders/updated" : "orders/create";
}

/** The order as a payload of `orders/*`; discounts are one automatic one, whose line carries our references if there are any. */
export function orderPayload(state: OrderState): Record<string, unknown> {
  const { currency } = state;
  const redemption = state.redemptions[0];
  const subtotals = new Map(state.lines.map((line) => [line.gid, netOfPiece(line)]));
  return {
    id: number(state.gid),
    admin_graphql_api_id: state.gid,
    name: state.name,
    created_at: instant(state.placedAt),
    processed_at: instant(state.placedAt),
    updated_at: instant(state.version),
    cancelled_at: state.cancelledAt === null ? null : instant(state.cancelledAt),
    test: state.isTest,
    financial_status: state.isPaid ? "paid" : state.cancelledAt === null ? "pending" : "voided",
    currency,
    taxes_included: state.addedTaxMinor === 0,
    source_name: state.channel === "pos" ? "pos" : "web",
    company: state.channel === "b2b" ? { id: state.companyGid === null ? 1 : number(state.companyGid) } : null,
    location_id: state.locationGid === null ? null : number(state.locationGid),
    note_attributes: state.attributes,
    payment_gateway_names: gatewaysOf(state),
    fulfillment_status: state.fulfilledAt === null ? null : "fulfilled",
    fulfillments: state.fulfilledAt === null ? [] : [{ created_at: instant(state.fulfilledAt), status: "success" }],
    email: state.email ?? "",
    contact_email: state.email,
    customer:
      state.customerGid === null ? null : { id: number(state.customerGid), admin_graphql_api_id: state.customerGid },
    discount_applications: [
      { type: "automatic", title: redemption ? `Points (${redemption.refs.join(" ")})` : "Sale", value: "1.0" },
    ],
    line_items: state.lines.map((line, index) => linePayload(line, currency, index === 0 ? state.addedTaxMinor : 0)),
    shipping_lines: state.shippingMinor === 0 ? [] : [shippingPayload(state)],
    refunds: state.refunds.map((refund) => refundPayload(refund, currency, subtotals)),
  };
}

function gatewaysOf({ giftCardPaidMinor, storeCreditPaidMinor }: OrderState): string[] {
  const others = [
    ["gift_card", giftCardPaidMinor],
    ["shopify_store_credit", storeCreditPaidMinor],
  ] as const;
  return ["bogus", ...others.flatMap(([gateway, paid]) => (paid === 0 ? [] : [gateway]))];
}

function shippingPayload({ shippingMinor, shippingTaxMinor, currency }: OrderState): Record<string, unknown> {
  const price = formatMoney(shippingMinor, currency);
  const tax = { price: formatMoney(shippingTaxMinor, currency), rate: 0.21, title: "VAT" };
  return { price, discount_allocations: [], tax_lines: shippingTaxMinor > 0 ? [tax] : [] };
}

function linePayload(line: OrderLine, currency: string, taxMinor: number): Record<string, unknown> {
  const discount = { amount: formatMoney(line.discountMinor, currency), discount_application_index: 0 };
  return {
    id: 1,
    admin_graphql_api_id: line.gid,
    quantity: line.quantity,
    current_quantity: line.currentQuantity,
    price: formatMoney(line.priceMinor / line.quantity, currency),
    gift_card: line.isGiftCard,
    product_exists: line.productGid !== null,
    product_id: line.productGid === null ? null : number(line.productGid),
    variant_id: line.variantGid === null ? null : number(line.variantGid),
    sku: line.sku ?? "",
    vendor: line.vendor,
    discount_allocations: line.discountMinor > 0 ? [discount] : [],
    tax_lines: taxMinor > 0 ? [{ price: formatMoney(taxMinor, currency), rate: 0.21, title: "VAT" }] : [],
  };
}

/** Money below zero is a refund without a transaction; above zero it goes back beyond the lines, as a discrepancy. */
function refundPayload(
  refund: OrderRefund,
  currency: string,
  subtotals: ReadonlyMap<string, number>,
): Record<string, unknown> {
  const money = (minor: number): string => formatMoney(Math.round(minor), currency);
  const lines = refund.lines.map(({ lineGid, quantity }, index) => {
    const owed = index === 0 ? -refund.amountMinor : 0;
    const subtotal = refund.amountMinor < 0 ? owed : (subtotals.get(lineGid) ?? 0) * quantity;
    return {
      line_item_id: 1,
      line_item: { admin_graphql_api_id: lineGid },
      quantity,
      subtotal: money(subtotal),
      total_tax: "0.00",
    };
  });
  const paidBack = lines.reduce((sum, line) => sum + Math.round(Number(line.subtotal) * 100), 0) + refund.amountMinor;
  return {
    id: 1,
    admin_graphql_api_id: refund.gid,
    created_at: instant(refund.createdAt),
    refund_line_items: lines,
    order_adjustments:
      refund.amountMinor > 0
        ? [{ kind: "refund_discrepancy", amount: money(-refund.amountMinor), tax_amount: "0.00" }]
        : [],
    transactions:
      refund.amountMinor < 0 ? [] : [{ kind: "refund", status: "success", amount: money(paidBack), currency }],
  };
}

function netOfPiece(line: OrderLine): number {
  return (line.priceMinor - line.discountMinor) / line.quantity;
}

/** The number at the end of a gid, marked so that `asJson` writes it as a number of any size. */
function number(gid: string): string {
  return `#${gid.split("/").pop()}#`;
}

/** JSON in which ids are the numbers that they are at Shopify. */
export function asJson(payload: unknown): string {
  return JSON.stringify(payload).replace(/"#(\d+)#"/g, "$1");
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
