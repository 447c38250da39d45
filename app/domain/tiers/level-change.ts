import type { TierLevel } from "../programme/compile-tiers.ts";
import type { TierStanding } from "./standing.ts";
import type { PublishedTiers } from "./timeline.ts";

/** The level that was noted of a member, where it differs from the one that they have. */
export interface NotedChange {
  from: TierLevel | null;
  to: TierLevel | null;
  isRise: boolean;
  cause: "bought" | "taken_back" | "time" | "published";
  /** When it came about, in epoch milliseconds. */
  at: number;
}

/** What became of the level that was noted; null where it is the same. `published` and `standing` as of `now`. */
export function changeOf(
  published: readonly PublishedTiers[],
  noted: { level: string | null; since: number | null },
  standing: TierStanding,
  now: number,
): NotedChange | null {
  if (noted.level === (standing.level?.id ?? null)) return null;
  const levels = published.at(-1)?.tiers?.levels ?? [];
  const rank = (id: string | null | undefined): number => levels.findIndex((level) => level.id === id);
  const from = levelCalled(published, noted.level);
  const to = standing.level;
  const isRise = rank(to?.id) > rank(noted.level);
  const at = standing.since ?? now;
  if (isRise) return { from, to, isRise, cause: standing.cause === "published" ? "published" : "bought", at };
  // What led here happened after the level that was noted had begun; otherwise that level turned out never to have been.
  const isLost = standing.cause !== "bought" && standing.cause !== null && at >= (noted.since ?? 0);
  return isLost
    ? { from, to, isRise, cause: standing.cause === "time" ? "time" : "published", at }
    : { from, to, isRise, cause: "taken_back", at: now };
}

/** As the newest version that knew it called it. */
export function levelCalled(published: readonly PublishedTiers[], id: string | null): TierLevel | null {
  for (const { tiers } of [...published].reverse()) {
    const level = tiers?.levels.find((each) => each.id === id);
    if (level) return level;
  }
  return null;
}
