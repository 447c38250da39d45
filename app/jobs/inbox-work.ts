import type { AppContext } from "../context.ts";
import { findShopFacts } from "../services/find-shop.ts";
import { workInbox } from "../services/work-inbox.ts";
import { workShopEvents } from "../services/work-shop-events.ts";

/**
 * `inbox.work`: what Shopify told about a shop is worked. One such job a shop runs at a time (its queue sees to that). Events about points
 * wait in the inbox while the app is not installed, and are worked when it is again.
 */
export async function workInboxJob(app: AppContext, shopId: number): Promise<void> {
  const { record } = await findShopFacts(app, shopId);
  if (!record) return;
  await workShopEvents(app, record);
  // An event about the shop may have changed what it is.
  const { facts } = await findShopFacts(app, shopId);
  if (facts) await workInbox(app, facts);
}
