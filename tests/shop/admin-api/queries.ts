import { legacyId, parseGid } from "../gid.ts";
import { resolveNamespace } from "../metafields.ts";
import { financialStatus, fulfilmentStatus } from "../order-money.ts";
import type { AutomaticDiscount, Customer, MetafieldDefinition, Order, Product } from "../state.ts";
import { byNumber, paginate } from "./connection.ts";
import {
  type AdminContext,
  type Args,
  fieldsOf,
  inputArg,
  listArg,
  optionalText,
  type TypeResolvers,
  textArg,
} from "./context.ts";
import { discountStatus, functionIdOf } from "./discount-types.ts";
import { nodeOf } from "./metafield-types.ts";
import { invalidId, notSimulated } from "./refusals.ts";
import { isWithinReach, ordersOf } from "./scalars.ts";
import { type SearchFields, searchPredicate } from "./search-query.ts";

const orderSearch: SearchFields<Order> = {
  id: (order) => legacyId(order.gid).toString(),
  name: (order) => [order.name, order.name.slice(1)],
  email: (order) => order.email,
  created_at: (order) => order.createdAt,
  processed_at: (order) => order.processedAt,
  updated_at: (order) => order.updatedAt,
  financial_status: (order) => financialStatus(order),
  fulfillment_status: (order) => fulfilmentStatus(order) ?? "unfulfilled",
  status: (order) => (order.cancelledAt ? ["cancelled", "any"] : order.closedAt ? ["closed", "any"] : ["open", "any"]),
  customer_id: (order) => (order.customerGid ? legacyId(order.customerGid).toString() : null),
  tag: (order) => order.tags,
  test: (order) => order.isTest,
  source_name: (order) => (order.channel === "pos" ? "pos" : "web"),
};

const customerSearch = ({ shop }: AdminContext): SearchFields<Customer> => ({
  id: (customer) => legacyId(customer.gid).toString(),
  email: (customer) => customer.email,
  phone: (customer) => customer.phone,
  first_name: (customer) => customer.firstName,
  last_name: (customer) => customer.lastName,
  tag: (customer) => customer.tags,
  state: (customer) => customer.state,
  customer_date: (customer) => customer.createdAt,
  updated_at: (customer) => customer.updatedAt,
  orders_count: (customer) => ordersOf(shop, customer.gid).length,
});

const productSearch: SearchFields<Product> = {
  id: (product) => legacyId(product.gid).toString(),
  title: (product) => product.title,
  handle: (product) => product.handle,
  tag: (product) => product.tags,
  vendor: (product) => product.vendor,
  product_type: (product) => product.type,
  status: (product) => product.status,
  gift_card: (product) => product.isGiftCard,
  updated_at: (product) => product.updatedAt,
  created_at: (product) => product.createdAt,
  collection_id: (product) => product.collectionGids.map((gid) => legacyId(gid).toString()),
};

const discountSearch = ({ world }: AdminContext): SearchFields<AutomaticDiscount> => ({
  method: () => "automatic",
  type: () => ["app", "all"],
  title: (discount) => discount.title,
  status: (discount) => discountStatus(discount, world.clock.now()),
  updated_at: (discount) => discount.updatedAt,
});

/** Sort text of a list: the value that is sorted by, then the id, which tells equals apart. */
function sortText(value: Date | string | number, gid: string): string {
  const text =
    value instanceof Date
      ? byNumber(value.getTime())
      : typeof value === "number"
        ? byNumber(value)
        : value.toLowerCase();
  return `${text} ${byNumber(legacyId(gid))}`;
}

const orderSorts: Record<string, (order: Order) => string> = {
  ID: (order) => byNumber(legacyId(order.gid)),
  PROCESSED_AT: (order) => sortText(order.processedAt, order.gid),
  CREATED_AT: (order) => sortText(order.createdAt, order.gid),
  UPDATED_AT: (order) => sortText(order.updatedAt, order.gid),
  ORDER_NUMBER: (order) => sortText(order.number, order.gid),
};

const customerSorts: Record<string, (customer: Customer) => string> = {
  ID: (customer) => byNumber(legacyId(customer.gid)),
  CREATED_AT: (customer) => sortText(customer.createdAt, customer.gid),
  UPDATED_AT: (customer) => sortText(customer.updatedAt, customer.gid),
  NAME: (customer) => sortText(`${customer.lastName ?? ""} ${customer.firstName ?? ""}`, customer.gid),
};

const productSorts: Record<string, (product: Product) => string> = {
  ID: (product) => byNumber(legacyId(product.gid)),
  TITLE: (product) => sortText(product.title, product.gid),
  CREATED_AT: (product) => sortText(product.createdAt, product.gid),
  UPDATED_AT: (product) => sortText(product.updatedAt, product.gid),
};

function sortBy<Item>(
  sorts: Record<string, (item: Item) => string>,
  args: Args,
  otherwise: string,
): (item: Item) => string {
  const key = optionalText(args, "sortKey") ?? otherwise;
  const sort = sorts[key];
  if (!sort) throw notSimulated(`sorting by ${key}`);
  return sort;
}

/** One thing by its id; an id of another type is refused, one that nobody has gives null. */
function byId<Item>(type: string, args: Args, items: ReadonlyMap<string, Item>): Item | null {
  const id = textArg(args, "id");
  if (parseGid(id)?.type !== type) throw invalidId(id);
  return items.get(id) ?? null;
}

function reachableOrders({ shop, world, scopes }: AdminContext): Order[] {
  return [...shop.orders.values()].filter((order) => isWithinReach(order, world.clock.now(), scopes));
}

function findDefinitions({ shop, world }: AdminContext, args: Args): MetafieldDefinition[] {
  const namespace = optionalText(args, "namespace");
  const key = optionalText(args, "key");
  const wanted = namespace === null ? null : resolveNamespace(namespace, world.app.appId);
  return [...shop.definitions.values()].filter(
    (definition) =>
      definition.ownerType === args.ownerType &&
      (wanted === null || definition.namespace === wanted) &&
      (key === null || definition.key === key),
  );
}

const queryRoot = fieldsOf<unknown>({
  shop: (_source, _args, { shop }) => shop,
  currentAppInstallation: (_source, _args, { installation }) => installation,
  app: (_source, _args, { world }) => world,
  node: (_source, args, context) => nodeOf(context, textArg(args, "id")),
  nodes: (_source, args, context) => listArg(args, "ids").map((id) => nodeOf(context, String(id))),
  customer: (_source, args, { shop }) => byId("Customer", args, shop.customers),
  customerByIdentifier: (_source, args, { shop }) => {
    const { id, emailAddress } = inputArg(args, "identifier");
    if (typeof id === "string") return shop.customers.get(id) ?? null;
    if (typeof emailAddress !== "string") throw notSimulated("this identifier of a customer");
    return [...shop.customers.values()].find((customer) => customer.email === emailAddress.toLowerCase()) ?? null;
  },
  customers: (_source, args, context) => {
    const text = (customer: Customer) =>
      [customer.email, customer.firstName, customer.lastName].filter(Boolean).join(" ");
    const matching = [...context.shop.customers.values()].filter(
      searchPredicate(args.query, customerSearch(context), text),
    );
    return paginate(matching, args, sortBy(customerSorts, args, "ID"));
  },
  customersCount: (_source, _args, { shop }) => ({ count: shop.customers.size, precision: "EXACT" }),
  order: (_source, args, context) => {
    const order = byId("Order", args, context.shop.orders);
    return order && isWithinReach(order, context.world.clock.now(), context.scopes) ? order : null;
  },
  orders: (_source, args, context) => {
    const matching = reachableOrders(context).filter(
      searchPredicate(args.query, orderSearch, (order) => `${order.name} ${order.email ?? ""}`),
    );
    return paginate(matching, args, sortBy(orderSorts, args, "PROCESSED_AT"));
  },
  ordersCount: (_source, args, context) => ({
    count: reachableOrders(context).filter(searchPredicate(args.query, orderSearch, (order) => order.name)).length,
    precision: "EXACT",
  }),
  refund: (_source, args, context) => {
    const id = textArg(args, "id");
    if (parseGid(id)?.type !== "Refund") throw invalidId(id);
    return nodeOf(context, id);
  },
  product: (_source, args, { shop }) => byId("Product", args, shop.products),
  products: (_source, args, { shop }) =>
    paginate(
      [...shop.products.values()].filter(searchPredicate(args.query, productSearch, (product) => product.title)),
      args,
      sortBy(productSorts, args, "ID"),
    ),
  discountNode: (_source, args, { shop }) => shop.discounts.get(discountGid(textArg(args, "id"))) ?? null,
  discountNodes: (_source, args, context) => discountConnection(args, context),
  automaticDiscountNode: (_source, args, { shop }) => shop.discounts.get(discountGid(textArg(args, "id"))) ?? null,
  automaticDiscountNodes: (_source, args, context) => discountConnection(args, context),
  metafieldDefinitions: (_source, args, context) =>
    paginate(findDefinitions(context, args), args, (definition) => byNumber(legacyId(definition.gid))),
  metafieldDefinition: (_source, args, context) => {
    const id = optionalText(args, "id");
    const all = [...context.shop.definitions.values()];
    if (id !== null) return all.find((definition) => definition.gid === id) ?? null;
    return findDefinitions(context, inputArg(args, "identifier"))[0] ?? null;
  },
  shopifyFunctions: (_source, args, { world }) => {
    const functions = world.configuration.functionHandles.map((handle) => ({
      id: functionIdOf(world.app.apiKey, handle),
      handle,
      title: handle,
      apiType: "discount",
      apiVersion: world.configuration.apiVersion,
      appKey: world.app.apiKey,
      app: world,
      useCreationUi: false,
    }));
    return paginate(functions, args, (each) => each.id);
  },
});

function discountConnection(args: Args, context: AdminContext) {
  const matching = [...context.shop.discounts.values()].filter(
    searchPredicate(args.query, discountSearch(context), (discount) => discount.title),
  );
  return paginate(matching, args, (discount) => byNumber(legacyId(discount.gid)));
}

/** The same discount goes by several type names. */
export function discountGid(id: string): string {
  const parsed = parseGid(id);
  if (!parsed || !/^Discount(Automatic|AutomaticApp)?(Node)?$/.test(parsed.type)) throw invalidId(id);
  return `gid://shopify/DiscountAutomaticNode/${parsed.id}`;
}

export const queryTypes: Record<string, TypeResolvers> = { QueryRoot: queryRoot };
