import type { Transaction } from "../persistence/database.ts";
import { lockShopWork } from "../persistence/positions.ts";
import { findShopById, type ShopSettings, updateShopSettings } from "../persistence/shops.ts";
import { recountDays } from "../persistence/statistics.ts";

/** Keeps what a merchant set at Shopify. Figures are of the shop's own days: in another time zone every day is counted anew. */
export async function storeShopSettings(
  transaction: Transaction,
  shopId: number,
  settings: ShopSettings,
): Promise<void> {
  const before = await findShopById(transaction, shopId);
  const isMoved = settings.timezone !== undefined && before !== null && settings.timezone !== before.timezone;
  if (isMoved) await lockShopWork(transaction, shopId);
  await updateShopSettings(transaction, shopId, settings);
  if (isMoved && settings.timezone !== undefined) await recountDays(transaction, shopId, settings.timezone);
}
