import { legacyId } from "../gid.ts";
import { netOfShipping } from "../order-money.ts";
import type {
  DiscountAllocation,
  DiscountApplication,
  Order,
  OrderLine,
  OrderShippingLine,
  TaxLine,
} from "../state.ts";
import { noMoney } from "../state.ts";
import { inShopMoney, moneySet, rawNumber } from "./values.ts";

/** A line of an order. `total_discount` is zero for what applications allocate, as at Shopify: the allocations carry it. */
export function linePayload(order: Order, line: OrderLine) {
  return {
    id: legacyId(line.gid),
    admin_graphql_api_id: line.gid,
    attributed_staffs: [],
    current_quantity: line.currentQuantity,
    fulfillable_quantity: Math.max(0, line.currentQuantity - line.fulfilledQuantity),
    fulfillment_service: line.isGiftCard ? "gift_card" : "manual",
    fulfillment_status:
      line.fulfilledQuantity === 0 ? null : line.fulfilledQuantity >= line.quantity ? "fulfilled" : "partial",
    gift_card: line.isGiftCard,
    grams: line.grams,
    name: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
    price: inShopMoney(order, line.unitPrice),
    price_set: moneySet(order, line.unitPrice),
    product_exists: line.productGid !== null,
    product_id: line.productGid ? legacyId(line.productGid) : null,
    properties: line.properties,
    quantity: line.quantity,
    requires_shipping: line.requiresShipping,
    sales_line_item_group_id: null,
    sku: line.sku ?? "",
    taxable: line.taxable,
    title: line.title,
    ...(line.isTip ? { tip: { payment_gateway: "bogus", payment_method: "Other" } } : {}),
    total_discount: inShopMoney(order, noMoney),
    total_discount_set: moneySet(order, noMoney),
    variant_id: line.variantGid ? legacyId(line.variantGid) : null,
    variant_inventory_management: line.variantGid ? "shopify" : null,
    variant_title: line.variantTitle,
    vendor: line.vendor,
    tax_lines: line.taxLines.map((tax) => taxPayload(order, tax)),
    duties: [],
    discount_allocations: line.allocations.map((allocation) => allocationPayload(order, allocation)),
  };
}

/** The line as a refund or fulfilment repeats it. */
export function repeatedLinePayload(order: Order, line: OrderLine) {
  const { attributed_staffs, current_quantity, sales_line_item_group_id, ...rest } = linePayload(order, line);
  return rest;
}

export function taxPayload(order: Order, tax: TaxLine) {
  return {
    channel_liable: false,
    price: inShopMoney(order, tax.amount),
    price_set: moneySet(order, tax.amount),
    rate: rawNumber(tax.rate),
    title: tax.title,
  };
}

function allocationPayload(order: Order, allocation: DiscountAllocation) {
  return {
    amount: inShopMoney(order, allocation.amount),
    amount_set: moneySet(order, allocation.amount),
    discount_application_index: allocation.application,
  };
}

export function shippingPayload(order: Order, shipping: OrderShippingLine) {
  const discounted = netOfShipping(shipping);
  return {
    id: legacyId(shipping.gid),
    carrier_identifier: null,
    code: shipping.code,
    current_discounted_price_set: moneySet(order, discounted),
    discounted_price: inShopMoney(order, discounted),
    discounted_price_set: moneySet(order, discounted),
    is_removed: false,
    phone: null,
    price: inShopMoney(order, shipping.price),
    price_set: moneySet(order, shipping.price),
    requested_fulfillment_service_id: null,
    source: "shopify",
    title: shipping.title,
    tax_lines: shipping.taxLines.map((tax) => taxPayload(order, tax)),
    discount_allocations: shipping.allocations.map((allocation) => allocationPayload(order, allocation)),
  };
}

/** An automatic discount and a manual one have a title, a manual one also a description, a code has the code. */
export function applicationPayload(application: DiscountApplication) {
  return {
    target_type: application.targetType,
    type: application.kind,
    value: application.value,
    value_type: application.valueType,
    allocation_method: application.allocationMethod,
    target_selection: application.targetSelection,
    ...(application.kind === "discount_code"
      ? { code: application.code ?? application.title }
      : { title: application.title }),
    ...(application.kind === "manual" ? { description: application.title } : {}),
  };
}
