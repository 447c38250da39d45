import type { AppContext } from "../context.ts";
import { findShopFacts } from "../services/find-shop.ts";
import { reconcileCustomers } from "../services/reconcile-customers.ts";
import { reconcileOrders } from "../services/reconcile-orders.ts";

/** `orders.reconcile`: what changed at Shopify and was never heard of is healed. */
export async function reconcileOrdersJob(app: AppContext, shopId: number): Promise<void> {
  const { facts } = await findShopFacts(app, shopId);
  if (!facts) return;
  await reconcileOrders(app, facts);
  await reconcileCustomers(app, facts);
}
