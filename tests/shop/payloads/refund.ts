import { legacyId } from "../gid.ts";
import { formatMoney } from "../money.ts";
import {
  addMoney,
  type MoneyBag,
  negateMoney,
  noMoney,
  type Order,
  type OrderAdjustment,
  type Refund,
  type Shop,
  type Transaction,
} from "../state.ts";
import { repeatedLinePayload, shippingPayload } from "./order-lines.ts";
import { asNumber, inShopMoney, moneySet, shopTime } from "./values.ts";

/** The payload of refunds/create, which is also what an order's `refunds` hold. */
export function refundPayload(shop: Shop, order: Order, refund: Refund) {
  const transactions = order.transactions.filter((each) => refund.transactionGids.includes(each.gid));
  return {
    id: legacyId(refund.gid),
    order_id: legacyId(order.gid),
    created_at: shopTime(shop, refund.createdAt),
    note: refund.note ?? "",
    user_id: 548380009n,
    processed_at: shopTime(shop, refund.createdAt),
    duties: [],
    total_duties_set: moneySet(order, noMoney),
    return: null,
    refund_shipping_lines: shippingRefunds(order, refund),
    restock: refund.lines.some((line) => line.restock !== "no_restock"),
    admin_graphql_api_id: refund.gid,
    // Since 2024-10 shipping paid back is no adjustment any more (shopify.dev, REST resource Refund); it stands in refund_shipping_lines.
    order_adjustments: refund.adjustments
      .filter((adjustment) => adjustment.kind !== "shipping_refund")
      .map((adjustment) => adjustmentPayload(order, refund, adjustment)),
    refund_line_items: refund.lines.map((line) => {
      const ordered = order.lines.find((each) => each.gid === line.lineGid);
      return {
        id: legacyId(line.gid),
        quantity: line.quantity,
        line_item_id: legacyId(line.lineGid),
        location_id: null,
        restock_type: line.restock,
        subtotal: asNumber(line.subtotal.shop, order.currency),
        total_tax: asNumber(line.totalTax.shop, order.currency),
        subtotal_set: moneySet(order, line.subtotal),
        total_tax_set: moneySet(order, line.totalTax),
        line_item: ordered ? repeatedLinePayload(order, ordered) : null,
      };
    }),
    transactions: transactions.map((transaction) => transactionPayload(shop, order, transaction)),
  };
}

function shippingRefunds(order: Order, refund: Refund) {
  const back = refund.adjustments.filter((adjustment) => adjustment.kind === "shipping_refund");
  const [shipping] = order.shippingLines;
  if (back.length === 0 || !shipping) return [];
  const sum = (pick: (adjustment: OrderAdjustment) => MoneyBag) =>
    moneySet(order, negateMoney(addMoney(...back.map(pick))));
  return [
    {
      id: legacyId(refund.gid) + 1n,
      subtotal_amount_set: sum((adjustment) => adjustment.amount),
      tax_amount_set: sum((adjustment) => adjustment.taxAmount),
      shipping_line: shippingPayload(order, shipping),
    },
  ];
}

function adjustmentPayload(order: Order, refund: Refund, adjustment: OrderAdjustment) {
  return {
    id: legacyId(adjustment.gid),
    amount: inShopMoney(order, adjustment.amount),
    tax_amount: inShopMoney(order, adjustment.taxAmount),
    kind: adjustment.kind,
    reason: adjustment.reason,
    order_id: legacyId(order.gid),
    refund_id: legacyId(refund.gid),
    amount_set: moneySet(order, adjustment.amount),
    tax_amount_set: moneySet(order, adjustment.taxAmount),
  };
}

/** The payload of order_transactions/create, with the means of payment. */
export function transactionTopicPayload(shop: Shop, order: Order, transaction: Transaction) {
  return {
    ...transactionPayload(shop, order, transaction),
    authorization: transaction.gateway === "bogus" ? "53433" : "",
    device_id: 1,
    payment_details: {
      credit_card_bin: null,
      avs_result_code: null,
      cvv_result_code: null,
      credit_card_number: "•••• •••• •••• 1",
      credit_card_company: "Bogus",
      buyer_action_info: null,
      credit_card_name: null,
      credit_card_wallet: null,
      credit_card_expiration_month: null,
      credit_card_expiration_year: null,
      payment_method_name: transaction.gateway,
    },
  };
}

/** A transaction as a refund carries it. Its amount is in the currency that the customer paid. */
function transactionPayload(shop: Shop, order: Order, transaction: Transaction) {
  const { amount } = transaction;
  return {
    id: legacyId(transaction.gid),
    order_id: legacyId(order.gid),
    kind: transaction.kind,
    gateway: transaction.gateway,
    status: transaction.status,
    message: "Transaction approved",
    created_at: shopTime(shop, transaction.createdAt),
    test: order.isTest,
    authorization: null,
    location_id: null,
    user_id: null,
    parent_id: transaction.parentGid ? legacyId(transaction.parentGid) : null,
    processed_at: shopTime(shop, transaction.createdAt),
    device_id: null,
    error_code: null,
    source_name: order.channel === "pos" ? "pos" : "web",
    receipt: {},
    amount: formatMoney(amount.presentment, order.presentmentCurrency),
    currency: order.presentmentCurrency,
    payment_id: `${order.name}.1`,
    total_unsettled_set: {
      presentment_money: { amount: formatMoney(0, order.presentmentCurrency), currency: order.presentmentCurrency },
      shop_money: { amount: formatMoney(0, order.currency), currency: order.currency },
    },
    manual_payment_gateway: transaction.gateway === "manual",
    amount_rounding: null,
    admin_graphql_api_id: transaction.gid,
  };
}
