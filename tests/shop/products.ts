import { randomUUID } from "node:crypto";
import { parseMoney } from "./money.ts";
import {
  collectionPayload,
  deletedCollectionPayload,
  deletedProductPayload,
  productPayload,
} from "./payloads/product.ts";
import type { World } from "./simulated-shop.ts";
import type { Collection, Product, Shop } from "./state.ts";

export interface NewProduct {
  title: string;
  /** Of the only variant, in the shop's currency; or give `variants`. */
  price?: string;
  sku?: string;
  variants?: { title: string; sku?: string; price: string; compareAtPrice?: string }[];
  handle?: string;
  descriptionHtml?: string;
  vendor?: string;
  type?: string;
  tags?: string[];
  /** Handles of collections, which are made when missing. */
  collections?: string[];
  isGiftCard?: boolean;
  requiresShipping?: boolean;
  /** Whether it can be bought by selling plans. */
  hasSellingPlans?: boolean;
  /** Null for none; a picture that the shop draws itself when left out. */
  imageUrl?: string | null;
}

/** What may change about a product; what is left out stays. */
export type ProductChange = Partial<
  Pick<NewProduct, "title" | "handle" | "vendor" | "type" | "tags" | "collections" | "price" | "hasSellingPlans">
> & { status?: Product["status"] };

export interface Catalogue {
  /** Sends products/create, and what follows for its collections. */
  addProduct(shop: string, product: NewProduct): Product;
  /** By gid or handle. Sends products/update where the product itself changed, collections/update for collections that it came into or left. */
  updateProduct(shop: string, product: string, change: ProductChange): Product;
  /** By gid or handle. Sends products/delete; orders keep its lines, without product. */
  deleteProduct(shop: string, product: string): void;
  /** By handle. Sends collections/update. */
  updateCollection(shop: string, handle: string, change: { handle?: string; title?: string }): Collection;
  /** By handle. Sends collections/delete. */
  deleteCollection(shop: string, handle: string): void;
}

export function createCatalogue(world: World): Catalogue {
  return {
    addProduct: (domain, request) => addProduct(world, world.shop(domain), request),
    updateProduct: (domain, product, change) => {
      const shop = world.shop(domain);
      return updateProduct(world, shop, findProduct(shop, product), change);
    },
    deleteProduct: (domain, product) => {
      const shop = world.shop(domain);
      deleteProduct(world, shop, findProduct(shop, product));
    },
    updateCollection: (domain, handle, change) => {
      const shop = world.shop(domain);
      const collection = findCollection(shop, handle);
      Object.assign(collection, change, { updatedAt: later(world, collection.updatedAt) });
      sendCollection(world, shop, "collections/update", collection);
      return collection;
    },
    deleteCollection: (domain, handle) => {
      const shop = world.shop(domain);
      const { gid } = findCollection(shop, handle);
      shop.collections.delete(gid);
      for (const product of shop.products.values())
        product.collectionGids = product.collectionGids.filter((each) => each !== gid);
      world.webhooks.send(shop, "collections/delete", deletedCollectionPayload(gid), randomUUID());
    },
  };
}

function addProduct(world: World, shop: Shop, request: NewProduct): Product {
  const now = world.clock.now();
  const gid = world.newGid("Product");
  const isGiftCard = request.isGiftCard ?? false;
  const variants = request.variants ?? [
    { title: "Default Title", price: request.price ?? "0", ...(request.sku ? { sku: request.sku } : {}) },
  ];
  const handle = request.handle ?? slug(request.title);
  const product: Product = {
    gid,
    handle,
    title: request.title,
    descriptionHtml: request.descriptionHtml ?? "",
    vendor: request.vendor ?? shop.name,
    type: request.type ?? "",
    tags: request.tags ?? [],
    collectionGids: [],
    isGiftCard,
    hasSellingPlans: request.hasSellingPlans ?? false,
    imageUrl: request.imageUrl === undefined ? `https://${shop.domain}/theme/images/${handle}.svg` : request.imageUrl,
    status: "active",
    variants: variants.map((variant, index) => ({
      gid: world.newGid("ProductVariant"),
      productGid: gid,
      title: variant.title,
      sku: variant.sku ?? (variants.length > 1 ? `${slug(request.title)}-${index + 1}` : slug(request.title)),
      priceMinor: parseMoney(variant.price, shop.currency),
      compareAtPriceMinor:
        "compareAtPrice" in variant && variant.compareAtPrice
          ? parseMoney(variant.compareAtPrice, shop.currency)
          : null,
      taxable: !isGiftCard,
      requiresShipping: request.requiresShipping ?? !isGiftCard,
      grams: isGiftCard ? 0 : 200,
    })),
    createdAt: now,
    updatedAt: now,
  };
  shop.products.set(gid, product);
  world.webhooks.send(shop, "products/create", productPayload(shop, product), randomUUID());
  putInto(world, shop, product, request.collections ?? []);
  return product;
}

function updateProduct(world: World, shop: Shop, product: Product, change: ProductChange): Product {
  const { collections, price, ...fields } = change;
  if (price !== undefined)
    for (const variant of product.variants) variant.priceMinor = parseMoney(price, shop.currency);
  if (price !== undefined || Object.keys(fields).length > 0) {
    Object.assign(product, fields, { updatedAt: later(world, product.updatedAt) });
    world.webhooks.send(shop, "products/update", productPayload(shop, product), randomUUID());
  }
  if (collections) putInto(world, shop, product, collections);
  return product;
}

function deleteProduct(world: World, shop: Shop, product: Product): void {
  shop.products.delete(product.gid);
  for (const line of [...shop.orders.values()].flatMap((order) => order.lines)) {
    if (line.productGid !== product.gid) continue;
    line.productGid = null;
    line.variantGid = null;
  }
  world.webhooks.send(shop, "products/delete", deletedProductPayload(product.gid), randomUUID());
}

/** The product is in these collections from here on. Shopify tells of the collections, without their products. */
function putInto(world: World, shop: Shop, product: Product, handles: readonly string[]): void {
  const before = new Set(product.collectionGids);
  const wanted = handles.map((handle) => collectionOf(world, shop, handle));
  product.collectionGids = wanted.map(({ gid }) => gid);
  const after = new Set(product.collectionGids);
  for (const gid of new Set([...before, ...after])) {
    const collection = shop.collections.get(gid);
    if (!collection || (before.has(gid) && after.has(gid))) continue;
    collection.updatedAt = later(world, collection.updatedAt);
    sendCollection(world, shop, "collections/update", collection);
  }
}

function collectionOf(world: World, shop: Shop, handle: string): Collection {
  for (const collection of shop.collections.values()) if (collection.handle === handle) return collection;
  const collection = { gid: world.newGid("Collection"), handle, title: handle, updatedAt: world.clock.now() };
  shop.collections.set(collection.gid, collection);
  sendCollection(world, shop, "collections/create", collection);
  return collection;
}

function sendCollection(world: World, shop: Shop, topic: string, collection: Collection): void {
  world.webhooks.send(shop, topic, collectionPayload(shop, collection), randomUUID());
}

/** Rises with each change by at least the second that payloads show, as that of orders does. */
function later(world: World, before: Date): Date {
  return new Date(Math.max(world.clock.now().getTime(), before.getTime() + 1000));
}

function findProduct(shop: Shop, gidOrHandle: string): Product {
  for (const product of shop.products.values())
    if (product.gid === gidOrHandle || product.handle === gidOrHandle) return product;
  throw new Error(`${shop.domain} has no product ${gidOrHandle}.`);
}

function findCollection(shop: Shop, handle: string): Collection {
  for (const collection of shop.collections.values()) if (collection.handle === handle) return collection;
  throw new Error(`${shop.domain} has no collection ${handle}.`);
}

function slug(title: string): string {
  return (
    title
      .toLowerCase()
      .normalize("NFKD")
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "") || "product"
  );
}
