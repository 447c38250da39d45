import type { AppContext } from "../context.ts";
import { actOnOverspends } from "./act-on-overspends.ts";
import { deliverClaims } from "./claim-delivery.ts";
import { publishProgramme } from "./publish-programme.ts";
import { publishWallets } from "./publish-wallets.ts";
import { tagSegments } from "./tag-segments.ts";
import { tagTiers } from "./tag-tiers.ts";

/**
 * Delivers what is owed to Shopify for one shop: the programme's card, overspent orders, claims, tags of levels and segments, and members' wallets up to a bounded
 * number. Wallets come last: their cards tell what became of claims.
 *
 * @returns whether more is due already, so that the caller comes back at once
 */
export async function deliverOutbox(
  app: AppContext,
  shop: { id: number; domain: string },
): Promise<{ hasMore: boolean }> {
  await publishProgramme(app, shop);
  await actOnOverspends(app, shop);
  const claims = await deliverClaims(app, shop);
  const tags = await tagTiers(app, shop);
  const segmentTags = await tagSegments(app, shop);
  const wallets = await publishWallets(app, shop);
  return { hasMore: claims.hasMore || tags.hasMore || segmentTags.hasMore || wallets.hasMore };
}
