import { legacyId } from "../gid.ts";
import {
  addMoney,
  negateMoney,
  type Order,
  type OrderAdjustment,
  type Refund,
  type RefundLine,
  type Transaction,
} from "../state.ts";
import { byNumber, paginate } from "./connection.ts";
import { fieldsOf, type TypeResolvers } from "./context.ts";
import { dateTime, moneyBag } from "./scalars.ts";

/** A part of an order, with the order that it belongs to. */
export interface Part<Of> {
  order: Order;
  part: Of;
}

const refundType = fieldsOf<Part<Refund>>({
  id: ({ part }) => part.gid,
  legacyResourceId: ({ part }) => legacyId(part.gid).toString(),
  createdAt: ({ part }) => dateTime(part.createdAt),
  processedAt: ({ part }) => dateTime(part.createdAt),
  updatedAt: ({ part }) => dateTime(part.createdAt),
  note: ({ part }) => part.note,
  order: ({ order }) => order,
  return: () => null,
  totalRefundedSet: ({ order, part }) =>
    moneyBag(order, addMoney(...transactionsOf(order, part).map((each) => each.amount))),
  refundLineItems: ({ order, part }, args) =>
    paginate(
      part.lines.map((line) => ({ order, part: line })),
      args,
      (each) => byNumber(legacyId(each.part.gid)),
    ),
  // Shipping paid back is no adjustment in the Admin API; only the difference between what was computed and what was paid back is.
  orderAdjustments: ({ order, part }, args) =>
    paginate(
      part.adjustments.filter((each) => each.kind === "refund_discrepancy").map((each) => ({ order, part: each })),
      args,
      (each) => byNumber(legacyId(each.part.gid)),
    ),
  refundShippingLines: ({ order, part }, args) =>
    paginate(
      part.adjustments.filter((each) => each.kind === "shipping_refund").map((each) => ({ order, part: each })),
      args,
      (each) => byNumber(legacyId(each.part.gid)),
    ),
  transactions: ({ order, part }, args) =>
    paginate(
      transactionsOf(order, part).map((each) => ({ order, part: each })),
      args,
      (each) => byNumber(legacyId(each.part.gid)),
    ),
});

function transactionsOf(order: Order, refund: Refund): Transaction[] {
  return order.transactions.filter((transaction) => refund.transactionGids.includes(transaction.gid));
}

const refundLineType = fieldsOf<Part<RefundLine>>({
  id: ({ part }) => part.gid,
  quantity: ({ part }) => part.quantity,
  restockType: ({ part }) => part.restock.toUpperCase(),
  restocked: ({ part }) => part.restock !== "no_restock",
  subtotalSet: ({ order, part }) => moneyBag(order, part.subtotal),
  totalTaxSet: ({ order, part }) => moneyBag(order, part.totalTax),
  lineItem: ({ order, part }) => {
    const line = order.lines.find((each) => each.gid === part.lineGid);
    return line ? { order, part: line } : null;
  },
});

const adjustmentType = fieldsOf<Part<OrderAdjustment>>({
  id: ({ part }) => part.gid,
  reason: () => "REFUND_DISCREPANCY",
  amountSet: ({ order, part }) => moneyBag(order, part.amount),
  taxAmountSet: ({ order, part }) => moneyBag(order, part.taxAmount),
});

const refundShippingType = fieldsOf<Part<OrderAdjustment>>({
  id: ({ part }) => part.gid.replace("OrderAdjustment", "RefundShippingLine"),
  subtotalAmountSet: ({ order, part }) => moneyBag(order, negateMoney(part.amount)),
  taxAmountSet: ({ order, part }) => moneyBag(order, negateMoney(part.taxAmount)),
  shippingLine: ({ order }) => (order.shippingLines[0] ? { order, part: order.shippingLines[0] } : null),
});

/** What Shopify tells of the card: its brand, the masked number, the first digits and when it ends. */
function cardOf({ card }: Order) {
  if (!card) return null;
  const { company, lastFour, bin, expirationMonth, expirationYear } = card;
  return {
    __typename: "CardPaymentDetails",
    company,
    number: `•••• •••• •••• ${lastFour}`,
    bin,
    expirationMonth,
    expirationYear,
  };
}

const transactionType = fieldsOf<Part<Transaction>>({
  id: ({ part }) => part.gid,
  kind: ({ part }) => part.kind.toUpperCase(),
  status: ({ part }) => part.status.toUpperCase(),
  gateway: ({ part }) => part.gateway,
  test: ({ order }) => order.isTest,
  createdAt: ({ part }) => dateTime(part.createdAt),
  processedAt: ({ part }) => dateTime(part.createdAt),
  amountSet: ({ order, part }) => moneyBag(order, part.amount),
  order: ({ order }) => order,
  manualPaymentGateway: ({ part }) => part.gateway === "manual",
  paymentDetails: ({ order, part }) => (part.kind === "sale" && part.gateway === "bogus" ? cardOf(order) : null),
});

export const refundTypes: Record<string, TypeResolvers> = {
  Refund: refundType,
  RefundLineItem: refundLineType,
  OrderAdjustment: adjustmentType,
  RefundShippingLine: refundShippingType,
  OrderTransaction: transactionType,
};
