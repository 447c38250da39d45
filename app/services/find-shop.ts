import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { findShopById, type ShopRecord } from "../persistence/shops.ts";
import { shopFacts } from "./read-programmes.ts";

/** A shop by its number: its row, and what points need of it (null while the app is not installed there). */
export async function findShopFacts(
  app: AppContext,
  shopId: number,
): Promise<{ record: ShopRecord | null; facts: ShopFacts | null }> {
  const record = await findShopById(app.database.pool, shopId);
  return { record, facts: record && shopFacts(record) };
}
