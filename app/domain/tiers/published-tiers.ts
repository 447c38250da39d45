import type { Tiers } from "../programme/compile-tiers.ts";
import type { PublishedTiers, TierRevision } from "./timeline.ts";

interface Published {
  publishedAt: number;
  programme: { version: number; tiers: Tiers | null };
}

/**
 * The levels that were in force, in order of time. Versions of which no rule of the levels is another are one: a new name, perk or
 * multiplier begins no time of grace. Empty while there never were any.
 */
export function publishedTiersOf(programmes: readonly Published[]): PublishedTiers[] {
  const published: PublishedTiers[] = [];
  for (const { publishedAt, programme } of programmes) {
    const { version, tiers } = programme;
    // Shopify's instants are whole seconds: a version holds from the start of its own.
    const from = Math.floor(publishedAt / 1000) * 1000;
    const last = published.at(-1);
    if (tiers === null) {
      if (last && last.tiers !== null) published.push({ version, from, tiers, revisions: [] });
      continue;
    }
    const revision: TierRevision = { version, from, tiers };
    if (last?.tiers && rulesOf(last.tiers) === rulesOf(tiers))
      published[published.length - 1] = { ...last, tiers, revisions: [...last.revisions, revision] };
    else published.push({ version, from, tiers, revisions: [revision] });
  }
  return published;
}

function rulesOf({ by, period, grace, downgrade, timezone, levels }: Tiers): string {
  const borders = levels.map(({ id, from, keepFrom, returnFrom }) => [id, from, keepFrom, returnFrom]);
  return JSON.stringify([by, period, grace, downgrade, timezone, borders]);
}
