import type { AppContext } from "../context.ts";
import { findShopFacts } from "../services/find-shop.ts";
import { sweepShop } from "../services/sweep-shop.ts";

/** `shop.sweep`: everything that is due by time alone. */
export async function sweepShopJob(app: AppContext, shopId: number): Promise<void> {
  const { facts } = await findShopFacts(app, shopId);
  if (facts) await sweepShop(app, facts);
}
