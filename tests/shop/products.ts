import { parseMoney } from "./money.ts";
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
}

export interface Catalogue {
  addProduct(shop: string, product: NewProduct): Product;
}

export function createCatalogue(world: World): Catalogue {
  return { addProduct: (domain, request) => addProduct(world, world.shop(domain), request) };
}

function addProduct(world: World, shop: Shop, request: NewProduct): Product {
  const now = world.clock.now();
  const gid = world.newGid("Product");
  const isGiftCard = request.isGiftCard ?? false;
  const variants = request.variants ?? [
    { title: "Default Title", price: request.price ?? "0", ...(request.sku ? { sku: request.sku } : {}) },
  ];
  const product: Product = {
    gid,
    handle: request.handle ?? slug(request.title),
    title: request.title,
    descriptionHtml: request.descriptionHtml ?? "",
    vendor: request.vendor ?? shop.name,
    type: request.type ?? "",
    tags: request.tags ?? [],
    collectionGids: (request.collections ?? []).map((handle) => collectionOf(world, shop, handle).gid),
    isGiftCard,
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
  return product;
}

function collectionOf(world: World, shop: Shop, handle: string): Collection {
  for (const collection of shop.collections.values()) if (collection.handle === handle) return collection;
  const collection = { gid: world.newGid("Collection"), handle, title: handle };
  shop.collections.set(collection.gid, collection);
  return collection;
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
