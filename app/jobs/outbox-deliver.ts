import type { AppContext } from "../context.ts";
import { deliverOutbox } from "../services/deliver-outbox.ts";
import { findShopFacts } from "../services/find-shop.ts";

/** `outbox.deliver`: what is owed to Shopify for a shop is delivered, until nothing is due. */
export async function deliverOutboxJob(app: AppContext, shopId: number): Promise<void> {
  const { facts } = await findShopFacts(app, shopId);
  if (!facts) return;
  while ((await deliverOutbox(app, facts)).hasMore) {
    // Each round is bounded; what is still due follows at once.
  }
}
