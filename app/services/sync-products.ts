import type { AppContext } from "../context.ts";
import type { ReadProduct } from "../contracts/product.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import {
  countTaken,
  findProductSync,
  finishProductSync,
  giveUpProductSync,
  type ProductSync,
  startProductSync,
} from "../persistence/product-sync.ts";
import { writeReadProducts } from "../persistence/products.ts";
import { BulkResultGoneError, bulkReadState, startBulkRead } from "../shopify/bulk-read.ts";
import { GatewayError } from "../shopify/errors.ts";
import { AllProductsDocument } from "../shopify/generated/operations.ts";
import { productsInBulk } from "../shopify/read-products.ts";
import { readOwedProducts } from "./read-owed-products.ts";

const DAY_MS = 86_400_000;
/** A bulk operation that came to nothing is tried again so much later. */
const PAUSE_AFTER_FAILURE_MS = 3_600_000;
/** Products that one transaction writes. */
const AT_ONCE = 500;

/**
 * Brings what is known of a shop's products up to date: reads those that webhooks told of, and once a day, or when asked for, the whole
 * catalogue by a bulk operation, which heals whatever webhooks missed (automatic collections change without one). Each run does what can
 * be done now; `bulk_operations/finish` or the next sweep wakes the next.
 *
 * A worker that ends in between is followed by one that goes on where it got to, and the same product twice is no harm.
 */
export async function syncProducts(app: AppContext, shop: ShopFacts): Promise<void> {
  await readOwedProducts(app, shop);
  const sync = await findProductSync(app.database.pool, shop.id);
  if (sync === null) return;
  try {
    const gid = sync.bulkGid;
    if (gid === null) await start(app, shop, sync);
    else await goOn(app, shop, sync, gid);
  } catch (error) {
    if (error instanceof BulkResultGoneError) {
      const now = app.clock.now();
      if (sync.bulkGid !== null) await giveUpProductSync(app.database.pool, shop.id, sync.bulkGid, now);
    } else if (!(error instanceof GatewayError)) throw error;
    app.log.warn({ shop: shop.domain, reason: error.message }, "the catalogue waits");
  }
}

async function start(app: AppContext, shop: ShopFacts, { requestedAt, startedAt }: ProductSync): Promise<void> {
  const now = app.clock.now();
  const isAsked = requestedAt <= now && (startedAt === null || requestedAt > startedAt);
  const isDaily = startedAt !== null && now.getTime() - startedAt.getTime() >= DAY_MS && requestedAt <= now;
  if (!isAsked && !isDaily) return;
  const started = await startBulkRead(app.gateway, shop.domain, AllProductsDocument);
  if (started.outcome === "started") await startProductSync(app.database.pool, shop.id, started.gid, now);
  else app.log.warn({ shop: shop.domain, ...started }, "the catalogue could not be read as a whole");
}

async function goOn(app: AppContext, shop: ShopFacts, sync: ProductSync, gid: string): Promise<void> {
  const read = await bulkReadState(app.gateway, shop.domain, gid);
  if (read.state === "running") return;
  if (read.state === "failed") {
    app.log.warn({ shop: shop.domain, reason: read.reason }, "the catalogue could not be read as a whole");
    const again = new Date(app.clock.now().getTime() + PAUSE_AFTER_FAILURE_MS);
    await giveUpProductSync(app.database.pool, shop.id, gid, again);
    return;
  }
  const startedAt = sync.startedAt ?? app.clock.now();
  const taken = read.url === null ? 0 : await takeIn(app, shop, gid, read.url, startedAt, sync.taken);
  const gone = await app.database.transaction((transaction) =>
    finishProductSync(transaction, shop.id, gid, startedAt, app.clock.now()),
  );
  app.log.info({ shop: shop.domain, taken, gone }, "the catalogue was read as a whole");
}

/** Writes the products of a result, behind those that were written before. Answers how many it names. */
async function takeIn(
  app: AppContext,
  shop: ShopFacts,
  gid: string,
  url: string,
  startedAt: Date,
  before: number,
): Promise<number> {
  let count = 0;
  let portion: ReadProduct[] = [];
  const write = async (): Promise<void> => {
    const products = portion;
    portion = [];
    await app.database.transaction(async (transaction) => {
      await writeReadProducts(transaction, shop.id, products, startedAt);
      await countTaken(transaction, shop.id, gid, products.length);
    });
  };
  for await (const product of productsInBulk(url, shop.currency)) {
    count += 1;
    if (count <= before) continue;
    portion.push(product);
    if (portion.length === AT_ONCE) await write();
  }
  if (portion.length > 0) await write();
  return count;
}
