import type { AppContext } from "../context.ts";
import type { ReadProduct } from "../contracts/product.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { dueRows, type OutboxRow, postponeRows, settleRows } from "../persistence/outbox.ts";
import { requestProductSync } from "../persistence/product-sync.ts";
import { markProductsGone, writeMembers, writeReadProducts } from "../persistence/products.ts";
import { GatewayError } from "../shopify/errors.ts";
import { readCollectionMembers, readProducts } from "../shopify/read-products.ts";

/** Products that are read one request after the other before what is known of them is written together. */
const AT_ONCE = 100;
/** From here on one bulk read of the whole catalogue is cheaper than reading them by twenties. */
const MANY = 1000;

/**
 * Reads what webhooks did not tell of products and collections that changed. Where a great many did (a price list was brought in), the whole
 * catalogue is requested instead.
 */
export async function readOwedProducts(app: AppContext, shop: ShopFacts): Promise<void> {
  const { pool } = app.database;
  const owed = await dueRows(pool, shop.id, "product", app.clock.now(), MANY + 1);
  if (owed.length > MANY) {
    await requestProductSync(pool, shop.id, app.clock.now());
    for (let rows = owed; rows.length > 0; rows = await dueRows(pool, shop.id, "product", app.clock.now(), MANY + 1))
      await settleRows(pool, shop.id, "product", rows);
  } else {
    for (let start = 0; start < owed.length; start += AT_ONCE) {
      const rows = owed.slice(start, start + AT_ONCE);
      const isRead = await attempt(app, shop, "product", rows, async () => {
        await learnProducts(
          app,
          shop,
          rows.map(({ subject }) => subject),
        );
      });
      if (!isRead) return;
    }
  }
  for (const row of await dueRows(pool, shop.id, "collection", app.clock.now(), MANY)) {
    const isRead = await attempt(app, shop, "collection", [row], async () => {
      const readAt = app.clock.now();
      const members = await readCollectionMembers(app.gateway, shop.domain, row.subject);
      await app.database.transaction((transaction) => writeMembers(transaction, shop.id, row.subject, members, readAt));
    });
    if (!isRead) return;
  }
}

/** Settles what was read; what Shopify would not tell now is tried again later. Answers whether it was read. */
async function attempt(
  app: AppContext,
  shop: ShopFacts,
  kind: "product" | "collection",
  rows: readonly OutboxRow[],
  read: () => Promise<void>,
): Promise<boolean> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    app.log.warn({ shop: shop.domain, kind, reason: error.message }, "the catalogue waits for Shopify");
    const failed = rows.map((row) => ({ ...row, error: error.message }));
    await postponeRows(app.database.pool, shop.id, kind, failed, app.clock.now());
    return false;
  }
  await settleRows(app.database.pool, shop.id, kind, rows);
  return true;
}

/**
 * Reads products at Shopify and writes what they are, or that they are gone: all of them are known afterwards.
 *
 * @throws GatewayError
 */
export async function learnProducts(app: AppContext, shop: ShopFacts, gids: readonly string[]): Promise<void> {
  if (gids.length === 0) return;
  const readAt = app.clock.now();
  const found = await readProducts(app.gateway, shop, gids);
  const there: ReadProduct[] = [];
  const gone: string[] = [];
  for (const [gid, product] of found) {
    if (product) there.push(product);
    else gone.push(gid);
  }
  await app.database.transaction(async (transaction) => {
    await writeReadProducts(transaction, shop.id, there, readAt);
    await markProductsGone(transaction, shop.id, gone, readAt);
  });
}
