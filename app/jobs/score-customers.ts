import type { AppContext } from "../context.ts";
import { findShopFacts } from "../services/find-shop.ts";
import { scoreCustomers } from "../services/score-customers.ts";

/** `customers.score`: a shop's customers are compared and sorted into its segments. One such job a shop runs at a time. */
export async function scoreCustomersJob(app: AppContext, shopId: number): Promise<void> {
  const { facts } = await findShopFacts(app, shopId);
  if (facts) await scoreCustomers(app, facts);
}
