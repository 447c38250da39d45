import { multiplyDivide } from "./money.ts";
import type { MoneyBag, Order, OrderLine, OrderShippingLine } from "./state.ts";
import { addMoney, negateMoney, noMoney, subtractMoney } from "./state.ts";

/** What an order's parts come to. Every sum is made of the parts in each currency, so that parts always sum to the whole. */

export function timesQuantity(price: MoneyBag, quantity: number): MoneyBag {
  return { shop: price.shop * quantity, presentment: price.presentment * quantity };
}

export function discountOf(part: { allocations: { amount: MoneyBag }[] }): MoneyBag {
  return addMoney(...part.allocations.map((allocation) => allocation.amount));
}

export function taxOf(part: { taxLines: { amount: MoneyBag }[] }): MoneyBag {
  return addMoney(...part.taxLines.map((line) => line.amount));
}

/** What the line's `quantity` pieces cost after every discount; with tax where prices include it. */
export function netOfLine(line: OrderLine): MoneyBag {
  return subtractMoney(timesQuantity(line.unitPrice, line.quantity), discountOf(line));
}

export function netOfShipping(shipping: OrderShippingLine): MoneyBag {
  return subtractMoney(shipping.price, discountOf(shipping));
}

/** The share of `whole` that falls to the pieces `from` (inclusive) to `to` (exclusive) of `quantity`: shares always sum to the whole. */
export function shareOfPieces(whole: MoneyBag, quantity: number, from: number, to: number): MoneyBag {
  if (quantity === 0) return noMoney;
  const upTo = (amount: number, pieces: number) => multiplyDivide(amount, pieces, quantity);
  return {
    shop: upTo(whole.shop, to) - upTo(whole.shop, from),
    presentment: upTo(whole.presentment, to) - upTo(whole.presentment, from),
  };
}

/** Net and tax of what is left of a line. Pieces go from the front, by removal and by refund. */
export function currentOfLine(line: OrderLine): { net: MoneyBag; tax: MoneyBag; discount: MoneyBag } {
  const gone = line.quantity - line.currentQuantity;
  return {
    net: shareOfPieces(netOfLine(line), line.quantity, gone, line.quantity),
    tax: shareOfPieces(taxOf(line), line.quantity, gone, line.quantity),
    discount: shareOfPieces(discountOf(line), line.quantity, gone, line.quantity),
  };
}

export interface OrderTotals {
  /** Goods before discounts. */
  lineItems: MoneyBag;
  discounts: MoneyBag;
  /** Goods after discounts; tips are among the lines and so in here. */
  subtotal: MoneyBag;
  tips: MoneyBag;
  shipping: MoneyBag;
  shippingBeforeDiscounts: MoneyBag;
  tax: MoneyBag;
  total: MoneyBag;
  current: { subtotal: MoneyBag; discounts: MoneyBag; tax: MoneyBag; total: MoneyBag; shipping: MoneyBag };
  received: MoneyBag;
  refunded: MoneyBag;
  /** Received less refunded. */
  netPayment: MoneyBag;
  /** Owed by the customer; below zero where the shop owes. */
  outstanding: MoneyBag;
}

export function orderTotals(order: Order): OrderTotals {
  const lines = order.lines;
  const lineItems = addMoney(...lines.map((line) => timesQuantity(line.unitPrice, line.quantity)));
  const subtotal = addMoney(...lines.map(netOfLine));
  const shipping = addMoney(...order.shippingLines.map(netOfShipping));
  const tax = addMoney(...lines.map(taxOf), ...order.shippingLines.map(taxOf));
  const added = order.taxesIncluded ? noMoney : tax;
  const adjustments = order.refunds.flatMap((refund) => refund.adjustments);
  const shippingBack = adjustments.filter((adjustment) => adjustment.kind === "shipping_refund");
  const shippingRefunded = addMoney(...shippingBack.map((adjustment) => negateMoney(adjustment.amount)));
  const shippingTaxRefunded = addMoney(...shippingBack.map((adjustment) => negateMoney(adjustment.taxAmount)));
  const discrepancy = addMoney(
    ...adjustments.filter((each) => each.kind === "refund_discrepancy").map((each) => each.amount),
  );
  const left = lines.map(currentOfLine);
  const currentSubtotal = addMoney(...left.map((line) => line.net));
  const currentShipping = subtractMoney(shipping, shippingRefunded);
  const currentTax = subtractMoney(
    addMoney(...left.map((line) => line.tax), ...order.shippingLines.map(taxOf)),
    shippingTaxRefunded,
  );
  const received = addMoney(...order.transactions.filter((each) => each.kind === "sale").map((each) => each.amount));
  const refunded = addMoney(...order.transactions.filter((each) => each.kind === "refund").map((each) => each.amount));
  const netPayment = subtractMoney(received, refunded);
  const currentTotal = addMoney(
    currentSubtotal,
    currentShipping,
    order.taxesIncluded ? noMoney : currentTax,
    discrepancy,
  );
  return {
    lineItems,
    discounts: addMoney(...lines.map(discountOf), ...order.shippingLines.map(discountOf)),
    subtotal,
    tips: addMoney(...lines.filter((line) => line.isTip).map(netOfLine)),
    shipping,
    shippingBeforeDiscounts: addMoney(...order.shippingLines.map((line) => line.price)),
    tax,
    total: addMoney(subtotal, shipping, added),
    current: {
      subtotal: currentSubtotal,
      discounts: addMoney(...left.map((line) => line.discount), ...order.shippingLines.map(discountOf)),
      tax: currentTax,
      total: currentTotal,
      shipping: currentShipping,
    },
    received,
    refunded,
    netPayment,
    outstanding: order.cancelledAt ? noMoney : subtractMoney(currentTotal, netPayment),
  };
}

export type FinancialStatus = "pending" | "partially_paid" | "paid" | "partially_refunded" | "refunded" | "voided";

/** As Shopify names it; its GraphQL API writes it in capitals. */
export function financialStatus(order: Order): FinancialStatus {
  const totals = orderTotals(order);
  const { received, refunded, outstanding } = totals;
  if (order.cancelledAt && received.shop === 0 && totals.total.shop > 0) return "voided";
  if (refunded.presentment > 0 && refunded.presentment >= received.presentment) return "refunded";
  if (outstanding.presentment > 0) return received.presentment === 0 ? "pending" : "partially_paid";
  return refunded.presentment > 0 ? "partially_refunded" : "paid";
}

export function fulfilmentStatus(order: Order): "fulfilled" | "partial" | null {
  const done = order.lines.reduce((sum, line) => sum + line.fulfilledQuantity, 0);
  if (done === 0) return null;
  return order.lines.every((line) => line.fulfilledQuantity >= line.currentQuantity) ? "fulfilled" : "partial";
}
