import type { AppContext } from "../context.ts";
import { findShopFacts } from "../services/find-shop.ts";
import { reworkTiers } from "../services/rework-tiers.ts";

/** `members.tiers`: levels that something other than an order has changed. One such job a shop runs at a time. */
export async function reworkTiersJob(app: AppContext, shopId: number): Promise<void> {
  const { facts } = await findShopFacts(app, shopId);
  if (facts) await reworkTiers(app, facts);
}
