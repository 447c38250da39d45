import type { OrderLine, OrderRefund, OrderState } from "#app/contracts/order-state.ts";

export const NOON = Date.UTC(2026, 0, 5, 12);
export const ORDER = "gid://shopify/Order/6000000000000000001";

/** `letter` names the line: `gid://shopify/LineItem/A`. */
export const lineGid = (letter: string): string => `gid://shopify/LineItem/${letter}`;

/** A line of an order: one piece of €10.00 unless said otherwise. Amounts are for all pieces, in minor units. */
export function aLine(letter: string, line: Partial<Omit<OrderLine, "gid">> = {}): OrderLine {
  const quantity = line.quantity ?? 1;
  return {
    gid: lineGid(letter),
    quantity,
    currentQuantity: quantity,
    priceMinor: 1000 * quantity,
    discountMinor: 0,
    loyaltyDiscountMinor: 0,
    taxMinor: 0,
    isGiftCard: false,
    productGid: null,
    variantGid: null,
    sku: null,
    vendor: null,
    sellingPlan: null,
    ...line,
  };
}

/** A paid order with one line of €10.00 by a known customer, unless said otherwise. */
export function anOrder(order: Partial<OrderState> = {}): OrderState {
  return {
    gid: ORDER,
    name: "#1001",
    version: NOON,
    placedAt: NOON,
    cancelledAt: null,
    isTest: false,
    isPaid: true,
    paidAt: order.isPaid === false ? null : NOON,
    channel: "web",
    locationGid: null,
    companyGid: null,
    currency: "EUR",
    taxesIncluded: (order.addedTaxMinor ?? 0) === 0,
    taxMinor: order.addedTaxMinor ?? 0,
    addedTaxMinor: 0,
    shippingMinor: 0,
    shippingDiscountMinor: 0,
    shippingLoyaltyDiscountMinor: 0,
    shippingTaxMinor: 0,
    giftCardPaidMinor: 0,
    storeCreditPaidMinor: 0,
    fulfilledAt: null,
    attributes: [],
    arePlansKnown: false,
    customerGid: "gid://shopify/Customer/1",
    email: "ann@example.com",
    lines: [aLine("A")],
    refunds: [],
    redemptions: [],
    ...order,
  };
}

/** A refund of pieces by line's letter, and of an amount that names no line. */
export function aRefund(number: number, pieces: Record<string, number> = {}, amountMinor = 0): OrderRefund {
  return {
    gid: `gid://shopify/Refund/${number}`,
    createdAt: NOON + number * 60_000,
    lines: Object.entries(pieces).map(([letter, quantity]) => ({ lineGid: lineGid(letter), quantity })),
    amountMinor,
    shippingMinor: 0,
    shippingTaxMinor: 0,
  };
}

/** The order after these refunds, as Shopify would tell it next. */
export function refunded(order: OrderState, ...refunds: OrderRefund[]): OrderState {
  const gone = (line: OrderLine): number =>
    refunds
      .flatMap((refund) => refund.lines)
      .filter((each) => each.lineGid === line.gid)
      .reduce((sum, each) => sum + each.quantity, 0);
  return {
    ...order,
    version: Math.max(order.version, ...refunds.map((refund) => refund.createdAt)),
    refunds: [...order.refunds, ...refunds],
    lines: order.lines.map((line) => ({ ...line, currentQuantity: line.currentQuantity - gone(line) })),
  };
}
