import { createHash, randomBytes } from "node:crypto";
import { allocateMoney, multiplyDivide, parseMoney, parseRate, type Rate, toPresentment, toShop } from "./money.ts";
import { netOfLine, netOfShipping, orderTotals } from "./order-money.ts";
import { OrderRefused, type PlaceDiscount, type PlaceLine, type PlaceOrder } from "./order-requests.ts";
import {
  addMoney,
  type DiscountAllocation,
  type DiscountApplication,
  type MoneyBag,
  type Order,
  type OrderLine,
  type OrderShippingLine,
  type Shop,
  type TaxLine,
  type Transaction,
  type Variant,
} from "./state.ts";
import { debitStore, expireStoreCredit } from "./store-credit.ts";

/** Where a new order gets its ids and its time. */
export interface OrderContext {
  shop: Shop;
  newGid(type: string): string;
  now: Date;
}

/** Where an order is placed that says only its channel. */
export const TILL = "gid://shopify/Location/655441491";
export const COMPANY = "gid://shopify/Company/112233";

/** Makes an order and keeps it in the shop. Refuses unknown variants and customers, and amounts that do not fit. */
export function placeOrder(context: OrderContext, request: PlaceOrder): Order {
  const { shop, now } = context;
  const customer = request.customer ? shop.customers.get(request.customer) : undefined;
  if (request.customer && !customer) throw new OrderRefused(`${shop.domain} has no customer ${request.customer}.`);
  if (request.lines.length === 0) throw new OrderRefused("An order needs a line.");
  const presentmentCurrency = request.presentment?.currency ?? shop.currency;
  const number = shop.nextOrderNumber;
  const order: Order = {
    gid: context.newGid("Order"),
    name: `#${number}`,
    number,
    token: randomBytes(16).toString("hex"),
    checkoutToken: request.checkoutToken ?? randomBytes(16).toString("hex"),
    customerGid: customer?.gid ?? null,
    email: request.email === undefined ? (customer?.email ?? null) : request.email,
    locale: request.locale ?? customer?.locale ?? shop.locale,
    isTest: request.isTest ?? false,
    taxesIncluded: shop.taxesIncluded,
    currency: shop.currency,
    presentmentCurrency,
    rate: rateOf(shop, presentmentCurrency, request.presentment?.rate),
    channel: request.channel ?? "web",
    isRenewal: request.isRenewal ?? false,
    locationGid: request.channel === "pos" ? (request.location ?? TILL) : null,
    companyGid: request.channel === "b2b" ? (request.company ?? COMPANY) : null,
    tags: request.tags ?? [],
    note: request.note ?? null,
    noteAttributes: Object.entries(request.noteAttributes ?? {}).map(([name, value]) => ({ name, value })),
    ...(request.clientIp === undefined ? {} : { clientIp: request.clientIp }),
    ...(request.card === undefined ? {} : { card: cardOf(request.card) }),
    lines: [],
    shippingLines: [],
    discounts: [],
    transactions: [],
    refunds: [],
    fulfilments: [],
    cancelledAt: null,
    cancelReason: null,
    closedAt: null,
    createdAt: now,
    processedAt: now,
    updatedAt: now,
  };
  order.lines = request.lines.map((line) => makeLine(context, order, line));
  if (request.shipping) order.shippingLines = [makeShipping(context, order, request.shipping)];
  for (const discount of request.discounts ?? []) applyDiscount(order, discount);
  if (request.taxRate)
    for (const part of [...order.lines, ...order.shippingLines]) setTax(order, part, request.taxRate);
  for (const tender of request.tenders ?? [])
    pay(context, order, tender.gateway, parseMoney(tender.amount, presentmentCurrency));
  if (request.isPaid ?? true) pay(context, order, request.channel === "pos" ? "cash" : "bogus");
  shop.nextOrderNumber += 1;
  shop.orders.set(order.gid, order);
  return order;
}

function rateOf(shop: Shop, presentmentCurrency: string, rate: string | undefined): Rate {
  if (presentmentCurrency === shop.currency) return { numerator: 1n, denominator: 1n };
  const text = rate ?? shop.rates[presentmentCurrency];
  if (!text) throw new OrderRefused(`${shop.domain} has no rate for ${presentmentCurrency}.`);
  return parseRate(text, shop.currency, presentmentCurrency);
}

/** Brand and expiry are those of the four digits, so that a card told of twice is one card. */
function cardOf(lastFour: string): NonNullable<Order["card"]> {
  return { company: "Visa", lastFour, bin: `4${lastFour}0`, expirationMonth: 12, expirationYear: 2030 };
}

/** A line at its full price; also used by order edits. */
export function makeLine(context: OrderContext, order: Order, request: PlaceLine): OrderLine {
  const { shop } = context;
  const variant = request.variant ? findVariant(shop, request.variant) : undefined;
  if (request.variant && !variant) throw new OrderRefused(`${shop.domain} has no variant ${request.variant}.`);
  const product = variant ? shop.products.get(variant.productGid) : undefined;
  const quantity = request.quantity ?? 1;
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new OrderRefused(`A line cannot have ${quantity} pieces.`);
  const unit = request.price === undefined ? variant?.priceMinor : parseMoney(request.price, shop.currency);
  if (unit === undefined || unit < 0) throw new OrderRefused("A line without a variant needs a price.");
  const isGiftCard = request.isGiftCard ?? product?.isGiftCard ?? false;
  const isTip = request.isTip ?? false;
  return {
    gid: context.newGid("LineItem"),
    variantGid: variant?.gid ?? null,
    productGid: product?.gid ?? null,
    title: request.title ?? product?.title ?? request.sku ?? (isTip ? "Tip" : "Custom item"),
    variantTitle: variant && variant.title !== "Default Title" ? variant.title : null,
    sku: request.sku ?? variant?.sku ?? null,
    vendor: product?.vendor ?? null,
    quantity,
    currentQuantity: quantity,
    removedQuantity: 0,
    unitPrice: { shop: unit, presentment: toPresentment(unit, order.rate) },
    isGiftCard,
    isTip,
    taxable: request.taxable ?? variant?.taxable ?? !(isGiftCard || isTip),
    requiresShipping: variant?.requiresShipping ?? !(isGiftCard || isTip),
    grams: variant?.grams ?? 0,
    properties: Object.entries(request.properties ?? {}).map(([name, value]) => ({ name, value })),
    allocations: [],
    taxLines: [],
    fulfilledQuantity: 0,
    sellingPlan: request.sellingPlan === undefined ? null : planOf(request.sellingPlan),
  };
}

/** One name is one plan, whichever order carries it. */
export function planOf(name: string): { gid: string; name: string } {
  const id = Number.parseInt(createHash("sha256").update(name).digest("hex").slice(0, 12), 16);
  return { gid: `gid://shopify/SellingPlan/${id}`, name };
}

/** By gid or SKU. */
export function findVariant(shop: Shop, gidOrSku: string): Variant | undefined {
  for (const product of shop.products.values()) {
    const variant = product.variants.find((each) => each.gid === gidOrSku || each.sku === gidOrSku);
    if (variant) return variant;
  }
  return undefined;
}

function makeShipping(
  context: OrderContext,
  order: Order,
  request: { title?: string; price: string },
): OrderShippingLine {
  const price = parseMoney(request.price, order.currency);
  return {
    gid: context.newGid("ShippingLine"),
    title: request.title ?? "Standard",
    code: request.title ?? "Standard",
    price: { shop: price, presentment: toPresentment(price, order.rate) },
    allocations: [],
    taxLines: [],
  };
}

/** Puts a discount on the order. Each works on what the ones before it left; none takes a line below zero. */
export function applyDiscount(order: Order, request: PlaceDiscount): void {
  const application = order.discounts.length;
  order.discounts.push(describeDiscount(order, request));
  const isShipping = request.class === "shipping";
  const targets: { left: MoneyBag; allocations: DiscountAllocation[] }[] = isShipping
    ? order.shippingLines.map((line) => ({ left: netOfShipping(line), allocations: line.allocations }))
    : order.lines.map((line) => ({ left: netOfLine(line), allocations: line.allocations }));
  const goods = order.lines.flatMap((line, index) => (line.isTip ? [] : [index]));
  const touched = isShipping ? targets : (request.lines ?? goods).map((index) => targetAt(targets, index));
  const give = (target: (typeof targets)[number], amount: MoneyBag) => {
    if (amount.presentment === 0 && amount.shop === 0) return;
    if (amount.presentment > target.left.presentment || amount.shop > target.left.shop) {
      throw new OrderRefused(`"${request.title}" takes more off a line than it costs.`);
    }
    target.allocations.push({ application, amount });
  };
  if (request.allocations) {
    for (const { line, amount } of request.allocations) {
      const target = targetAt(targets, line);
      give(target, inBothCurrencies(order, parseMoney(amount, order.presentmentCurrency), target.left));
    }
    return;
  }
  const left = addMoney(...touched.map((target) => target.left));
  if ("percentage" in request.value && request.class !== "order") {
    const [hundredths, divisor] = percentage(request.value.percentage);
    for (const target of touched) {
      give(target, {
        shop: multiplyDivide(target.left.shop, hundredths, divisor),
        presentment: multiplyDivide(target.left.presentment, hundredths, divisor),
      });
    }
    return;
  }
  const wanted =
    "percentage" in request.value
      ? multiplyDivide(left.presentment, ...percentage(request.value.percentage))
      : parseMoney(request.value.amount, order.presentmentCurrency);
  const total = inBothCurrencies(order, Math.min(wanted, left.presentment), left);
  const shop = allocateMoney(
    total.shop,
    touched.map((target) => target.left.shop),
  );
  const presentment = allocateMoney(
    total.presentment,
    touched.map((target) => target.left.presentment),
  );
  for (const [index, target] of touched.entries())
    give(target, { shop: shop[index] ?? 0, presentment: presentment[index] ?? 0 });
}

function targetAt<T>(targets: T[], index: number): T {
  const target = targets[index];
  if (!target) throw new OrderRefused(`The order has no line ${index}.`);
  return target;
}

/** "12.5" → [125, 1000]. */
function percentage(text: string): [number, number] {
  const match = /^(\d{1,3})(?:\.(\d{1,6}))?$/.exec(text);
  const decimals = match?.[2] ?? "";
  const value = Number((match?.[1] ?? "") + decimals);
  const divisor = 100 * 10 ** decimals.length;
  if (!match || value > divisor) throw new OrderRefused(`"${text}" is no percentage.`);
  return [value, divisor];
}

/** A presentment amount with its worth in the shop's currency; all of `left` in one currency is all of it in the other. */
function inBothCurrencies(order: Order, presentment: number, left: MoneyBag): MoneyBag {
  if (presentment === left.presentment) return left;
  return { presentment, shop: Math.min(toShop(presentment, order.rate), left.shop) };
}

function describeDiscount(order: Order, request: PlaceDiscount): DiscountApplication {
  const isAmount = "amount" in request.value;
  const some = request.class === "product" && (request.lines?.length ?? order.lines.length) < order.lines.length;
  return {
    kind: request.kind,
    title: request.title,
    code: request.kind === "discount_code" ? (request.code ?? request.title) : null,
    valueType: isAmount ? "fixed_amount" : "percentage",
    value: "amount" in request.value ? request.value.amount : request.value.percentage,
    targetType: request.class === "shipping" ? "shipping_line" : "line_item",
    targetSelection: some ? "entitled" : "all",
    allocationMethod:
      request.class === "product" && isAmount ? "one" : request.class === "shipping" && !isAmount ? "each" : "across",
  };
}

/** Sets a part's tax from what it costs after discounts: the share within it, or what comes on top. */
export function setTax(order: Order, part: OrderLine | OrderShippingLine, rateText: string): void {
  const match = /^0(?:\.(\d{1,6}))?$/.exec(rateText);
  if (!match) throw new OrderRefused(`"${rateText}" is no tax rate; write 0.21 for 21 %.`);
  const isLine = "quantity" in part;
  if (isLine && !part.taxable) return;
  const numerator = Number(match[1] ?? "0");
  if (numerator === 0) return;
  const unit = 10 ** (match[1] ?? "").length;
  const net = isLine ? netOfLine(part) : netOfShipping(part);
  const divisor = order.taxesIncluded ? unit + numerator : unit;
  const amount = {
    shop: multiplyDivide(net.shop, numerator, divisor),
    presentment: multiplyDivide(net.presentment, numerator, divisor),
  };
  const tax: TaxLine = { title: "VAT", rate: rateText, amount };
  part.taxLines = [tax];
}

/** Takes payment of `presentment` minor units, or of all that is owed. Nothing happens when nothing is owed. */
export function pay(context: OrderContext, order: Order, gateway: Transaction["gateway"], presentment?: number): void {
  const { outstanding } = orderTotals(order);
  const asked = presentment ?? outstanding.presentment;
  if (asked <= 0) return;
  if (asked > outstanding.presentment) throw new OrderRefused(`${order.name} is paid with more than is owed.`);
  const amount = inBothCurrencies(order, asked, outstanding);
  if (gateway === "shopify_store_credit") takeStoreCredit(context, order, amount);
  order.transactions.push({
    gid: context.newGid("OrderTransaction"),
    parentGid: null,
    kind: "sale",
    gateway,
    status: "success",
    amount,
    createdAt: context.now,
  });
}

function takeStoreCredit(context: OrderContext, order: Order, amount: MoneyBag): void {
  const customer = order.customerGid ? context.shop.customers.get(order.customerGid) : undefined;
  if (customer) expireStoreCredit(customer, context.now);
  if (!customer || customer.storeCreditMinor < amount.shop)
    throw new OrderRefused("The customer has not that much store credit.");
  debitStore(context, customer, amount.shop, "ORDER_PAYMENT");
}
