import { randomUUID } from "node:crypto";
import { announceCustomer, announceTags, touchCustomer } from "../customers.ts";
import { parseGid } from "../gid.ts";
import { OrderRefused } from "../order-requests.ts";
import { announceOrder, touchOrder } from "../orders.ts";
import type { Customer, Order, Shop } from "../state.ts";
import { scopeToChange } from "./access.ts";
import {
  type AdminContext,
  type Args,
  demandScope,
  fieldsOf,
  inputArg,
  listArg,
  optionalText,
  textArg,
} from "./context.ts";
import { notSimulated } from "./refusals.ts";

function orderCancel(_source: unknown, args: Args, { orders, shop, world }: AdminContext) {
  const gid = textArg(args, "orderId");
  const refuse = (message: string, code: string) => {
    const error = { field: ["orderId"], message, code };
    return { job: null, orderCancelUserErrors: [error], userErrors: [error] };
  };
  if (!shop.orders.has(gid)) return refuse("Order does not exist", "NOT_FOUND");
  const method = args.refundMethod ? inputArg(args, "refundMethod") : null;
  const toStoreCredit = method !== null && "storeCreditRefund" in method;
  const refund = method === null ? args.refund === true : toStoreCredit || method.originalPaymentMethodsRefund === true;
  const reason = textArg(args, "reason").toLowerCase() as NonNullable<Order["cancelReason"]>;
  if (toStoreCredit && !shop.orders.get(gid)?.customerGid) {
    return refuse("Store credit needs a customer", "STORE_CREDIT_REFUND_MISSING_CUSTOMER");
  }
  try {
    orders.cancelOrder(shop.domain, { order: gid, reason, refund, to: toStoreCredit ? "store_credit" : "original" });
  } catch (error) {
    if (error instanceof OrderRefused) return refuse(error.message, "INVALID");
    throw error;
  }
  return { job: { id: world.newGid("Job"), done: true }, orderCancelUserErrors: [], userErrors: [] };
}

interface Tagged {
  gid: string;
  tags: string[];
}

/** Finds what carries tags, after the scope to change it has been demanded. */
function findTagged(context: AdminContext, fieldName: string, gid: string): Tagged | null {
  const type = parseGid(gid)?.type ?? "";
  const scope = scopeToChange(type);
  if (scope) demandScope(context, fieldName, scope);
  const { shop } = context;
  if (type === "Customer") return shop.customers.get(gid) ?? null;
  if (type === "Order") return shop.orders.get(gid) ?? null;
  if (type === "Product") return shop.products.get(gid) ?? null;
  throw notSimulated(`tags of ${type}`);
}

/** Tells of changed tags as Shopify does for this type. */
function retag({ shop, world }: AdminContext, tagged: Tagged, tags: string[]): void {
  const before = tagged.tags;
  if (before.length === tags.length && before.every((tag) => tags.includes(tag))) return;
  tagged.tags = tags;
  const eventId = randomUUID();
  const customer = shop.customers.get(tagged.gid);
  if (customer) {
    touchCustomer(world, customer);
    announceCustomer(world, shop, customer, eventId);
    announceTags(world, shop, customer, before, eventId);
  }
  const order = shop.orders.get(tagged.gid);
  if (order) {
    touchOrder(world, order);
    announceOrder(world, shop, order, "orders/updated", eventId);
  }
}

/** Tags come as a list, or as one text with commas. */
function tagsOf(args: Args): string[] {
  const tags = listArg(args, "tags").flatMap((tag) => String(tag).split(","));
  return tags.map((tag) => tag.trim()).filter(Boolean);
}

function changeTags(fieldName: string, change: (before: string[], given: string[]) => string[]) {
  return (_source: unknown, args: Args, context: AdminContext) => {
    const tagged = findTagged(context, fieldName, textArg(args, "id"));
    if (!tagged) return { node: null, userErrors: [{ field: ["id"], message: "Resource does not exist" }] };
    const tooLong = tagsOf(args).find((tag) => tag.length > 255);
    if (tooLong)
      return { node: null, userErrors: [{ field: ["tags"], message: "Tag is too long (maximum is 255 characters)" }] };
    retag(context, tagged, change(tagged.tags, tagsOf(args)));
    return { node: tagged, userErrors: [] };
  };
}

function customerUpdate(_source: unknown, args: Args, { shop, world }: AdminContext) {
  const input = inputArg(args, "input");
  const customer = shop.customers.get(optionalText(input, "id") ?? "");
  if (!customer) return { customer: null, userErrors: [{ field: ["id"], message: "Customer does not exist" }] };
  const allowed = ["id", "email", "firstName", "lastName", "locale", "note", "phone", "tags"];
  const unknown = Object.keys(input).find((name) => !allowed.includes(name));
  if (unknown) throw notSimulated(`customerUpdate's ${unknown}`);
  const email = optionalText(input, "email");
  if (email && isTaken(shop, customer, email)) {
    return { customer: null, userErrors: [{ field: ["email"], message: "Email has already been taken" }] };
  }
  const before = customer.tags;
  const { id, tags, ...rest } = input;
  Object.assign(customer, rest);
  if (tags !== undefined) customer.tags = [...new Set(tagsOf({ tags }))];
  const eventId = randomUUID();
  touchCustomer(world, customer);
  announceCustomer(world, shop, customer, eventId);
  announceTags(world, shop, customer, before, eventId);
  return { customer, userErrors: [] };
}

function isTaken(shop: Shop, customer: Customer, email: string): boolean {
  return [...shop.customers.values()].some((each) => each !== customer && each.email === email.toLowerCase());
}

export const orderMutations = fieldsOf<unknown>({
  orderCancel,
  tagsAdd: changeTags("tagsAdd", (before, given) => [...new Set([...before, ...given])]),
  tagsRemove: changeTags("tagsRemove", (before, given) => before.filter((tag) => !given.includes(tag))),
  customerUpdate,
});
