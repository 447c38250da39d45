import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import type { TierSettings } from "../contracts/tiers.ts";
import { formatMoney } from "../domain/money/money.ts";
import { recommendTierBorders } from "./segment-tier-borders.ts";

/** The best tenth, the next fifteen per cent, and the upper half. */
const USUAL_SHARES = [50, 25, 10] as const;
const YEAR_MS = 365 * 86_400_000;

export interface RecommendedLevel {
  /** The share of customers that has this level or a higher one, at most. */
  topPercent: number;
  /** As settings write it; null where the share is too small for anybody, or its customers cannot be told apart. */
  from: string | null;
  /** How many would have this very level. */
  customers: number;
}

/**
 * Borders for levels by spend, from what the shop's own customers bought: in the last twelve months, or ever for levels over a lifetime. From
 * the lowest level to the highest.
 *
 * @param topPercents 1 to 100; the best tenth is 10
 */
export async function recommendTiers(
  app: Pick<AppContext, "database" | "clock">,
  shop: Pick<ShopFacts, "id" | "currency">,
  period: TierSettings["period"],
  topPercents: readonly number[] = USUAL_SHARES,
): Promise<{ customers: number; levels: RecommendedLevel[] }> {
  const since = period === "lifetime" ? null : new Date(app.clock.now().getTime() - YEAR_MS);
  const shares = [...new Set(topPercents)].sort((a, b) => b - a);
  const { customers, borders } = await recommendTierBorders(app, shop, since, shares);
  const levels = borders.map(({ topPercent, fromMinor, customers: reached }, place) => ({
    topPercent,
    from: fromMinor === null ? null : formatMoney(fromMinor, shop.currency),
    customers: reached - (borders[place + 1]?.customers ?? 0),
  }));
  return { customers, levels };
}
