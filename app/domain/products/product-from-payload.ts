import type { ToldCollection, ToldProduct } from "../../contracts/product.ts";
import { type CollectionPayload, gidOf, type ProductPayload } from "../../contracts/webhooks.ts";
import { parseMoney } from "../money/money.ts";

/** What products/create and products/update tell; of collections, gift cards and selling plans they say nothing. */
export function productFromPayload(payload: ProductPayload, currency: string): ToldProduct {
  const prices = (payload.variants ?? []).map(({ price }) => parseMoney(price, currency));
  return {
    gid: gidOf("Product", payload),
    handle: payload.handle || null,
    title: payload.title || null,
    vendor: payload.vendor || null,
    type: payload.product_type || null,
    tags: tagsIn(payload.tags ?? ""),
    priceMinor: prices.length === 0 ? null : Math.min(...prices),
    imageUrl: payload.image?.src ?? null,
    status: payload.status,
    version: payload.updated_at,
  };
}

/** Payloads write tags with commas between them, which no tag can contain. */
function tagsIn(text: string): string[] {
  return text
    .split(",")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
}

export function collectionFromPayload(payload: CollectionPayload): ToldCollection {
  return {
    gid: gidOf("Collection", payload),
    handle: payload.handle || null,
    title: payload.title || null,
    version: payload.updated_at,
  };
}
