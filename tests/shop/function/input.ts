import { execute } from "graphql";
import type { Allocation, Application } from "../cart/apply-offers.ts";
import type { Cart } from "../cart/cart.ts";
import type { DeliveryGroup } from "../cart/delivery.ts";
import type { Goods } from "../cart/goods.ts";
import { resolveNamespace, findMetafield as storedMetafield } from "../metafields.ts";
import { formatGraphqlDecimal, parseRate, toPresentment } from "../money.ts";
import { planOf } from "../place-order.ts";
import type { AutomaticDiscount, Customer, Shop } from "../state.ts";
import type { FunctionExtension } from "./extension.ts";
import type { InputQuery } from "./input-query.ts";

/** Everything that a Function may ask about. */
export interface FunctionContext {
  shop: Shop;
  cart: Cart;
  goods: readonly Goods[];
  delivery: DeliveryGroup | null;
  discount: AutomaticDiscount;
  /** What was granted on goods before a Function looks at shipping; empty while it looks at goods. */
  granted: { applications: readonly Application[]; lines: readonly Allocation[][] };
  /** The app's number at Shopify: `$app` stands for `app--<id>`. */
  appId: string;
  now: Date;
}

/** A value of more than this many bytes is hidden from Functions, shopify.dev/docs/apps/build/functions/input-output/metafields-for-input-queries. */
const METAFIELD_BYTES = 10_000;

/** Executes an input query over a cart, as Shopify does before each run. Throws where the simulated shop cannot answer a field. */
export async function functionInput(
  extension: FunctionExtension,
  query: InputQuery,
  context: FunctionContext,
): Promise<unknown> {
  const result = await execute({
    schema: extension.schema,
    document: query.document,
    rootValue: inputRoot(context),
    variableValues: queryVariables(extension, context),
    typeResolver: (value) =>
      typeof value === "object" && value !== null && "__typename" in value ? String(value.__typename) : undefined,
  });
  if (result.errors?.length)
    throw new Error(`The Function's input could not be made: ${result.errors.map((each) => each.message).join(" ")}`);
  return result.data;
}

function queryVariables(extension: FunctionExtension, context: FunctionContext): Record<string, unknown> {
  const source = extension.variables;
  if (!source) return {};
  const found = findMetafield(context, context.discount.gid, source.namespace, source.key);
  return typeof found?.jsonValue === "object" && found.jsonValue !== null ? { ...found.jsonValue } : {};
}

function inputRoot(context: FunctionContext) {
  const { shop, cart, discount } = context;
  return {
    cart: cartRoot(context),
    discount: { discountClasses: discount.discountClasses, metafield: metafieldsOf(context, discount.gid) },
    enteredDiscountCodes: cart.codes.map((code) => ({ code, rejectable: false })),
    fetchResult: null,
    localization: { country: { isoCode: cart.country }, language: { isoCode: cart.locale.toUpperCase() } },
    presentmentCurrencyRate: cart.rate.includes(".") ? cart.rate : `${cart.rate}.0`,
    shop: { localTime: localTime(context), metafield: metafieldsOf(context, shop.gid), metaobject: () => null },
    triggeringDiscountCode: null,
  };
}

function cartRoot(context: FunctionContext) {
  const { shop, cart, goods, delivery } = context;
  const money = (minor: number) => ({
    amount: formatGraphqlDecimal(minor, cart.currency),
    currencyCode: cart.currency,
  });
  const lines = goods.map((each, index) => lineRoot(context, each, index, money));
  const subtotal = goods.reduce((sum, each, index) => sum + each.subtotalMinor - allocatedTo(context, index), 0);
  const customer = cart.customerGid ? (shop.customers.get(cart.customerGid) ?? null) : null;
  return {
    attribute: ({ key }: { key?: string }) => attribute(cart.attributes, key),
    billingAddress: null,
    buyerIdentity:
      customer || cart.email
        ? {
            customer: customer ? customerRoot(context, customer) : null,
            email: cart.email ?? customer?.email ?? null,
            isAuthenticated: customer !== null && cart.isAuthenticated,
            phone: customer?.phone ?? null,
            purchasingCompany: null,
            shopUser: null,
          }
        : null,
    cost: {
      subtotalAmount: money(subtotal),
      totalAmount: money(subtotal),
      totalDutyAmount: null,
      totalTaxAmount: null,
    },
    deliverableLines: lines,
    deliveryGroups: delivery
      ? [
          {
            cartLines: lines,
            deliveryAddress: { countryCode: cart.country },
            deliveryOptions: delivery.options.map((option) => optionRoot(option, money)),
            discountAllocations: [],
            groupType: "ONE_TIME_PURCHASE",
            id: delivery.gid,
            selectedDeliveryOption: optionRoot(delivery.selected, money),
          },
        ]
      : [],
    discountApplications: [],
    lines,
    localizedFields: [],
    metafield: ({ namespace, key }: MetafieldArguments) => {
      const wanted = resolveNamespace(namespace, context.appId);
      const found = cart.metafields.find((each) => each.namespace === wanted && each.key === key);
      return found ? metafieldRoot(found.type, found.value) : null;
    },
    poNumber: null,
    retailLocation: cart.retailLocationGid
      ? { id: cart.retailLocationGid, name: shop.name, handle: "store", address: {}, metafield: () => null }
      : null,
  };
}

type MoneyRoot = (minor: number) => { amount: string; currencyCode: string };

function optionRoot(option: { handle: string; title: string; costMinor: number }, money: MoneyRoot) {
  return {
    code: option.handle,
    cost: money(option.costMinor),
    deliveryMethodType: "SHIPPING",
    description: null,
    handle: option.handle,
    title: option.title,
  };
}

function lineRoot(context: FunctionContext, each: Goods, index: number, money: MoneyRoot) {
  const { product, variant } = each;
  const allocations = context.granted.lines[index] ?? [];
  return {
    attribute: ({ key }: { key?: string }) => attribute(each.line.properties, key),
    cost: {
      amountPerQuantity: money(each.unitMinor),
      compareAtAmountPerQuantity: null,
      subtotalAmount: money(each.subtotalMinor),
      totalAmount: money(each.subtotalMinor - allocatedTo(context, index)),
    },
    discountAllocations: allocations.map((allocation) => ({ discountedAmount: money(allocation.amountMinor) })),
    id: each.line.gid,
    merchandise: {
      __typename: "ProductVariant",
      id: variant.gid,
      sku: variant.sku,
      title: variant.title,
      requiresShipping: variant.requiresShipping,
      weight: variant.grams / 1000,
      weightUnit: "KILOGRAMS",
      metafield: metafieldsOf(context, variant.gid),
      ...membership(product.collectionGids),
      product: {
        id: product.gid,
        handle: product.handle,
        title: product.title,
        productType: product.type,
        vendor: product.vendor,
        isGiftCard: product.isGiftCard,
        metafield: metafieldsOf(context, product.gid),
        ...tagging(product.tags),
        ...membership(product.collectionGids),
      },
    },
    parentRelationship: null,
    quantity: each.quantity,
    sellingPlanAllocation: each.line.sellingPlan ? allocationOf(each.line.sellingPlan) : null,
  };
}

/** The price of a plan is that of its goods: plans with prices of their own are no part of this shop. */
function allocationOf(name: string) {
  const sellingPlan = {
    ...planOf(name),
    id: planOf(name).gid,
    description: null,
    options: [],
    recurringDeliveries: true,
  };
  return { sellingPlan, priceAdjustments: [] };
}

function customerRoot(context: FunctionContext, customer: Customer) {
  const { shop, cart } = context;
  const orders = [...shop.orders.values()].filter((order) => order.customerGid === customer.gid && !order.cancelledAt);
  const spent = orders.reduce(
    (sum, order) =>
      sum + order.transactions.reduce((a, t) => a + (t.kind === "sale" ? t.amount.shop : -t.amount.shop), 0),
    0,
  );
  return {
    amountSpent: {
      amount: formatGraphqlDecimal(
        toPresentment(spent, parseRate(cart.rate, shop.currency, cart.currency)),
        cart.currency,
      ),
      currencyCode: cart.currency,
    },
    createdAt: customer.createdAt.toISOString(),
    displayName: [customer.firstName, customer.lastName].filter(Boolean).join(" ") || customer.email || "",
    email: customer.email,
    firstName: customer.firstName,
    lastName: customer.lastName,
    id: customer.gid,
    numberOfOrders: orders.length,
    metafield: metafieldsOf(context, customer.gid),
    ...tagging(customer.tags),
  };
}

function localTime(context: FunctionContext) {
  const local = new Intl.DateTimeFormat("sv-SE", {
    timeZone: context.shop.timezone,
    dateStyle: "short",
    timeStyle: "medium",
  }).format(context.now);
  const [date = "", time = ""] = local.split(" ");
  const at = `${date}T${time}`;
  return {
    date,
    dateTimeAfter: ({ dateTime }: { dateTime: string }) => at > dateTime,
    dateTimeBefore: ({ dateTime }: { dateTime: string }) => at < dateTime,
    dateTimeBetween: (between: { startDateTime: string; endDateTime: string }) =>
      at >= between.startDateTime && at <= between.endDateTime,
    timeAfter: (after: { time: string }) => time > after.time,
    timeBefore: (before: { time: string }) => time < before.time,
    timeBetween: (between: { startTime: string; endTime: string }) =>
      time >= between.startTime && time <= between.endTime,
  };
}

interface MetafieldArguments {
  namespace?: string | null;
  key: string;
}

function metafieldsOf(context: FunctionContext, ownerGid: string) {
  return ({ namespace, key }: MetafieldArguments) => findMetafield(context, ownerGid, namespace, key);
}

function findMetafield(context: FunctionContext, ownerGid: string, namespace: string | null | undefined, key: string) {
  const stored = storedMetafield(context.shop, ownerGid, resolveNamespace(namespace, context.appId), key);
  return stored ? metafieldRoot(stored.type, stored.value) : null;
}

function metafieldRoot(type: string, value: string) {
  if (Buffer.byteLength(value) > METAFIELD_BYTES) return null;
  const parsed = jsonValue(type, value);
  // The schema promises a value: what has none is not there for a Function.
  return parsed === null ? null : { type, value, jsonValue: parsed };
}

function jsonValue(type: string, value: string): unknown {
  if (type === "boolean") return value === "true";
  if (type === "number_integer") return Number(value);
  const isStructured = type === "json" || type === "money" || type.startsWith("list.") || type === "rating";
  if (!isStructured) return value;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

function attribute(attributes: Record<string, string>, key: string | undefined) {
  const value = key === undefined ? undefined : attributes[key];
  return value === undefined ? null : { key, value };
}

function tagging(tags: readonly string[]) {
  const has = (tag: string) => tags.some((each) => each.toLowerCase() === tag.toLowerCase());
  return {
    hasAnyTag: (wanted: { tags: string[] }) => wanted.tags.some(has),
    hasTags: (wanted: { tags: string[] }) => wanted.tags.map((tag) => ({ tag, hasTag: has(tag) })),
  };
}

function membership(collectionGids: readonly string[]) {
  return {
    inAnyCollection: ({ ids }: { ids: string[] }) => ids.some((id) => collectionGids.includes(id)),
    inCollections: ({ ids }: { ids: string[] }) =>
      ids.map((collectionId) => ({ collectionId, isMember: collectionGids.includes(collectionId) })),
  };
}

function allocatedTo(context: FunctionContext, index: number): number {
  return (context.granted.lines[index] ?? []).reduce((sum, each) => sum + each.amountMinor, 0);
}
