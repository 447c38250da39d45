import type { AppContext } from "../context.ts";
import { findShopFacts } from "../services/find-shop.ts";
import { makeOffers } from "../services/make-offers.ts";

/** `offers.make`: this week's personal offers of a shop. One such job a shop runs at a time. */
export async function makeOffersJob(app: AppContext, shopId: number): Promise<void> {
  const { facts } = await findShopFacts(app, shopId);
  if (facts) await makeOffers(app, facts);
}
