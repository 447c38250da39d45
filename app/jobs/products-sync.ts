import type { AppContext } from "../context.ts";
import { tellCartGoods } from "../services/cart-goods.ts";
import { findShopFacts } from "../services/find-shop.ts";
import { syncProducts } from "../services/sync-products.ts";

/** `products.sync`: what is known of a shop's products is brought up to date, and the discount is told of it. One such job a shop runs at a time. */
export async function syncProductsJob(app: AppContext, shopId: number): Promise<void> {
  const { facts } = await findShopFacts(app, shopId);
  if (!facts) return;
  await syncProducts(app, facts);
  await tellCartGoods(app, facts);
}
