import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import type { TierBorder } from "../domain/segments/top-share.ts";
import { readTierBorders } from "../persistence/score-borders.ts";

/**
 * What tiers could ask for, from what the shop's own customers spent: for each share the least worth that no more than this share reached,
 * and how many did.
 *
 * @param since counts purchases from then on, for tiers over a period; null for all that was ever bought
 * @param topPercents 1 to 100, in per cent of the customers who bought in that time
 */
export async function recommendTierBorders(
  app: Pick<AppContext, "database">,
  shop: Pick<ShopFacts, "id">,
  since: Date | null,
  topPercents: readonly number[],
): Promise<{ customers: number; borders: TierBorder[] }> {
  return readTierBorders(app.database.pool, shop.id, since, topPercents);
}
