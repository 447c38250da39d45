import type { OrderLine, OrderRedemption, OrderRefund, OrderState } from "../../contracts/order-state.ts";
import { refsInMessage } from "../../contracts/wallet.ts";
import { gidOf, type OrderPayload, type RefundPayload } from "../../contracts/webhooks.ts";
import { parseMoney } from "../money/money.ts";

/** Statuses under which everything owed has come in, whatever went back afterwards. */
const PAID = new Set(["paid", "partially_refunded", "refunded"]);

/** The order state of an `orders/*` payload. `isPaidNotice` for `orders/paid`, the one topic that tells when. */
export function orderFromPayload(payload: OrderPayload, isPaidNotice: boolean): OrderState {
  const { currency } = payload;
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
    currency,
    addedTaxMinor: payload.taxes_included ? 0 : addedTax(payload),
    customerGid: payload.customer ? gidOf("Customer", payload.customer) : null,
    email: normalizedEmail(payload.email || payload.contact_email),
    lines: payload.line_items.map((line) => lineFromPayload(line, currency)),
    refunds: (payload.refunds ?? [])
      .map((refund) => refundFromPayload(refund, currency, payload.taxes_included ?? false))
      .sort((a, b) => a.createdAt - b.createdAt),
    redemptions: redemptionsOf(payload),
  };
}

function isTip(line: { tip?: unknown }): boolean {
  return line.tip !== undefined && line.tip !== null;
}

/** Lower case without blanks around it; null for nothing. Two spellings of one address are one guest. */
export function normalizedEmail(email: string | null | undefined): string | null {
  return email?.trim().toLowerCase() || null;
}

function lineFromPayload(line: OrderPayload["line_items"][number], currency: string): OrderLine {
  const price = line.price_set?.shop_money.amount ?? line.price;
  return {
    gid: gidOf("LineItem", line),
    quantity: line.quantity,
    currentQuantity: line.current_quantity ?? line.quantity,
    priceMinor: exact(parseMoney(price, currency) * line.quantity),
    discountMinor: sum((line.discount_allocations ?? []).map((each) => allocated(each, currency))),
    // A tip is a line too, and no more goods than a gift card is.
    isGiftCard: (line.gift_card ?? false) || isTip(line),
  };
}

/**
 * The refund of a `refunds/create` payload or of an order's. Money that went back beyond lines and shipping is named a discrepancy by
 * Shopify; where it names none, the transactions tell.
 */
export function refundFromPayload(refund: RefundPayload, currency: string, taxesIncluded: boolean): OrderRefund {
  return {
    gid: gidOf("Refund", refund),
    createdAt: refund.created_at,
    lines: (refund.refund_line_items ?? []).map((line) => ({
      lineGid: gidOf("LineItem", { id: line.line_item_id, admin_graphql_api_id: line.line_item?.admin_graphql_api_id }),
      quantity: line.quantity,
    })),
    amountMinor: unnamedMinor(refund, currency, taxesIncluded),
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
  const adjustments = (refund.order_adjustments ?? []).map((each) => ({
    kind: each.kind,
    minor:
      minor(each.amount_set?.shop_money.amount ?? each.amount) +
      minor(each.tax_amount_set?.shop_money.amount ?? each.tax_amount),
  }));
  const discrepancies = adjustments.filter((each) => each.kind === "refund_discrepancy");
  if (discrepancies.length > 0) return Math.max(0, -sum(discrepancies.map((each) => each.minor)));
  if (returned.length === 0 || returned.some((each) => each.currency && each.currency !== currency)) return 0;
  const shippingLines = (refund.refund_shipping_lines ?? []).map(
    (line) => minor(line.subtotal_amount_set?.shop_money.amount) + minor(line.tax_amount_set?.shop_money.amount),
  );
  const shippingAdjustments = adjustments.filter((each) => each.kind === "shipping_refund").map((each) => -each.minor);
  // Payloads tell of shipping in one of two places, or in both with the tax in only one of them.
  const ofShipping = Math.max(sum(shippingLines), sum(shippingAdjustments));
  return Math.max(0, sum(returned.map((each) => minor(each.amount))) - ofLines - ofShipping);
}

function addedTax(payload: OrderPayload): number {
  const taxes = payload.line_items
    .filter((line) => !line.gift_card && !isTip(line))
    .flatMap((line) => line.tax_lines ?? []);
  return sum(taxes.map((tax) => parseMoney(tax.price_set?.shop_money.amount ?? tax.price, payload.currency)));
}

/** Discounts whose line carries our references: automatic ones online, manual ones at a till. A code's name is anyone's to choose. */
function redemptionsOf(payload: OrderPayload): OrderRedemption[] {
  const allocations = [...payload.line_items, ...(payload.shipping_lines ?? [])].flatMap(
    (line) => line.discount_allocations ?? [],
  );
  return (payload.discount_applications ?? []).flatMap((application, index) => {
    if (application.type !== "automatic" && application.type !== "manual") return [];
    const refs = refsInMessage(application.title ?? application.description ?? "");
    if (refs.length === 0) return [];
    const ours = allocations.filter((each) => each.discount_application_index === index);
    return [
      {
        refs,
        discountMinor: sum(ours.map((each) => allocated(each, payload.currency))),
        toleranceMinor: toleranceOf(ours, payload.currency),
      },
    ];
  });
}

/** One minor unit of the presentment currency in the shop's, and one for its own rounding; 0 where both are the same. */
function toleranceOf(
  allocations: NonNullable<OrderPayload["line_items"][number]["discount_allocations"]>,
  currency: string,
): number {
  const sets = allocations.flatMap((each) => (each.amount_set?.presentment_money ? [each.amount_set] : []));
  const presentment = sets[0]?.presentment_money?.currency_code;
  if (!presentment || presentment === currency) return 0;
  const shop = sum(sets.map((set) => parseMoney(set.shop_money.amount, currency)));
  const shown = sum(sets.map((set) => parseMoney(set.presentment_money?.amount ?? "0", presentment)));
  return shown === 0 ? 1 : Math.ceil(shop / shown) + 1;
}

function allocated(
  allocation: { amount: string; amount_set?: { shop_money: { amount: string } } | null },
  currency: string,
): number {
  return parseMoney(allocation.amount_set?.shop_money.amount ?? allocation.amount, currency);
}

function exact(minor: number): number {
  if (!Number.isSafeInteger(minor)) throw new RangeError("the amount is too large");
  return minor;
}

function sum(amounts: readonly number[]): number {
  return exact(amounts.reduce((total, each) => total + each, 0));
}
