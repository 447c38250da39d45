import type { AppContext } from "../context.ts";
import type { OrderState } from "../contracts/order-state.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { productsIn } from "../domain/orders/goods-of-line.ts";
import { factsWanted } from "../domain/programme/facts-wanted.ts";
import { orderVersions } from "../persistence/order-versions.ts";
import { unknownProducts } from "../persistence/products.ts";
import { findShop, moveReconciledTo } from "../persistence/shops.ts";
import { changedOrders, readOrder } from "../shopify/read-orders.ts";
import { learnProducts } from "./read-owed-products.ts";
import { readProgrammes } from "./read-programmes.ts";
import { workOrders } from "./work-orders.ts";

export interface Reconciled {
  /** Orders that changed at Shopify. */
  checked: number;
  /** Of those, the ones whose newest state the ledger had not seen. */
  healed: number;
}

/**
 * Shopify's search trails its orders by seconds to minutes; and what changed while a sweep ran belongs to the next one.
 * Looking twice costs little: an order whose newest state was worked is not read again.
 */
const OVERLAP_MS = 15 * 60_000;

/** Orders that are read before they are worked together. */
const ORDERS_AT_ONCE = 20;

/**
 * Compares the ledger with the orders that changed at Shopify since the last sweep, and works those whose webhooks never
 * came, as if they had come now. From the day of the installation on: what was bought before belongs to no programme.
 *
 * @throws GatewayError; the watermark then stands where the sweep got to
 */
export async function reconcileOrders(app: AppContext, shop: ShopFacts): Promise<Reconciled> {
  const record = await findShop(app.database.pool, shop.domain);
  const from = record?.reconciledTo ?? record?.installedAt;
  if (record?.status !== "installed" || !from) return { checked: 0, healed: 0 };
  const startedAt = app.clock.now();
  const since = record.reconciledTo === null ? from : new Date(from.getTime() - OVERLAP_MS);

  const total: Reconciled = { checked: 0, healed: 0 };
  for await (const page of changedOrders(app.gateway, shop.domain, since)) {
    const known = await orderVersions(
      app.database.pool,
      shop.id,
      page.map(({ gid }) => gid),
    );
    const missed = page.filter(({ gid, version }) => (known.get(gid) ?? Number.NEGATIVE_INFINITY) < version);
    total.checked += page.length;
    total.healed += await heal(
      app,
      shop,
      missed.map(({ gid }) => gid),
    );
    const last = page.at(-1);
    if (last) await moveReconciledTo(app.database.pool, shop.id, new Date(Math.min(last.version, startedAt.getTime())));
  }
  await moveReconciledTo(app.database.pool, shop.id, startedAt);
  if (total.healed > 0) app.log.info({ shop: shop.domain, ...total }, "orders that webhooks had missed were worked");
  return total;
}

/** Rules may select by what the products of these orders are. @throws GatewayError */
async function learnUnknownProducts(app: AppContext, shop: ShopFacts, states: readonly OrderState[]): Promise<void> {
  const { pool } = app.database;
  const programmes = (await readProgrammes(pool, shop)).map(({ programme }) => programme);
  if (!factsWanted(programmes).products) return;
  await learnProducts(app, shop, await unknownProducts(pool, shop.id, productsIn(states)));
}

async function heal(app: AppContext, shop: ShopFacts, gids: readonly string[]): Promise<number> {
  let healed = 0;
  for (let start = 0; start < gids.length; start += ORDERS_AT_ONCE) {
    const states: OrderState[] = [];
    for (const gid of gids.slice(start, start + ORDERS_AT_ONCE)) {
      const state = await readOrder(app.gateway, shop.domain, gid);
      if (state) states.push(state);
    }
    await learnUnknownProducts(app, shop, states);
    await workOrders(app, shop, states);
    healed += states.length;
  }
  return healed;
}
