import { allocateMoney, formatMoney, parseMoney, toShop } from "./money.ts";
import { netOfLine, netOfShipping, orderTotals, shareOfPieces, taxOf } from "./order-money.ts";
import { type CancelOrder, type EditOrder, OrderRefused, type RefundOrder } from "./order-requests.ts";
import { makeLine, type OrderContext, setTax } from "./place-order.ts";
import {
  addMoney,
  type MoneyBag,
  negateMoney,
  noMoney,
  type Order,
  type OrderAdjustment,
  type OrderLine,
  type Refund,
  type RefundLine,
  subtractMoney,
} from "./state.ts";
import { creditStore } from "./store-credit.ts";

/**
 * Adds and removes lines. A removed piece stays in the line's `quantity` and leaves its `currentQuantity`; what an addition costs is owed
 * until it is paid. Discounts and the Function are not run again, as Shopify does not run them on edits.
 */
export function editOrder(context: OrderContext, order: Order, request: EditOrder): Refund | null {
  if (order.cancelledAt) throw new OrderRefused(`${order.name} is cancelled.`);
  const taxRate = order.lines.flatMap((line) => line.taxLines)[0]?.rate;
  const removals = (request.remove ?? []).map((removal) => {
    const line = findLine(order, removal.line);
    return { line, quantity: piecesOf(line, removal.quantity) };
  });
  const added = (request.add ?? []).map((each) => makeLine(context, order, each));
  const refund = request.removalIsRefund && removals.length > 0 ? removalRefund(context, removals) : null;
  if (refund) order.refunds.push(refund);
  for (const { line, quantity } of removals) {
    line.currentQuantity -= quantity;
    line.removedQuantity += quantity;
  }
  for (const line of added) if (taxRate) setTax(order, line, taxRate);
  order.lines.push(...added);
  return refund;
}

/** Goods taken off by an edit, as a refund that pays nothing back. */
function removalRefund(context: OrderContext, removals: { line: OrderLine; quantity: number }[]): Refund {
  return {
    gid: context.newGid("Refund"),
    note: null,
    lines: removals.map(({ line, quantity }) => takeBackLine(context, line, quantity, true)),
    adjustments: [],
    transactionGids: [],
    createdAt: context.now,
  };
}

/** By gid, SKU or index. */
export function findLine(order: Order, which: string | number): OrderLine {
  const line =
    typeof which === "number"
      ? order.lines[which]
      : order.lines.find((each) => each.gid === which || each.sku === which);
  if (!line) throw new OrderRefused(`${order.name} has no line ${which}.`);
  return line;
}

function piecesOf(line: OrderLine, quantity: number | undefined): number {
  const pieces = quantity ?? line.currentQuantity;
  if (!Number.isSafeInteger(pieces) || pieces < 1)
    throw new OrderRefused(`"${line.title}" has nothing left to take off.`);
  if (pieces > line.currentQuantity)
    throw new OrderRefused(`"${line.title}" has ${line.currentQuantity} left, not ${pieces}.`);
  return pieces;
}

/** Pays back lines, shipping, an amount, or all of these at once; never more than was paid. */
export function refundOrder(context: OrderContext, order: Order, request: RefundOrder): Refund {
  const before = orderTotals(order);
  // What an edit left overpaid is paid back first, and is no discrepancy: the goods are gone from the order already.
  const overpaid = before.outstanding.presentment < 0 ? negateMoney(before.outstanding) : noMoney;
  const lines = (request.lines ?? []).map(({ line, quantity }) =>
    takeBackLine(context, findLine(order, line), quantity, request.restock ?? true),
  );
  const tax = order.taxesIncluded ? noMoney : addMoney(...lines.map((line) => line.totalTax));
  const goods = addMoney(...lines.map((line) => line.subtotal), tax);
  const adjustments: OrderAdjustment[] = [];
  const shipping =
    request.shipping === undefined ? noMoney : takeBackShipping(context, order, request.shipping, adjustments);
  const computed = addMoney(goods, shipping);
  const paidBack = amountPaidBack(order, request, computed);
  const rest = subtractMoney(subtractMoney(paidBack, computed), overpaid);
  // Only what exceeds the goods named and the overpayment stands for nothing in particular.
  const isOverpaymentOnly = request.amount !== undefined && overpaid.presentment > 0 && rest.presentment <= 0;
  if (rest.presentment !== 0 && request.amount !== undefined && !isOverpaymentOnly) {
    adjustments.push({
      gid: context.newGid("OrderAdjustment"),
      kind: "refund_discrepancy",
      reason: "Refund discrepancy",
      amount: negateMoney(rest),
      taxAmount: noMoney,
    });
  }
  const refund: Refund = {
    gid: context.newGid("Refund"),
    note: request.note ?? null,
    lines,
    adjustments,
    transactionGids: [],
    createdAt: context.now,
  };
  if (paidBack.presentment > before.netPayment.presentment)
    throw new OrderRefused(`${order.name} has only ${before.netPayment.presentment} paid.`);
  refund.transactionGids = payBack(context, order, paidBack, request.to ?? "original");
  for (const line of lines) findLine(order, line.lineGid).currentQuantity -= line.quantity;
  order.refunds.push(refund);
  return refund;
}

function takeBackLine(
  context: OrderContext,
  line: OrderLine,
  quantity: number | undefined,
  restock: boolean,
): RefundLine {
  const pieces = piecesOf(line, quantity);
  const gone = line.quantity - line.currentQuantity;
  return {
    gid: context.newGid("RefundLineItem"),
    lineGid: line.gid,
    quantity: pieces,
    restock: !restock ? "no_restock" : line.fulfilledQuantity > 0 ? "return" : "cancel",
    subtotal: shareOfPieces(netOfLine(line), line.quantity, gone, gone + pieces),
    totalTax: shareOfPieces(taxOf(line), line.quantity, gone, gone + pieces),
  };
}

/** Adds the adjustment and returns what it pays back, with the tax where prices are without. */
function takeBackShipping(
  context: OrderContext,
  order: Order,
  asked: string | true,
  adjustments: OrderAdjustment[],
): MoneyBag {
  const left = orderTotals(order).current.shipping;
  const amount =
    asked === true ? left : boundedBy(order, parseMoney(asked, order.presentmentCurrency), left, "shipping");
  if (amount.presentment === 0) return noMoney;
  const whole = addMoney(...order.shippingLines.map(netOfShipping));
  const tax = addMoney(...order.shippingLines.map(taxOf));
  const share = {
    shop: allocateMoney(tax.shop, [amount.shop, whole.shop - amount.shop])[0] ?? 0,
    presentment: allocateMoney(tax.presentment, [amount.presentment, whole.presentment - amount.presentment])[0] ?? 0,
  };
  adjustments.push({
    gid: context.newGid("OrderAdjustment"),
    kind: "shipping_refund",
    reason: "Shipping refund",
    amount: negateMoney(amount),
    taxAmount: negateMoney(share),
  });
  return order.taxesIncluded ? amount : addMoney(amount, share);
}

function boundedBy(order: Order, presentment: number, left: MoneyBag, what: string): MoneyBag {
  if (presentment > left.presentment)
    throw new OrderRefused(`${order.name} has less ${what} left than ${presentment}.`);
  if (presentment === left.presentment) return left;
  return { presentment, shop: Math.min(toShop(presentment, order.rate), left.shop) };
}

function amountPaidBack(order: Order, request: RefundOrder, computed: MoneyBag): MoneyBag {
  if (request.amount === undefined) return computed;
  const presentment = parseMoney(request.amount, order.presentmentCurrency);
  if (presentment < 0) throw new OrderRefused("A refund cannot be below zero.");
  return boundedBy(order, presentment, orderTotals(order).netPayment, "paid");
}

/** Pays back to the tenders, the last first, or all to the customer's store credit. Returns the transactions. */
function payBack(context: OrderContext, order: Order, amount: MoneyBag, to: "original" | "store_credit"): string[] {
  if (amount.presentment === 0) return [];
  const made: string[] = [];
  const refundTo = (gateway: Order["transactions"][number]["gateway"], parentGid: string | null, part: MoneyBag) => {
    const gid = context.newGid("OrderTransaction");
    order.transactions.push({
      gid,
      parentGid,
      kind: "refund",
      gateway,
      status: "success",
      amount: part,
      createdAt: context.now,
    });
    made.push(gid);
    if (gateway === "shopify_store_credit") giveStoreCredit(context, order, part);
  };
  if (to === "store_credit") {
    refundTo("shopify_store_credit", order.transactions.find((each) => each.kind === "sale")?.gid ?? null, amount);
    return made;
  }
  let left = amount;
  for (const sale of order.transactions.filter((each) => each.kind === "sale").reverse()) {
    const back = addMoney(
      ...order.transactions
        .filter((each) => each.parentGid === sale.gid && each.kind === "refund")
        .map((each) => each.amount),
    );
    const open = subtractMoney(sale.amount, back);
    if (open.presentment <= 0 || left.presentment === 0) continue;
    // With the last unit that the customer paid goes all that is left in the shop's currency: pieces of next to nothing round apart.
    const part = left.presentment < open.presentment ? left : open;
    refundTo(sale.gateway, sale.gid, part);
    left = subtractMoney(left, part);
  }
  return made;
}

function giveStoreCredit(context: OrderContext, order: Order, amount: MoneyBag): void {
  const customer = order.customerGid ? context.shop.customers.get(order.customerGid) : undefined;
  if (!customer) throw new OrderRefused("Store credit needs a customer.");
  creditStore(context, customer, amount.shop, "ORDER_REFUND");
}

/** Cancels; unless told otherwise everything that is left is restocked and what was paid for it paid back. */
export function cancelOrder(context: OrderContext, order: Order, request: CancelOrder): Refund | null {
  if (order.cancelledAt) throw new OrderRefused(`${order.name} is cancelled already.`);
  if (order.fulfilments.length > 0)
    throw new OrderRefused(`${order.name} has been sent; it can be refunded but not cancelled.`);
  const { netPayment } = orderTotals(order);
  const withRefund = (request.refund ?? true) && netPayment.presentment > 0;
  const refund = withRefund ? refundEverything(context, order, request) : null;
  order.cancelledAt = context.now;
  order.closedAt = context.now;
  order.cancelReason = request.reason ?? "customer";
  return refund;
}

function refundEverything(context: OrderContext, order: Order, request: CancelOrder): Refund {
  const { netPayment, current } = orderTotals(order);
  const lines = order.lines.filter((line) => line.currentQuantity > 0).map((line) => ({ line: line.gid }));
  return refundOrder(context, order, {
    order: order.gid,
    lines,
    ...(current.shipping.presentment > 0 ? { shipping: true } : {}),
    amount: formatMoney(netPayment.presentment, order.presentmentCurrency),
    to: request.to ?? "original",
  });
}

/** Marks everything that is left as sent. */
export function fulfilOrder(context: OrderContext, order: Order): void {
  if (order.cancelledAt) throw new OrderRefused(`${order.name} is cancelled.`);
  const lines = order.lines.filter((line) => line.currentQuantity > line.fulfilledQuantity);
  if (lines.length === 0) throw new OrderRefused(`${order.name} has nothing left to send.`);
  order.fulfilments.push({
    gid: context.newGid("Fulfillment"),
    lines: lines.map((line) => ({ lineGid: line.gid, quantity: line.currentQuantity - line.fulfilledQuantity })),
    createdAt: context.now,
  });
  for (const line of lines) line.fulfilledQuantity = line.currentQuantity;
}
