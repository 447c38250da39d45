import { legacyId } from "../gid.ts";
import { discountOf, financialStatus, fulfilmentStatus, type OrderTotals, orderTotals } from "../order-money.ts";
import { addMoney, type Customer, noMoney, type Order, type Shop } from "../state.ts";
import { customerOfOrder, orderAddress } from "./customer.ts";
import { applicationPayload, linePayload, repeatedLinePayload, shippingPayload, taxPayload } from "./order-lines.ts";
import { refundPayload } from "./refund.ts";
import { inShopMoney, moneySet, shopTime, shopTimeOrNull } from "./values.ts";

const userAgent =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

/** Where a shopper came in, with what advertisers hang on: as long as in real orders. */
const landingSite = `/collections/all?${new URLSearchParams({
  utm_source: "newsletter",
  utm_medium: "email",
  utm_campaign: "autumn-collection",
  utm_content: "header-button",
  _kx: "3nqXw0bZQk1hT8m4fS6pVdY2uLrC9aGjEeKoWt7iNxM.UbRz5H",
  gad_source: "1",
  gclid: "Cj0KCQjw8fu1BhC3ARIsAA-nUTQ2m7aVtXo0yJ9sKdPqLwRzEbHcNfGuIv5xYk3hD6eW1lZTrMOa4gSBpCjEaAqFnEALw_wcB",
  fbclid:
    "IwY2xjawGQ7kRleHRuA2FlbQIxMAABHR8sVtXo0yJ9sKdPqLwRzEbHcNfGuIv5xYk3hD6eW1lZTrMOa4gSBpCj_aem_QmVyZ2lzY2hlLXpvbmRlcg",
})}`;

/** The order as every orders/* webhook but orders/edited and orders/delete carries it. */
export function orderPayload(shop: Shop, order: Order) {
  const customer = order.customerGid ? shop.customers.get(order.customerGid) : undefined;
  const totals = orderTotals(order);
  return {
    id: legacyId(order.gid),
    admin_graphql_api_id: order.gid,
    app_id: 580111n,
    browser_ip: order.channel === "web" ? "203.0.113.7" : null,
    buyer_accepts_marketing: customer?.acceptsMarketing ?? false,
    ...lifecycle(shop, order),
    ...origin(shop, order),
    ...amounts(order, totals),
    ...contact(shop, order, customer),
    discount_applications: order.discounts.map(applicationPayload),
    discount_codes: discountCodes(order),
    fulfillments: order.fulfilments.map((_, index) => fulfilmentPayload(shop, order, index)),
    line_items: order.lines.map((line) => linePayload(order, line)),
    payment_terms: null,
    refunds: order.refunds.map((refund) => refundPayload(shop, order, refund)),
    shipping_lines: order.shippingLines.map((line) => shippingPayload(order, line)),
    returns: [],
    line_item_groups: [],
  };
}

function lifecycle(shop: Shop, order: Order) {
  return {
    cancel_reason: order.cancelReason,
    cancelled_at: shopTimeOrNull(shop, order.cancelledAt),
    closed_at: shopTimeOrNull(shop, order.closedAt),
    confirmation_number: order.token.slice(0, 9).toUpperCase(),
    confirmed: true,
    created_at: shopTime(shop, order.createdAt),
    financial_status: financialStatus(order),
    fulfillment_status: fulfilmentStatus(order),
    processed_at: shopTime(shop, order.processedAt),
    updated_at: shopTime(shop, order.updatedAt),
    test: order.isTest,
    user_id: null,
  };
}

function origin(shop: Shop, order: Order) {
  return {
    cart_token: order.channel === "web" ? order.checkoutToken.slice(0, 24) : null,
    checkout_token: order.checkoutToken,
    client_details: {
      accept_language: order.locale,
      browser_height: null,
      browser_ip: "203.0.113.7",
      browser_width: null,
      session_hash: null,
      user_agent: userAgent,
    },
    customer_locale: order.locale,
    device_id: null,
    duties_included: false,
    estimated_taxes: false,
    landing_site: order.channel === "web" ? landingSite : null,
    landing_site_ref: null,
    location_id: order.locationGid ? legacyId(order.locationGid) : null,
    merchant_business_entity_id: "MTU0ODM4MDAwOQ",
    merchant_of_record_app_id: null,
    name: order.name,
    note: order.note,
    note_attributes: order.noteAttributes,
    number: order.number - 1000,
    order_number: order.number,
    order_status_url: `https://${shop.domain}/${legacyId(shop.gid)}/orders/${order.token}/authenticate?key=${order.checkoutToken}`,
    payment_gateway_names: [
      ...new Set(order.transactions.filter((each) => each.kind === "sale").map((each) => each.gateway)),
    ],
    phone: null,
    po_number: null,
    reference: null,
    referring_site: order.channel === "web" ? "https://www.google.com/" : null,
    source_identifier: null,
    source_name: order.isRenewal ? "subscription_contract" : order.channel === "pos" ? "pos" : "web",
    source_url: null,
    tags: order.tags.join(", "),
    token: order.token,
    ...(order.companyGid ? { company: { id: legacyId(order.companyGid), location_id: 112234n } } : {}),
  };
}

function amounts(order: Order, totals: OrderTotals) {
  const { current } = totals;
  const price = (name: string, bag: Parameters<typeof moneySet>[1]) => ({
    [name]: inShopMoney(order, bag),
    [`${name}_set`]: moneySet(order, bag),
  });
  return {
    currency: order.currency,
    presentment_currency: order.presentmentCurrency,
    current_shipping_price_set: moneySet(order, current.shipping),
    ...price("current_subtotal_price", current.subtotal),
    current_total_additional_fees_set: null,
    ...price("current_total_discounts", current.discounts),
    current_total_duties_set: null,
    ...price("current_total_price", current.total),
    ...price("current_total_tax", current.tax),
    original_total_additional_fees_set: null,
    original_total_duties_set: null,
    ...price("subtotal_price", totals.subtotal),
    tax_exempt: false,
    tax_lines: taxLines(order),
    taxes_included: order.taxesIncluded,
    total_cash_rounding_payment_adjustment_set: moneySet(order, noMoney),
    total_cash_rounding_refund_adjustment_set: moneySet(order, noMoney),
    ...price("total_discounts", totals.discounts),
    ...price("total_line_items_price", totals.lineItems),
    total_outstanding: inShopMoney(order, totals.outstanding),
    ...price("total_price", totals.total),
    total_shipping_price_set: moneySet(order, totals.shippingBeforeDiscounts),
    ...price("total_tax", totals.tax),
    total_tip_received: inShopMoney(order, totals.tips),
    total_weight: order.lines.reduce((sum, line) => sum + line.grams * line.quantity, 0),
  };
}

/** The order's taxes by title and rate. */
function taxLines(order: Order) {
  const all = [...order.lines, ...order.shippingLines].flatMap((part) => part.taxLines);
  const keys = [...new Set(all.map((tax) => `${tax.title} ${tax.rate}`))];
  return keys.map((key) => {
    const same = all.filter((tax) => `${tax.title} ${tax.rate}` === key);
    const [first] = same;
    return taxPayload(order, {
      title: first?.title ?? "",
      rate: first?.rate ?? "0",
      amount: addMoney(...same.map((tax) => tax.amount)),
    });
  });
}

/** A guest has no customer; an order without an e-mail address has none to contact either. */
function contact(shop: Shop, order: Order, customer: Customer | undefined) {
  const address = orderAddress(shop, customer);
  return {
    contact_email: order.email,
    email: order.email,
    billing_address: address,
    ...(order.lines.some((line) => line.requiresShipping) ? { shipping_address: address } : { shipping_address: null }),
    customer: customer ? customerOfOrder(shop, customer) : null,
  };
}

function discountCodes(order: Order) {
  return order.discounts.flatMap((discount, index) => {
    if (discount.kind !== "discount_code") return [];
    const parts = [...order.lines, ...order.shippingLines].map((part) => ({
      allocations: part.allocations.filter((allocation) => allocation.application === index),
    }));
    const type = discount.targetType === "shipping_line" ? "shipping" : discount.valueType;
    return [
      { code: discount.code ?? discount.title, amount: inShopMoney(order, addMoney(...parts.map(discountOf))), type },
    ];
  });
}

/** The payload of fulfillments/create; an order holds the same. */
export function fulfilmentPayload(shop: Shop, order: Order, index: number) {
  const fulfilment = order.fulfilments[index];
  if (!fulfilment) throw new RangeError(`${order.name} has no fulfilment ${index}.`);
  return {
    id: legacyId(fulfilment.gid),
    admin_graphql_api_id: fulfilment.gid,
    created_at: shopTime(shop, fulfilment.createdAt),
    location_id: 655441491n,
    name: `${order.name}.${index + 1}`,
    order_id: legacyId(order.gid),
    origin_address: {},
    receipt: {},
    service: "manual",
    shipment_status: null,
    status: "success",
    tracking_company: "PostNL",
    tracking_number: "3SABCD123456789",
    tracking_numbers: ["3SABCD123456789"],
    tracking_url: "https://jouw.postnl.nl/track-and-trace/3SABCD123456789-NL-1017GA",
    tracking_urls: ["https://jouw.postnl.nl/track-and-trace/3SABCD123456789-NL-1017GA"],
    email: order.email,
    destination: orderAddress(shop, order.customerGid ? shop.customers.get(order.customerGid) : undefined),
    updated_at: shopTime(shop, fulfilment.createdAt),
    line_items: fulfilment.lines.flatMap(({ lineGid, quantity }) => {
      const line = order.lines.find((each) => each.gid === lineGid);
      return line ? [{ ...repeatedLinePayload(order, line), quantity }] : [];
    }),
  };
}

/** orders/edited says only by how much each line changed. */
export function editPayload(
  shop: Shop,
  order: Order,
  edit: { gid: string; at: Date; added: LineChange[]; removed: LineChange[] },
) {
  const change = ({ lineGid, quantity }: LineChange) => ({ id: legacyId(lineGid), delta: quantity });
  return {
    order_edit: {
      id: legacyId(edit.gid),
      app_id: null,
      created_at: shopTime(shop, edit.at),
      committed_at: shopTime(shop, edit.at),
      notify_customer: false,
      order_id: legacyId(order.gid),
      staff_note: "",
      user_id: null,
      line_items: { additions: edit.added.map(change), removals: edit.removed.map(change) },
      discounts: { line_item: { additions: [], removals: [] } },
      shipping_lines: { additions: [], removals: [] },
    },
  };
}

export interface LineChange {
  lineGid: string;
  quantity: number;
}
