import { createHash } from "node:crypto";
import type { World } from "./simulated-shop.ts";
import type { Metafield, Shop } from "./state.ts";

/** `$app` and `$app:x` are the app's own: Shopify keeps them as `app--<id>` and `app--<id>--x`. */
export function resolveNamespace(namespace: string | null | undefined, appId: string): string {
  const given = namespace ?? "$app";
  if (given === "$app") return `app--${appId}`;
  if (given.startsWith("$app:")) return `app--${appId}--${given.slice("$app:".length)}`;
  return given;
}

/** The app's number at Shopify, derived from its key so that it stays the same. */
export function appIdOf(apiKey: string): string {
  const digest = createHash("sha256").update(apiKey).digest();
  return String(digest.readUInt32BE(0) + 1_000_000_000);
}

export function findMetafield(shop: Shop, ownerGid: string, namespace: string, key: string): Metafield | null {
  return shop.metafields.get(ownerGid)?.get(`${namespace}.${key}`) ?? null;
}

export function metafieldsOf(shop: Shop, ownerGid: string): Metafield[] {
  return [...(shop.metafields.get(ownerGid)?.values() ?? [])];
}

export interface MetafieldValue {
  ownerGid: string;
  /** Resolved. */
  namespace: string;
  key: string;
  type: string;
  value: string;
}

/** Writes one metafield, whatever stood there. Its digest changes with its value. */
export function setMetafield(world: World, shop: Shop, request: MetafieldValue): Metafield {
  const now = world.clock.now();
  let owned = shop.metafields.get(request.ownerGid);
  if (!owned) {
    owned = new Map();
    shop.metafields.set(request.ownerGid, owned);
  }
  const existing = owned.get(`${request.namespace}.${request.key}`);
  const metafield: Metafield = {
    ...request,
    gid: existing?.gid ?? world.newGid("Metafield"),
    compareDigest: createHash("sha256").update(`${request.type}\n${request.value}`).digest("hex"),
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
  };
  owned.set(`${request.namespace}.${request.key}`, metafield);
  return metafield;
}

/** Shopify's name for an owner, such as "CUSTOMER" for gid://shopify/Customer/1. */
export function ownerTypeOf(ownerGid: string): string {
  const type = ownerGid.split("/")[3] ?? "";
  return type === "DiscountAutomaticNode" ? "DISCOUNT" : type.toUpperCase();
}

/** A definition's place: its owner's type, namespace and key. */
export function definitionKey(ownerType: string, namespace: string, key: string): string {
  return `${ownerType} ${namespace}.${key}`;
}

/** What a theme sees of an app's metafield: only what its definition lets the storefront read. */
export function isReadableByStorefront(shop: Shop, metafield: Metafield): boolean {
  const definition = shop.definitions.get(
    definitionKey(ownerTypeOf(metafield.ownerGid), metafield.namespace, metafield.key),
  );
  if (definition) return definition.access.storefront === "PUBLIC_READ";
  // Shopify lets a theme read metafields of the shop itself, even the app's.
  return ownerTypeOf(metafield.ownerGid) === "SHOP";
}
