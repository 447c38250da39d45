import type { OrderLine, OrderRedemption, OrderRefund, OrderState } from "../../contracts/order-state.ts";
import { refsInMessage } from "../../contracts/wallet.ts";
import { gidOf, type OrderPayload, type RefundPayload } from "../../contracts/webhooks.ts";
import { parseMoney } from "../money/money.ts";
import { joinedRedemptions } from "./joined-redemptions.ts";
import { GIFT_CARD, ourAttributes, STORE_CREDIT, sentAt } from "./order-facts.ts";

type Allocations = NonNullable<OrderPayload["line_items"][number]["discount_allocations"]>;

/** Statuses under which everything owed has come in, whatever went back afterwards. */
const PAID = new Set(["paid", "partially_refunded", "refunded"]);

/** The order state of an `orders/*` payload. `isPaidNotice` for `orders/paid`, the one topic that tells when. */
export function orderFromPayload(payload: OrderPayload, isPaidNotice: boolean): OrderState {
  const { currency } = payload;
  const ours = ourApplications(payload);
  const lines = payload.line_items.map((line) => lineFromPayload(line, currency, ours));
  const taxesIncluded = payload.taxes_included ?? false;
  const taxMinor = sum(lines.map((line) => line.taxMinor));
  const isPaid = PAID.has(payload.financial_status ?? "");
  return {
    gid: gidOf("Order", payload),
    name: payload.name,
    version: payload.updated_at,
    placedAt: payload.processed_at ?? payload.created_at,
    cancelledAt: payload.cancelled_at ?? null,
    isTest: payload.test ?? false,
    isPaid,
    paidAt: isPaid && isPaidNotice ? payload.updated_at : null,
    channel: payload.company ? "b2b" : payload.source_name === "pos" ? "pos" : "web",
    locationGid: payload.location_id ? gidOf("Location", { id: payload.location_id }) : null,
    companyGid: payload.company ? gidOf("Company", payload.company) : null,
    currency,
    ...presentmentOf(payload),
    taxesIncluded,
    taxMinor,
    addedTaxMinor: taxesIncluded ? 0 : taxMinor,
    ...shippingFromPayload(payload, ours),
    giftCardPaidMinor: isPaid ? paidBy(GIFT_CARD, payload) : null,
    storeCreditPaidMinor: isPaid ? paidBy(STORE_CREDIT, payload) : null,
    fulfilledAt: fulfilledAt(payload),
    attributes: ourAttributes(payload.note_attributes ?? []),
    customerGid: payload.customer ? gidOf("Customer", payload.customer) : null,
    email: normalizedEmail(payload.email || payload.contact_email),
    arePlansKnown: false,
    lines,
    refunds: (payload.refunds ?? [])
      .map((refund) => refundFromPayload(refund, currency, taxesIncluded))
      .sort((a, b) => a.createdAt - b.createdAt),
    redemptions: redemptionsOf(payload, ours),
  };
}

function presentmentOf({ currency, subtotal_price_set }: OrderPayload): Pick<OrderState, "presentment"> {
  const shown = subtotal_price_set?.presentment_money;
  if (!shown?.currency_code || shown.currency_code === currency) return {};
  return {
    presentment: {
      currency: shown.currency_code,
      subtotalMinor: parseMoney(shown.amount, shown.currency_code),
      shopSubtotalMinor: parseMoney(subtotal_price_set?.shop_money.amount ?? "0", currency),
    },
  };
}

function isTip(line: { tip?: unknown }): boolean {
  return line.tip !== undefined && line.tip !== null;
}

/** Lower case without blanks around it; null for nothing. Two spellings of one address are one guest. */
export function normalizedEmail(email: string | null | undefined): string | null {
  return email?.trim().toLowerCase() || null;
}

function lineFromPayload(
  line: OrderPayload["line_items"][number],
  currency: string,
  ours: ReadonlyMap<number, unknown>,
): OrderLine {
  const price = line.price_set?.shop_money.amount ?? line.price;
  const allocations = line.discount_allocations ?? [];
  // A tip is a line too, and no more goods than a gift card is.
  const isGiftCard = (line.gift_card ?? false) || isTip(line);
  const productId = line.product_exists === false ? null : line.product_id;
  return {
    gid: gidOf("LineItem", line),
    quantity: line.quantity,
    currentQuantity: line.current_quantity ?? line.quantity,
    priceMinor: exact(parseMoney(price, currency) * line.quantity),
    discountMinor: allocatedMinor(allocations, currency),
    loyaltyDiscountMinor: loyaltyMinor(allocations, ours, currency),
    taxMinor: isGiftCard ? 0 : taxOf(line.tax_lines, currency),
    isGiftCard,
    productGid: productId ? gidOf("Product", { id: productId }) : null,
    variantGid: productId && line.variant_id ? gidOf("ProductVariant", { id: line.variant_id }) : null,
    sku: line.sku || null,
    vendor: productId ? line.vendor || null : null,
    sellingPlan: null,
  };
}

function shippingFromPayload(
  { shipping_lines, currency }: OrderPayload,
  ours: ReadonlyMap<number, unknown>,
): Pick<OrderState, "shippingMinor" | "shippingDiscountMinor" | "shippingLoyaltyDiscountMinor" | "shippingTaxMinor"> {
  const lines = (shipping_lines ?? []).filter((line) => !line.is_removed);
  const allocations = lines.flatMap((line) => line.discount_allocations ?? []);
  const price = sum(lines.map((line) => parseMoney(line.price_set?.shop_money.amount ?? line.price ?? "0", currency)));
  const shippingDiscountMinor = allocatedMinor(allocations, currency);
  return {
    shippingMinor: Math.max(0, price - shippingDiscountMinor),
    shippingDiscountMinor,
    shippingLoyaltyDiscountMinor: loyaltyMinor(allocations, ours, currency),
    shippingTaxMinor: sum(lines.map((line) => taxOf(line.tax_lines, currency))),
  };
}

/** The payload names what the order was paid with and no amounts: 0 where this is not among it, else not known. */
function paidBy(gateway: string, { payment_gateway_names }: OrderPayload): number | null {
  return payment_gateway_names?.includes(gateway) ? null : 0;
}

function fulfilledAt(payload: OrderPayload): number | null {
  const fulfilments = (payload.fulfillments ?? []).filter(({ status }) => status === "success");
  const isSent =
    payload.fulfillment_status === "fulfilled" ||
    payload.line_items.every((line) => isTip(line) || line.fulfillable_quantity === 0);
  return sentAt(
    isSent,
    fulfilments.map((each) => each.created_at),
  );
}

/**
 * The refund of a `refunds/create` payload or of an order's. Money that went back beyond lines and shipping is named a discrepancy by
 * Shopify; where it names none, the transactions tell.
 */
export function refundFromPayload(refund: RefundPayload, currency: string, taxesIncluded: boolean): OrderRefund {
  const shipping = shippingBack(refund, currency);
  return {
    gid: gidOf("Refund", refund),
    createdAt: refund.created_at,
    lines: (refund.refund_line_items ?? []).map((line) => ({
      lineGid: gidOf("LineItem", { id: line.line_item_id, admin_graphql_api_id: line.line_item?.admin_graphql_api_id }),
      quantity: line.quantity,
    })),
    amountMinor: unnamedMinor(refund, currency, taxesIncluded),
    shippingMinor: shipping.both - (taxesIncluded ? 0 : shipping.tax),
    shippingTaxMinor: shipping.tax,
  };
}

function unnamedMinor(refund: RefundPayload, currency: string, taxesIncluded: boolean): number {
  const minor = (text: string | null | undefined): number => parseMoney(text ?? "0", currency);
  const ofLines = sum(
    (refund.refund_line_items ?? []).map((line) => minor(line.subtotal) + (taxesIncluded ? 0 : minor(line.total_tax))),
  );
  const returned = (refund.transactions ?? []).filter(
    (each) => each.kind === "refund" && (each.status === "success" || each.status === "pending"),
  );
  if (returned.length === 0 && ofLines > 0) return -ofLines;
  const discrepancies = (refund.order_adjustments ?? []).filter(({ kind }) => kind === "refund_discrepancy");
  if (discrepancies.length > 0) return Math.max(0, -sum(discrepancies.map((each) => adjusted(each, currency).both)));
  if (returned.length === 0 || returned.some((each) => each.currency && each.currency !== currency)) return 0;
  const ofShipping = shippingBack(refund, currency).both;
  return Math.max(0, sum(returned.map((each) => minor(each.amount))) - ofLines - ofShipping);
}

/** Shipping that a refund paid back, with and of tax. Payloads tell of it in one of two places, or in both with the tax in only one of them. */
function shippingBack(refund: RefundPayload, currency: string): { both: number; tax: number } {
  const minor = (text: string | null | undefined): number => parseMoney(text ?? "0", currency);
  const lines = (refund.refund_shipping_lines ?? []).map((line) => {
    const tax = minor(line.tax_amount_set?.shop_money.amount);
    return { both: minor(line.subtotal_amount_set?.shop_money.amount) + tax, tax };
  });
  const adjustments = (refund.order_adjustments ?? [])
    .filter(({ kind }) => kind === "shipping_refund")
    .map((each) => adjusted(each, currency));
  return {
    both: Math.max(sum(lines.map(({ both }) => both)), -sum(adjustments.map(({ both }) => both))),
    tax: Math.max(sum(lines.map(({ tax }) => tax)), -sum(adjustments.map(({ tax }) => tax))),
  };
}

/** An adjustment, below zero where money went back. */
function adjusted(
  adjustment: NonNullable<RefundPayload["order_adjustments"]>[number],
  currency: string,
): { both: number; tax: number } {
  const { amount, tax_amount, amount_set, tax_amount_set } = adjustment;
  const tax = parseMoney(tax_amount_set?.shop_money.amount ?? tax_amount ?? "0", currency);
  return { both: parseMoney(amount_set?.shop_money.amount ?? amount, currency) + tax, tax };
}

function taxOf(taxLines: OrderPayload["line_items"][number]["tax_lines"], currency: string): number {
  return sum((taxLines ?? []).map((tax) => parseMoney(tax.price_set?.shop_money.amount ?? tax.price, currency)));
}

/** References by the discount's index: automatic ones online, manual ones at a till. A code's name is anyone's to choose. */
function ourApplications({ discount_applications }: OrderPayload): Map<number, string[]> {
  const ours = new Map<number, string[]>();
  for (const [index, { type, title, description }] of (discount_applications ?? []).entries()) {
    if (type !== "automatic" && type !== "manual") continue;
    const refs = refsInMessage(title ?? description ?? "");
    if (refs.length > 0) ours.set(index, refs);
  }
  return ours;
}

/** Discounts whose line carries our references. */
function redemptionsOf(payload: OrderPayload, ours: ReadonlyMap<number, string[]>): OrderRedemption[] {
  if (ours.size === 0) return [];
  const allocations = [...payload.line_items, ...(payload.shipping_lines ?? [])].flatMap(
    (line) => line.discount_allocations ?? [],
  );
  const found = [...ours].map(([index, refs]) => {
    const own = allocations.filter((each) => each.discount_application_index === index);
    return {
      refs,
      discountMinor: allocatedMinor(own, payload.currency),
      toleranceMinor: toleranceOf(own, payload.currency),
    };
  });
  return joinedRedemptions(found);
}

/** One minor unit of the presentment currency in the shop's, and one for its own rounding; 0 where both are the same. */
function toleranceOf(allocations: Allocations, currency: string): number {
  const sets = allocations.flatMap((each) => (each.amount_set?.presentment_money ? [each.amount_set] : []));
  const presentment = sets[0]?.presentment_money?.currency_code;
  if (!presentment || presentment === currency) return 0;
  const shop = sum(sets.map((set) => parseMoney(set.shop_money.amount, currency)));
  const shown = sum(sets.map((set) => parseMoney(set.presentment_money?.amount ?? "0", presentment)));
  return shown === 0 ? 1 : Math.ceil(shop / shown) + 1;
}

function allocatedMinor(allocations: Allocations, currency: string): number {
  return sum(
    allocations.map(({ amount, amount_set }) => parseMoney(amount_set?.shop_money.amount ?? amount, currency)),
  );
}

/** What of these discounts our own rewards took off. */
function loyaltyMinor(allocations: Allocations, ours: ReadonlyMap<number, unknown>, currency: string): number {
  if (ours.size === 0) return 0;
  return allocatedMinor(
    allocations.filter((each) => ours.has(each.discount_application_index)),
    currency,
  );
}

function exact(minor: number): number {
  if (!Number.isSafeInteger(minor)) throw new RangeError("the amount is too large");
  return minor;
}

function sum(amounts: readonly number[]): number {
  return exact(amounts.reduce((total, each) => total + each, 0));
}
