import { randomUUID } from "node:crypto";
import { shopPayload } from "./payloads/shop.ts";
import type { World } from "./simulated-shop.ts";
import type { Shop } from "./state.ts";

export interface NewShop {
  /** "zegel-demo.myshopify.com", or the handle before the dot. One is made when left out. */
  domain?: string;
  name?: string;
  email?: string;
  currency?: string;
  taxesIncluded?: boolean;
  timezone?: string;
  country?: string;
  locale?: string;
  plan?: Shop["plan"];
  rates?: Record<string, string>;
}

/** Changes settings and sends shop/update. A currency cannot change once there are orders, as at Shopify. */
export function updateShop(world: World, shop: Shop, change: Omit<NewShop, "domain">): Shop {
  if (change.currency && change.currency !== shop.currency && shop.orders.size > 0) {
    throw new Error("A shop that has sold keeps its currency.");
  }
  Object.assign(shop, Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)));
  world.webhooks.send(shop, "shop/update", shopPayload(shop, world.clock.now()), randomUUID());
  return shop;
}

/** Opens a shop; throws when its domain is taken. */
export function makeShop(world: World, request: NewShop): Shop {
  const gid = world.newGid("Shop");
  const name = request.domain ?? `shop-${gid.split("/").at(-1)}`;
  const domain = name.includes(".") ? name : `${name}.myshopify.com`;
  if (world.state.shops.has(domain)) throw new Error(`There is a shop ${domain} already.`);
  const shop: Shop = {
    gid,
    domain,
    name: request.name ?? domain.replace(".myshopify.com", ""),
    email: request.email ?? `owner@${domain}`,
    currency: request.currency ?? "EUR",
    taxesIncluded: request.taxesIncluded ?? true,
    timezone: request.timezone ?? "Europe/Amsterdam",
    country: request.country ?? "NL",
    locale: request.locale ?? "nl",
    plan: request.plan ?? "basic",
    rates: request.rates ?? {},
    products: new Map(),
    collections: new Map(),
    customers: new Map(),
    orders: new Map(),
    metafields: new Map(),
    definitions: new Map(),
    discounts: new Map(),
    installation: null,
    nextOrderNumber: 1001,
    createdAt: world.clock.now(),
  };
  world.state.shops.set(domain, shop);
  return shop;
}
