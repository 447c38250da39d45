import type { AppContext } from "../context.ts";
import { workPastAwards } from "../services/award-past-orders.ts";
import { findShopFacts } from "../services/find-shop.ts";

/** `orders.past`: orders of before the programme are read, awarded or taken back. */
export async function pastOrdersJob(app: AppContext, shopId: number): Promise<void> {
  const { facts } = await findShopFacts(app, shopId);
  if (facts) await workPastAwards(app, facts);
}
