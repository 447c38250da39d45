import { randomUUID } from "node:crypto";
import { legacyId } from "./gid.ts";
import { setMetafield } from "./metafields.ts";
import {
  customerPayload,
  deletedCustomerPayload,
  marketingConsentPayload,
  mergedCustomersPayload,
} from "./payloads/customer.ts";
import { complianceCustomer } from "./payloads/shop.ts";
import type { World } from "./simulated-shop.ts";
import type { Customer, Shop } from "./state.ts";
import { transactionsOf } from "./store-credit.ts";

export interface NewCustomer {
  email?: string | null;
  phone?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  tags?: string[];
  locale?: string;
  country?: string | null;
  address?: Customer["address"];
  note?: string | null;
  /** "1990-02-28"; kept in the standard metafield `facts.birth_date`. */
  birthday?: string;
  /** Kept in the merchant's own metafields `custom.gender` and `custom.interests`, a list. */
  gender?: string;
  interests?: string[];
  acceptsMarketing?: boolean;
  /** Whether the customer has an account to sign in to; true unless told otherwise. */
  hasAccount?: boolean;
  storeCreditMinor?: number;
}

export interface Customers {
  /** Sends customers/create. */
  addCustomer(shop: string, customer: NewCustomer): Customer;
  /** Sends customers/update, and the topics of tags and consent where those changed. */
  updateCustomer(shop: string, gid: string, change: NewCustomer): Customer;
  /** Moves the orders of `from` to `into` and deletes `from`. Sends customers/merge and customers/update. */
  mergeCustomers(shop: string, merge: { from: string; into: string }): Customer;
  /** Deletes a customer without orders, as a merchant does. Sends customers/delete. Shopify refuses one that has orders. */
  deleteCustomer(shop: string, gid: string): void;
  /** A merchant asks that the customer be erased: personal data goes, orders stay. Sends customers/delete and customers/redact. */
  eraseCustomer(shop: string, gid: string): void;
  /** The customer asks what is kept. Sends customers/data_request. */
  requestCustomerData(shop: string, gid: string): void;
  customer(shop: string, gid: string): Customer;
}

export function createCustomers(world: World): Customers {
  const find = (shop: Shop, gid: string): Customer => {
    const customer = shop.customers.get(gid);
    if (!customer) throw new Error(`${shop.domain} has no customer ${gid}.`);
    return customer;
  };
  return {
    addCustomer: (domain, request) => addCustomer(world, world.shop(domain), request),
    updateCustomer: (domain, gid, change) =>
      updateCustomer(world, world.shop(domain), find(world.shop(domain), gid), change),
    mergeCustomers(domain, { from, into }) {
      const shop = world.shop(domain);
      return mergeCustomers(world, shop, find(shop, from), find(shop, into));
    },
    deleteCustomer(domain, gid) {
      const shop = world.shop(domain);
      const customer = find(shop, gid);
      if ([...shop.orders.values()].some((order) => order.customerGid === gid))
        throw new Error("Shopify keeps a customer who has orders.");
      removeCustomer(world, shop, customer, randomUUID());
    },
    eraseCustomer(domain, gid) {
      const shop = world.shop(domain);
      eraseCustomer(world, shop, find(shop, gid));
    },
    requestCustomerData(domain, gid) {
      const shop = world.shop(domain);
      const about = complianceCustomer(shop, find(shop, gid));
      const request = { id: legacyId(world.newGid("DataRequest")) };
      const payload = {
        ...about.shop,
        customer: about.customer,
        orders_requested: about.orders,
        data_request: request,
      };
      world.webhooks.send(shop, "customers/data_request", payload, randomUUID());
    },
    customer: (domain, gid) => find(world.shop(domain), gid),
  };
}

function addCustomer(world: World, shop: Shop, request: NewCustomer): Customer {
  const now = world.clock.now();
  refuseTakenEmail(shop, request.email, null);
  const customer: Customer = {
    gid: world.newGid("Customer"),
    email: request.email?.toLowerCase() ?? null,
    phone: request.phone ?? null,
    firstName: request.firstName ?? null,
    lastName: request.lastName ?? null,
    tags: [...new Set(request.tags ?? [])],
    locale: request.locale ?? shop.locale,
    country: request.country ?? null,
    ...(request.address ? { address: request.address } : {}),
    note: request.note ?? null,
    state: (request.hasAccount ?? true) ? "enabled" : "disabled",
    acceptsMarketing: request.acceptsMarketing ?? false,
    consentUpdatedAt: request.acceptsMarketing ? now : null,
    verifiedEmail: true,
    storeCreditMinor: request.storeCreditMinor ?? 0,
    createdAt: now,
    updatedAt: now,
  };
  shop.customers.set(customer.gid, customer);
  setFacts(world, shop, customer, request);
  world.webhooks.send(shop, "customers/create", customerPayload(shop, customer), randomUUID());
  return customer;
}

/** Two customers of a shop never share an address. */
function refuseTakenEmail(shop: Shop, email: string | null | undefined, owner: Customer | null): void {
  if (!email) return;
  const taken = [...shop.customers.values()].find((each) => each.email === email.toLowerCase() && each !== owner);
  if (taken) throw new Error(`Email has already been taken: ${email}`);
}

/** What Shopify has no field for stands in metafields. */
function setFacts(world: World, shop: Shop, customer: Customer, { birthday, gender, interests }: NewCustomer): void {
  const ownerGid = customer.gid;
  const custom = { ownerGid, namespace: "custom" };
  if (birthday)
    setMetafield(world, shop, { ownerGid, namespace: "facts", key: "birth_date", type: "date", value: birthday });
  if (gender) setMetafield(world, shop, { ...custom, key: "gender", type: "single_line_text_field", value: gender });
  if (interests) {
    const value = JSON.stringify(interests);
    setMetafield(world, shop, { ...custom, key: "interests", type: "list.single_line_text_field", value });
  }
}

function updateCustomer(world: World, shop: Shop, customer: Customer, change: NewCustomer): Customer {
  refuseTakenEmail(shop, change.email, customer);
  const eventId = randomUUID();
  const { birthday, gender, interests, hasAccount, email, tags, acceptsMarketing, ...rest } = change;
  const before = { tags: customer.tags, acceptsMarketing: customer.acceptsMarketing };
  Object.assign(customer, Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)));
  if (email !== undefined) customer.email = email?.toLowerCase() ?? null;
  if (tags) customer.tags = [...new Set(tags)];
  if (hasAccount !== undefined) customer.state = hasAccount ? "enabled" : "disabled";
  if (acceptsMarketing !== undefined) customer.acceptsMarketing = acceptsMarketing;
  setFacts(world, shop, customer, change);
  touchCustomer(world, customer);
  if (before.acceptsMarketing !== customer.acceptsMarketing) {
    customer.consentUpdatedAt = world.clock.now();
    world.webhooks.send(
      shop,
      "customers_email_marketing_consent/update",
      marketingConsentPayload(shop, customer),
      eventId,
    );
  }
  announceCustomer(world, shop, customer, eventId);
  announceTags(world, shop, customer, before.tags, eventId);
  return customer;
}

/** Moves `updatedAt` on, by a whole second at least. */
export function touchCustomer(world: World, customer: Customer): void {
  customer.updatedAt = new Date(Math.max(world.clock.now().getTime(), customer.updatedAt.getTime() + 1000));
}

export function announceCustomer(world: World, shop: Shop, customer: Customer, eventId: string): void {
  world.webhooks.send(shop, "customers/update", customerPayload(shop, customer), eventId);
}

/** customer.tags_added and customer.tags_removed, where the tags differ from `before`. */
export function announceTags(world: World, shop: Shop, customer: Customer, before: string[], eventId: string): void {
  const added = customer.tags.filter((tag) => !before.includes(tag));
  const removed = before.filter((tag) => !customer.tags.includes(tag));
  const occurredAt = world.clock.now().toISOString();
  const payload = (tags: string[]) => ({ customerId: customer.gid, tags, occurredAt });
  if (added.length > 0) world.webhooks.send(shop, "customer.tags_added", payload(added), eventId);
  if (removed.length > 0) world.webhooks.send(shop, "customer.tags_removed", payload(removed), eventId);
}

function mergeCustomers(world: World, shop: Shop, from: Customer, into: Customer): Customer {
  if (from === into) throw new Error("A customer cannot be merged with itself.");
  for (const order of shop.orders.values()) if (order.customerGid === from.gid) order.customerGid = into.gid;
  into.tags = [...new Set([...into.tags, ...from.tags])];
  into.storeCreditMinor += from.storeCreditMinor;
  into.storeCreditTransactions = [...transactionsOf(into), ...transactionsOf(from)];
  for (const card of shop.giftCards?.values() ?? []) if (card.customerGid === from.gid) card.customerGid = into.gid;
  into.acceptsMarketing ||= from.acceptsMarketing;
  shop.customers.delete(from.gid);
  shop.metafields.delete(from.gid);
  touchCustomer(world, into);
  const eventId = randomUUID();
  world.webhooks.send(
    shop,
    "customers/merge",
    mergedCustomersPayload(into.gid, from.gid, world.newGid("Job")),
    eventId,
  );
  announceCustomer(world, shop, into, eventId);
  return into;
}

function removeCustomer(world: World, shop: Shop, customer: Customer, eventId: string): void {
  shop.customers.delete(customer.gid);
  shop.metafields.delete(customer.gid);
  world.webhooks.send(shop, "customers/delete", deletedCustomerPayload(customer), eventId);
}

function eraseCustomer(world: World, shop: Shop, customer: Customer): void {
  const about = complianceCustomer(shop, customer);
  const eventId = randomUUID();
  for (const order of shop.orders.values()) {
    if (order.customerGid !== customer.gid) continue;
    order.customerGid = null;
    order.email = null;
  }
  removeCustomer(world, shop, customer, eventId);
  const payload = { ...about.shop, customer: about.customer, orders_to_redact: about.orders };
  world.webhooks.send(shop, "customers/redact", payload, eventId);
}
