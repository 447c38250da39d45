import type { ProductStatus, ReadProduct, ToldCollection } from "../contracts/product.ts";
import { parseMoney } from "../domain/money/money.ts";
import { bulkLines } from "./bulk-read.ts";
import type { Gateway } from "./gateway.ts";
import {
  type AllProductsQuery,
  CollectionMembersDocument,
  type CollectionMembersQuery,
  type CollectionsForRulesFragment,
  MoreCollectionsDocument,
  type MoreCollectionsQuery,
  type ProductForRulesFragment,
  ProductsForRulesDocument,
} from "./generated/operations.ts";

/** Products that one request carries. */
const AT_ONCE = 20;

/**
 * These products as they are now, with their collections; null for those that the shop has no more.
 *
 * @param currency the shop's, ISO 4217
 * @throws GatewayError
 */
export async function readProducts(
  gateway: Gateway,
  { domain, currency }: { domain: string; currency: string },
  gids: readonly string[],
): Promise<Map<string, ReadProduct | null>> {
  const found = new Map<string, ReadProduct | null>();
  for (let start = 0; start < gids.length; start += AT_ONCE) {
    const ids = gids.slice(start, start + AT_ONCE);
    const { nodes } = await gateway.request(domain, ProductsForRulesDocument, { ids });
    for (const [index, gid] of ids.entries()) {
      const node = nodes[index];
      if (!node || !("collections" in node)) found.set(gid, null);
      else found.set(gid, productOf(node, await allCollections(gateway, domain, gid, node.collections), currency));
    }
  }
  return found;
}

async function allCollections(
  gateway: Gateway,
  shop: string,
  id: string,
  { nodes, pageInfo }: CollectionsForRulesFragment,
): Promise<ToldCollection[]> {
  const all = [...nodes];
  let { hasNextPage, endCursor } = pageInfo;
  while (hasNextPage) {
    const more: MoreCollectionsQuery = await gateway.request(shop, MoreCollectionsDocument, { id, after: endCursor });
    if (!more.product) break;
    all.push(...more.product.collections.nodes);
    ({ hasNextPage, endCursor } = more.product.collections.pageInfo);
  }
  return all.map(collectionOf);
}

/**
 * The global ids of all products in a collection.
 *
 * @throws GatewayError
 */
export async function readCollectionMembers(gateway: Gateway, shop: string, collection: string): Promise<string[]> {
  const query = `collection_id:${collection.split("/").at(-1)}`;
  const gids: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { products }: CollectionMembersQuery = await gateway.request(shop, CollectionMembersDocument, {
      query,
      after,
    });
    gids.push(...products.nodes.map(({ id }) => id));
    if (!products.pageInfo.hasNextPage) return gids;
    after = products.pageInfo.endCursor;
  }
}

type BulkProduct = AllProductsQuery["products"]["edges"][number]["node"];
type BulkCollection = BulkProduct["collections"]["edges"][number]["node"];

/** The products of a bulk read of `AllProducts`, each with the collections that its lines name. */
export async function* productsInBulk(url: string, currency: string): AsyncGenerator<ReadProduct> {
  let product: ProductForRulesFragment | null = null;
  let collections: ToldCollection[] = [];
  for await (const line of bulkLines(url)) {
    const object = line as
      | (ProductForRulesFragment & { __parentId?: undefined })
      | (BulkCollection & { __parentId: string });
    if (object.__parentId !== undefined) {
      collections.push(collectionOf(object as BulkCollection));
      continue;
    }
    if (product) yield productOf(product, collections, currency);
    product = object as ProductForRulesFragment;
    collections = [];
  }
  if (product) yield productOf(product, collections, currency);
}

function productOf(node: ProductForRulesFragment, collections: ToldCollection[], currency: string): ReadProduct {
  return {
    gid: node.id,
    handle: node.handle,
    title: node.title,
    vendor: node.vendor || null,
    type: node.productType || null,
    tags: node.tags,
    priceMinor: parseMoney(node.priceRangeV2.minVariantPrice.amount, currency),
    imageUrl: node.featuredMedia?.preview?.image?.url ?? null,
    status: node.status.toLowerCase() as ProductStatus,
    version: Date.parse(node.updatedAt),
    isGiftCard: node.isGiftCard,
    hasSellingPlans: (node.sellingPlanGroupsCount?.count ?? 0) > 0,
    collections,
  };
}

function collectionOf(node: BulkCollection): ToldCollection {
  return { gid: node.id, handle: node.handle, title: node.title, version: Date.parse(node.updatedAt) };
}
