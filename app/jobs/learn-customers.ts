import type { AppContext } from "../context.ts";
import { findShopFacts } from "../services/find-shop.ts";
import { learnCustomers } from "../services/learn-customers.ts";

/** `customers.learn`: Shopify is asked for tags, consent and what else the shop collects of members who are new. */
export async function learnCustomersJob(app: AppContext, shopId: number): Promise<void> {
  const { facts } = await findShopFacts(app, shopId);
  if (facts) await learnCustomers(app, facts);
}
