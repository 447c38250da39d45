import type { ProductFacts, ProductStatus, ReadProduct, ToldCollection, ToldProduct } from "../contracts/product.ts";
import type { Transaction } from "./database.ts";
import { type Column, integer, withRows } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

/**
 * What is known of these products, by global id, in one statement. Those that are not known in full are not among them: see
 * `unknownProducts`. To join it into an award, ask once a batch for the products of all its orders and give each line its goods:
 *
 * ```ts
 * const products = await productFacts(transaction, shopId, productsIn(orders));
 * const goods = goodsOfLine(line, line.productGid === null ? undefined : products.get(line.productGid));
 * ```
 */
export async function productFacts(
  database: Queryable,
  shopId: number,
  gids: readonly string[],
): Promise<Map<string, ProductFacts>> {
  if (gids.length === 0) return new Map();
  const result = await database.query<ProductRow>({
    name: "products.facts",
    text: `${SELECT} and gid = any($2::text[])`,
    values: [shopId, gids],
  });
  return new Map(result.rows.map((row) => [row.gid, factsOf(row)]));
}

/** The products that these names mean: global ids or handles. Those that are gone or not known in full are not among them. */
export async function productsNamed(
  database: Queryable,
  shopId: number,
  names: readonly string[],
): Promise<ProductFacts[]> {
  if (names.length === 0) return [];
  const result = await database.query<ProductRow>({
    name: "products.named",
    text: `${SELECT} and deleted_at is null and (gid = any($2::text[]) or handle = any($2::text[])) order by gid`,
    values: [shopId, names],
  });
  return result.rows.map(factsOf);
}

interface ProductRow extends Omit<ProductFacts, "priceMinor"> {
  priceMinor: string | null;
}

const SELECT = `select gid, handle, title, vendor, type, tags, price_minor as "priceMinor", image_url as "imageUrl",
    is_gift_card as "isGiftCard", has_selling_plans as "hasSellingPlans", status, deleted_at is not null as "isDeleted",
    collections || array(select collection.handle from collection
      where collection.shop_id = $1 and collection.gid = any(product.collections) and collection.handle is not null) as collections
  from product where shop_id = $1 and read_at is not null`;

function factsOf({ priceMinor, ...row }: ProductRow): ProductFacts {
  return { ...row, priceMinor: priceMinor === null ? null : integer(priceMinor) };
}

/** Which of these products are not known in full: never heard of, or of which only a webhook told, without collections. */
export async function unknownProducts(database: Queryable, shopId: number, gids: readonly string[]): Promise<string[]> {
  if (gids.length === 0) return [];
  const result = await database.query<{ gid: string }>({
    name: "products.unknown",
    text: `select gid from unnest($2::text[]) as gid
           where not exists (select 1 from product where shop_id = $1 and product.gid = gid.gid and read_at is not null)`,
    values: [shopId, gids],
  });
  return result.rows.map(({ gid }) => gid);
}

const TOLD: Column<ToldProduct>[] = [
  ["gid", "text", (row) => row.gid],
  ["handle", "text", (row) => row.handle],
  ["title", "text", (row) => row.title],
  ["vendor", "text", (row) => row.vendor],
  ["type", "text", (row) => row.type],
  // Lists cannot travel in arrays of arrays of different lengths.
  ["tags", "jsonb", (row) => row.tags],
  ["price_minor", "bigint", (row) => row.priceMinor],
  ["image_url", "text", (row) => row.imageUrl],
  ["status", "text", (row): ProductStatus => row.status],
  ["version", "timestamptz", (row) => new Date(row.version)],
];
const TOLD_NAMES = TOLD.map(([name]) => name).filter((name) => name !== "gid");
const asWritten = (name: string): string => (name === "tags" ? listOf("tags") : name);
const listOf = (name: string): string => `array(select jsonb_array_elements_text(${name})) as ${name}`;
const isNewer = "(product.version is null or excluded.version >= product.version)";

/**
 * Writes what webhooks told. Of each product the newest news holds, in whatever order it came.
 *
 * @returns the products to be read: those that are not known in full, and those that may be in other collections now. Most news is neither:
 *   Shopify sends products/update with each order, since that changes the stock
 */
export async function writeToldProducts(
  transaction: Transaction,
  shopId: number,
  told: readonly ToldProduct[],
): Promise<string[]> {
  if (told.length === 0) return [];
  const newest = newestFirst(told);
  const toRead = await changedProducts(transaction, shopId, newest);
  await withRows(
    transaction,
    "products.told",
    `insert into product (shop_id, gid, ${TOLD_NAMES.join(", ")})
     select $more1, gid, ${TOLD_NAMES.map(asWritten).join(", ")} from $rows
     on conflict (shop_id, gid) do update set ${TOLD_NAMES.map((name) => `${name} = excluded.${name}`).join(", ")} where ${isNewer}`,
    TOLD,
    newest,
    [shopId],
  );
  return toRead;
}

async function changedProducts(
  transaction: Transaction,
  shopId: number,
  told: readonly ToldProduct[],
): Promise<string[]> {
  const known = await productFacts(
    transaction,
    shopId,
    told.map(({ gid }) => gid),
  );
  const lists = (tags: readonly string[]) => [...tags].sort().join();
  return told
    .filter(({ version: _, ...news }) => {
      const facts = known.get(news.gid);
      return (
        facts === undefined ||
        lists(facts.tags) !== lists(news.tags) ||
        SORTED_BY.some((field) => facts[field] !== news[field])
      );
    })
    .map(({ gid }) => gid);
}

/** What automatic collections go by, beside tags. */
const SORTED_BY = ["title", "vendor", "type", "priceMinor"] as const;

/**
 * Writes what was read at Shopify, with the collections that it names. What webhooks carry goes by Shopify's version of it; what they do not
 * carry goes by the time of reading.
 *
 * @param readAt before the read was begun: what came in meanwhile may be newer
 */
export async function writeReadProducts(
  transaction: Transaction,
  shopId: number,
  read: readonly ReadProduct[],
  readAt: Date,
): Promise<void> {
  await writeCollections(
    transaction,
    shopId,
    read.flatMap((product) => product.collections),
  );
  const isReadLater = "(product.read_at is null or excluded.read_at >= product.read_at)";
  const readNames = ["is_gift_card", "has_selling_plans", "collections", "read_at"];
  const set = [
    ...TOLD_NAMES.map((name) => `${name} = case when ${isNewer} then excluded.${name} else product.${name} end`),
    ...readNames.map((name) => `${name} = case when ${isReadLater} then excluded.${name} else product.${name} end`),
    // It is there, so a later read than its end says that it never was gone.
    "deleted_at = case when product.deleted_at < excluded.read_at then null else product.deleted_at end",
  ];
  await withRows(
    transaction,
    "products.read",
    `insert into product (shop_id, gid, ${TOLD_NAMES.join(", ")}, ${readNames.join(", ")})
     select $more1, gid, ${TOLD_NAMES.map(asWritten).join(", ")}, is_gift_card, has_selling_plans, ${listOf("collections")}, $more2 from $rows
     on conflict (shop_id, gid) do update set ${set.join(", ")}`,
    [
      ...(TOLD as Column<ReadProduct>[]),
      ["is_gift_card", "boolean", (row) => row.isGiftCard],
      ["has_selling_plans", "boolean", (row) => row.hasSellingPlans],
      ["collections", "jsonb", (row) => row.collections.map(({ gid }) => gid)],
    ],
    newestFirst(read),
    [shopId, readAt],
  );
}

/** These are gone at Shopify, and with that all is known of them. What was known stays, for orders that name them. */
export async function markProductsGone(
  database: Queryable,
  shopId: number,
  gids: readonly string[],
  now: Date,
): Promise<void> {
  if (gids.length === 0) return;
  await database.query({
    name: "products.gone",
    text: `insert into product (shop_id, gid, read_at, deleted_at)
           select $1, gid, $3, $3 from (select distinct unnest($2::text[]) as gid order by 1) as gone
           on conflict (shop_id, gid) do update set deleted_at = coalesce(product.deleted_at, excluded.deleted_at),
             read_at = coalesce(product.read_at, excluded.read_at)`,
    values: [shopId, gids, now],
  });
}

/** Writes collections by their newest version. */
export async function writeCollections(
  transaction: Transaction,
  shopId: number,
  collections: readonly ToldCollection[],
): Promise<void> {
  await withRows(
    transaction,
    "collections.write",
    `insert into collection (shop_id, gid, handle, title, version)
     select $more1, gid, handle, title, version from $rows
     on conflict (shop_id, gid) do update set handle = excluded.handle, title = excluded.title, version = excluded.version
     where collection.version is null or excluded.version > collection.version`,
    [
      ["gid", "text", (row) => row.gid],
      ["handle", "text", (row) => row.handle],
      ["title", "text", (row) => row.title],
      ["version", "timestamptz", (row) => new Date(row.version)],
    ],
    newestFirst(collections),
    [shopId],
  );
}

/** Collections that are gone: nothing is in them any more. */
export async function removeCollections(
  transaction: Transaction,
  shopId: number,
  gids: readonly string[],
  now: Date,
): Promise<void> {
  if (gids.length === 0) return;
  await transaction.query(
    `insert into collection (shop_id, gid, deleted_at) select $1, gid, $3 from (select distinct unnest($2::text[]) as gid order by 1) as gone
     on conflict (shop_id, gid) do update set deleted_at = coalesce(collection.deleted_at, excluded.deleted_at)`,
    [shopId, gids, now],
  );
  await transaction.query(
    `update product set collections = array(select unnest(collections) except select unnest($2::text[]))
     where shop_id = $1 and collections && $2::text[]`,
    [shopId, gids],
  );
}

/**
 * A collection holds these products and no others, as was read from `readAt` on. Products that were read since know better themselves.
 * Those that are not known yet are left to their own read.
 */
export async function writeMembers(
  transaction: Transaction,
  shopId: number,
  collection: string,
  products: readonly string[],
  readAt: Date,
): Promise<void> {
  await transaction.query(
    `update product set collections = case when gid = any($3::text[])
         then array_append(collections, $2) else array_remove(collections, $2) end
     where shop_id = $1 and read_at <= $4 and (gid = any($3::text[])) <> ($2 = any(collections))`,
    [shopId, collection, products, readAt],
  );
}

/** Of each the newest, sorted, so that two writers do not wait for each other in a circle. */
function newestFirst<Row extends { gid: string; version: number }>(rows: readonly Row[]): Row[] {
  const newest = new Map<string, Row>();
  for (const row of rows)
    if ((newest.get(row.gid)?.version ?? Number.NEGATIVE_INFINITY) <= row.version) newest.set(row.gid, row);
  return [...newest.values()].sort((a, b) => (a.gid < b.gid ? -1 : 1));
}
