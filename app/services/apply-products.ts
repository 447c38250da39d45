import type { ToldCollection, ToldProduct } from "../contracts/product.ts";
import { collectionPayload, gidOf, goneFromCataloguePayload, productPayload } from "../contracts/webhooks.ts";
import { collectionFromPayload, productFromPayload } from "../domain/products/product-from-payload.ts";
import type { Transaction } from "../persistence/database.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import { owe } from "../persistence/outbox.ts";
import { markProductsGone, removeCollections, writeCollections, writeToldProducts } from "../persistence/products.ts";

/** What webhooks told of a shop's catalogue. */
export interface CatalogueNews {
  products: ToldProduct[];
  /** Global ids. */
  goneProducts: string[];
  collections: ToldCollection[];
  goneCollections: string[];
  /** A bulk operation ended. */
  isBulkReadOver: boolean;
}

export const noCatalogueNews = (): CatalogueNews => ({
  products: [],
  goneProducts: [],
  collections: [],
  goneCollections: [],
  isBulkReadOver: false,
});

/**
 * Reads a webhook about the catalogue. Mutates `news`.
 *
 * @param currency the shop's
 * @returns whether it was one
 * @throws ZodError, RangeError where the payload cannot be read
 */
export function readCatalogueEvent(topic: string, payload: unknown, currency: string, news: CatalogueNews): boolean {
  switch (topic) {
    case "products/create":
    case "products/update":
      news.products.push(productFromPayload(productPayload.parse(payload), currency));
      return true;
    case "products/delete":
      news.goneProducts.push(gidOf("Product", goneFromCataloguePayload.parse(payload)));
      return true;
    case "collections/create":
    case "collections/update":
      news.collections.push(collectionFromPayload(collectionPayload.parse(payload)));
      return true;
    case "collections/delete":
      news.goneCollections.push(gidOf("Collection", goneFromCataloguePayload.parse(payload)));
      return true;
    case "bulk_operations/finish":
      news.isBulkReadOver = true;
      return true;
    default:
      return false;
  }
}

/**
 * Writes what was told, and owes a read of the rest: products/update says nothing of collections, collections/update nothing of what is in
 * them. The same twice, or in another order, ends the same.
 */
export async function applyProducts(
  transaction: Transaction,
  shopId: number,
  now: Date,
  { products, goneProducts, collections, goneCollections, isBulkReadOver }: CatalogueNews,
): Promise<void> {
  const changed = await writeToldProducts(transaction, shopId, products);
  await markProductsGone(transaction, shopId, goneProducts, now);
  await writeCollections(transaction, shopId, collections);
  await removeCollections(transaction, shopId, goneCollections, now);
  const isGone = new Set([...goneProducts, ...goneCollections]);
  const still = (gids: readonly string[]) => gids.filter((gid) => !isGone.has(gid));
  const productsToRead = still(changed);
  const collectionsToRead = still(collections.map(({ gid }) => gid));
  await owe(transaction, shopId, "product", productsToRead, now);
  await owe(transaction, shopId, "collection", collectionsToRead, now);
  if (isBulkReadOver || productsToRead.length > 0 || collectionsToRead.length > 0)
    await enqueueShopJob(transaction, "products.sync", shopId);
  if (isBulkReadOver) await enqueueShopJob(transaction, "orders.past", shopId);
}
