import { legacyId } from "../gid.ts";
import {
  currentOfLine,
  discountOf,
  financialStatus,
  fulfilmentStatus,
  netOfShipping,
  orderTotals,
  timesQuantity,
} from "../order-money.ts";
import {
  addMoney,
  type DiscountAllocation,
  type DiscountApplication,
  type Fulfilment,
  type MoneyBag,
  negateMoney,
  noMoney,
  type Order,
  type OrderLine,
  type OrderShippingLine,
  type Refund,
  subtractMoney,
  type TaxLine,
  type Transaction,
} from "../state.ts";
import { addressLines } from "./address.ts";
import { byNumber, paginate } from "./connection.ts";
import { type AdminContext, type Args, fieldsOf, type TypeResolvers } from "./context.ts";
import { metafieldFields } from "./metafield-types.ts";
import { type Part, refundTypes } from "./refund-types.ts";
import { dateTime, dateTimeOrNull, money, moneyBag } from "./scalars.ts";

const total = (pick: (totals: ReturnType<typeof orderTotals>) => MoneyBag) => (order: Order) =>
  moneyBag(order, pick(orderTotals(order)));

function taxLinesOf(order: Order): Part<TaxLine>[] {
  return [...order.lines, ...order.shippingLines].flatMap((part) => part.taxLines.map((tax) => ({ order, part: tax })));
}

function lineConnection(order: Order, args: Args) {
  const positions = new Map(order.lines.map((line, index) => [line.gid, index]));
  const parts = order.lines.map((part) => ({ order, part }));
  return paginate(parts, args, ({ part }) => byNumber(positions.get(part.gid) ?? 0));
}

function applicationOf(order: Order, index: number) {
  const part = order.discounts[index];
  return part ? { __typename: applicationTypes[part.kind], order, part, index } : null;
}

const applicationTypes = {
  automatic: "AutomaticDiscountApplication",
  manual: "ManualDiscountApplication",
  discount_code: "DiscountCodeApplication",
} as const;

const orderType = fieldsOf<Order>({
  ...metafieldFields,
  id: (order) => order.gid,
  legacyResourceId: (order) => legacyId(order.gid).toString(),
  name: (order) => order.name,
  number: (order) => order.number,
  test: (order) => order.isTest,
  email: (order) => order.email,
  phone: () => null,
  clientIp: (order) => order.clientIp ?? null,
  shippingAddress: (order, _args, { shop }) => {
    const customer = order.customerGid ? shop.customers.get(order.customerGid) : undefined;
    return customer?.address ? { countryCodeV2: customer.country ?? shop.country, ...addressLines(customer) } : null;
  },
  note: (order) => order.note,
  tags: (order) => [...order.tags].sort(),
  sourceName: (order) => (order.isRenewal ? "subscription_contract" : order.channel === "pos" ? "pos" : "web"),
  sourceIdentifier: () => null,
  createdAt: (order) => dateTime(order.createdAt),
  processedAt: (order) => dateTime(order.processedAt),
  updatedAt: (order) => dateTime(order.updatedAt),
  cancelledAt: (order) => dateTimeOrNull(order.cancelledAt),
  closedAt: (order) => dateTimeOrNull(order.closedAt),
  closed: (order) => order.closedAt !== null,
  confirmed: () => true,
  confirmationNumber: (order) => order.token.slice(0, 9).toUpperCase(),
  cancelReason: (order) => order.cancelReason?.toUpperCase() ?? null,
  displayFinancialStatus: (order) => financialStatus(order).toUpperCase(),
  displayFulfillmentStatus: (order) => {
    const status = fulfilmentStatus(order);
    return status === "fulfilled" ? "FULFILLED" : status === "partial" ? "PARTIALLY_FULFILLED" : "UNFULFILLED";
  },
  fullyPaid: (order) => orderTotals(order).outstanding.presentment <= 0,
  unpaid: (order) => orderTotals(order).received.presentment === 0,
  edited: (order) => order.lines.some((line) => line.removedQuantity > 0),
  taxesIncluded: (order) => order.taxesIncluded,
  currencyCode: (order) => order.currency,
  presentmentCurrencyCode: (order) => order.presentmentCurrency,
  checkoutToken: (order) => order.checkoutToken,
  customerLocale: (order) => order.locale,
  statusPageUrl: (order, _args, { shop }) =>
    `https://${shop.domain}/${legacyId(shop.gid)}/orders/${order.token}/authenticate`,
  customer: (order, _args, { shop }) => (order.customerGid ? (shop.customers.get(order.customerGid) ?? null) : null),
  purchasingEntity: purchasingEntity,
  retailLocation: (order) => (order.locationGid ? { gid: order.locationGid, name: "Shop" } : null),
  fulfillments: (order, args) =>
    order.fulfilments
      .slice(0, typeof args.first === "number" ? args.first : undefined)
      .map((part) => ({ order, part })),
  customAttributes: (order) => order.noteAttributes.map(({ name, value }) => ({ key: name, value })),
  discountCode: (order) => order.discounts.find((discount) => discount.kind === "discount_code")?.code ?? null,
  discountCodes: (order) => order.discounts.flatMap((discount) => (discount.code ? [discount.code] : [])),
  paymentGatewayNames: (order) => [...new Set(sales(order).map((sale) => sale.gateway))],
  discountApplications: (order, args) =>
    paginate(
      order.discounts.map((_, index) => applicationOf(order, index)),
      args,
      (each) => byNumber(each?.index ?? 0),
    ),
  lineItems: (order, args) => lineConnection(order, args),
  shippingLine: (order) => (order.shippingLines[0] ? { order, part: order.shippingLines[0] } : null),
  shippingLines: (order, args) =>
    paginate(
      order.shippingLines.map((part) => ({ order, part })),
      args,
      ({ part }) => byNumber(legacyId(part.gid)),
    ),
  taxLines: (order) => taxLinesOf(order),
  refunds: (order, args) =>
    order.refunds.slice(0, typeof args.first === "number" ? args.first : undefined).map((part) => ({ order, part })),
  transactions: (order, args) =>
    order.transactions
      .slice(0, typeof args.first === "number" ? args.first : undefined)
      .map((part) => ({ order, part })),
  subtotalLineItemsQuantity: (order) => order.lines.reduce((sum, line) => sum + line.quantity, 0),
  currentSubtotalLineItemsQuantity: (order) => order.lines.reduce((sum, line) => sum + line.currentQuantity, 0),
  subtotalPriceSet: total((totals) => totals.subtotal),
  totalPriceSet: total((totals) => totals.total),
  originalTotalPriceSet: total((totals) => totals.total),
  totalTaxSet: total((totals) => totals.tax),
  totalDiscountsSet: total((totals) => totals.discounts),
  totalShippingPriceSet: total((totals) => totals.shippingBeforeDiscounts),
  totalReceivedSet: total((totals) => totals.received),
  totalRefundedSet: total((totals) => totals.refunded),
  totalTipReceivedSet: total((totals) => totals.tips),
  totalOutstandingSet: total((totals) => totals.outstanding),
  netPaymentSet: total((totals) => totals.netPayment),
  currentSubtotalPriceSet: total((totals) => totals.current.subtotal),
  currentTotalPriceSet: total((totals) => totals.current.total),
  currentTotalTaxSet: total((totals) => totals.current.tax),
  currentTotalDiscountsSet: total((totals) => totals.current.discounts),
  currentShippingPriceSet: total((totals) => totals.current.shipping),
  totalRefundedShippingSet: (order) => moneyBag(order, refundedShipping(order)),
  refundDiscrepancySet: (order) => moneyBag(order, discrepancyOf(order.refunds)),
});

function purchasingEntity(order: Order, _args: Args, { shop }: AdminContext) {
  if (order.companyGid)
    return { __typename: "PurchasingCompany", company: { __typename: "Company", id: order.companyGid } };
  const customer = order.customerGid ? shop.customers.get(order.customerGid) : undefined;
  return customer ? { __typename: "Customer", ...customer } : null;
}

function sales(order: Order): Transaction[] {
  return order.transactions.filter((transaction) => transaction.kind === "sale");
}

function refundedShipping(order: Order): MoneyBag {
  const all = order.refunds.flatMap((refund) => refund.adjustments);
  return addMoney(...all.filter((each) => each.kind === "shipping_refund").map((each) => negateMoney(each.amount)));
}

function discrepancyOf(refunds: Refund[]): MoneyBag {
  const all = refunds.flatMap((refund) => refund.adjustments);
  return addMoney(...all.filter((each) => each.kind === "refund_discrepancy").map((each) => each.amount));
}

/** What applies to one line alone; order-level discounts are not in Shopify's `discounted…` fields. */
function lineLevelDiscount(order: Order, line: OrderLine, withCodes: boolean): MoneyBag {
  const own = line.allocations.filter(({ application }) => {
    const discount = order.discounts[application];
    const isLineLevel =
      discount !== undefined && (discount.targetSelection !== "all" || discount.allocationMethod !== "across");
    return isLineLevel && (withCodes || discount.kind !== "discount_code");
  });
  return discountOf({ allocations: own });
}

const lineType = fieldsOf<Part<OrderLine>>({
  id: ({ part }) => part.gid,
  title: ({ part }) => part.title,
  name: ({ part }) => (part.variantTitle ? `${part.title} - ${part.variantTitle}` : part.title),
  sku: ({ part }) => part.sku,
  vendor: ({ part }) => part.vendor,
  variantTitle: ({ part }) => part.variantTitle,
  quantity: ({ part }) => part.quantity,
  currentQuantity: ({ part }) => part.currentQuantity,
  refundableQuantity: ({ part }) => part.currentQuantity,
  unfulfilledQuantity: ({ part }) => Math.max(0, part.currentQuantity - part.fulfilledQuantity),
  isGiftCard: ({ part }) => part.isGiftCard,
  taxable: ({ part }) => part.taxable,
  requiresShipping: ({ part }) => part.requiresShipping,
  customAttributes: ({ part }) => part.properties.map(({ name, value }) => ({ key: name, value })),
  product: ({ part }, _args, { shop }) => (part.productGid ? (shop.products.get(part.productGid) ?? null) : null),
  variant: ({ part }, _args, { shop }) => variantOf(shop, part),
  sellingPlan: ({ part }) =>
    part.sellingPlan ? { sellingPlanId: part.sellingPlan.gid, name: part.sellingPlan.name } : null,
  originalUnitPriceSet: ({ order, part }) => moneyBag(order, part.unitPrice),
  originalTotalSet: ({ order, part }) => moneyBag(order, timesQuantity(part.unitPrice, part.quantity)),
  discountedTotalSet: ({ order, part }, args) => {
    const discount = lineLevelDiscount(order, part, args.withCodeDiscounts === true);
    return moneyBag(order, subtractMoney(timesQuantity(part.unitPrice, part.quantity), discount));
  },
  totalDiscountSet: ({ order, part }) => moneyBag(order, lineLevelDiscount(order, part, true)),
  unfulfilledDiscountedTotalSet: ({ order, part }) => moneyBag(order, currentOfLine(part).net),
  discountAllocations: ({ order, part }) => part.allocations.map((allocation) => ({ order, part: allocation })),
  taxLines: ({ order, part }, args) =>
    part.taxLines
      .slice(0, typeof args.first === "number" ? args.first : undefined)
      .map((tax) => ({ order, part: tax })),
});

function variantOf(shop: AdminContext["shop"], line: OrderLine) {
  const product = line.productGid ? shop.products.get(line.productGid) : undefined;
  return product?.variants.find((variant) => variant.gid === line.variantGid) ?? null;
}

const shippingType = fieldsOf<Part<OrderShippingLine>>({
  id: ({ part }) => part.gid,
  title: ({ part }) => part.title,
  code: ({ part }) => part.code,
  source: () => "shopify",
  isRemoved: () => false,
  custom: () => false,
  originalPriceSet: ({ order, part }) => moneyBag(order, part.price),
  discountedPriceSet: ({ order, part }) => moneyBag(order, netOfShipping(part)),
  currentDiscountedPriceSet: ({ order, part }) => moneyBag(order, netOfShipping(part)),
  discountAllocations: ({ order, part }) => part.allocations.map((allocation) => ({ order, part: allocation })),
  taxLines: ({ order, part }) => part.taxLines.map((tax) => ({ order, part: tax })),
});

const allocationType = fieldsOf<Part<DiscountAllocation>>({
  allocatedAmountSet: ({ order, part }) => moneyBag(order, part.amount),
  discountApplication: ({ order, part }) => applicationOf(order, part.application),
});

const applicationType = fieldsOf<Part<DiscountApplication> & { index: number }>({
  index: ({ index }) => index,
  title: ({ part }) => part.title,
  description: ({ part }) => part.title,
  code: ({ part }) => part.code,
  allocationMethod: ({ part }) => part.allocationMethod.toUpperCase(),
  targetSelection: ({ part }) => part.targetSelection.toUpperCase(),
  targetType: ({ part }) => part.targetType.toUpperCase(),
  value: ({ order, part }) =>
    part.valueType === "percentage"
      ? { __typename: "PricingPercentageValue", percentage: Number(part.value) }
      : { __typename: "MoneyV2", amount: part.value, currencyCode: order.presentmentCurrency },
});

const taxType = fieldsOf<Part<TaxLine>>({
  title: ({ part }) => part.title,
  rate: ({ part }) => Number(part.rate),
  ratePercentage: ({ part }) => Number(part.rate) * 100,
  channelLiable: () => false,
  priceSet: ({ order, part }) => moneyBag(order, part.amount),
});

const fulfilmentType = fieldsOf<Part<Fulfilment>>({
  id: ({ part }) => part.gid,
  legacyResourceId: ({ part }) => legacyId(part.gid).toString(),
  createdAt: ({ part }) => dateTime(part.createdAt),
  updatedAt: ({ part }) => dateTime(part.createdAt),
  status: () => "SUCCESS",
  order: ({ order }) => order,
  totalQuantity: ({ part }) => part.lines.reduce((sum, line) => sum + line.quantity, 0),
});

export const orderTypes: Record<string, TypeResolvers> = {
  Order: orderType,
  LineItem: lineType,
  ShippingLine: shippingType,
  DiscountAllocation: allocationType,
  AutomaticDiscountApplication: applicationType,
  ManualDiscountApplication: applicationType,
  DiscountCodeApplication: applicationType,
  TaxLine: taxType,
  Fulfillment: fulfilmentType,
  ...refundTypes,
  Location: fieldsOf<{ gid: string; name: string }>({ id: ({ gid }) => gid, name: ({ name }) => name }),
};

/** `MoneyV2` of what an order is worth for a customer's statistics. */
export function amountSpent(orders: Order[], currency: string) {
  const spent = orders.filter((order) => !order.cancelledAt).map((order) => orderTotals(order).netPayment);
  return money(addMoney(noMoney, ...spent).shop, currency);
}
