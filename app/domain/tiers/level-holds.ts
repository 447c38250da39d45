import type { Grace, TierLevel, Tiers } from "../programme/compile-tiers.ts";
import { daysAfter, startOfYear, yearOf } from "./calendar.ts";
import type { Step } from "./counted.ts";

/** A time in which a member has a level, or a higher one, by what they did; `to` is the first moment after it, null for no end in sight. */
export interface Hold {
  from: number;
  to: number | null;
}

/** A level that everybody has from the start. */
const ALWAYS: Hold = { from: Number.NEGATIVE_INFINITY, to: null };

/**
 * When a member had a level by their own doing: reached with `from`, kept with `keepFrom`, and for the time of grace after that is no longer
 * so. Whoever lost it gets it again with `returnFrom`.
 */
export function holdsOf(level: TierLevel, tiers: Tiers, steps: readonly Step[]): Hold[] {
  if (level.from === 0) return [ALWAYS];
  const holds: Hold[] = [];
  let from: number | null = null;
  let endsAt: number | null = null;
  const endBy = (at: number): void => {
    if (from === null || endsAt === null || endsAt > at) return;
    holds.push({ from, to: endsAt });
    from = null;
    endsAt = null;
  };
  for (const { at, value } of steps) {
    endBy(at);
    if (from === null) {
      if (value >= (holds.length > 0 ? level.returnFrom : level.from)) from = at;
    } else if (value >= level.keepFrom) endsAt = null;
    else if (endsAt === null && tiers.downgrade !== "never") {
      endsAt = endOfGrace(tiers.grace, at, tiers.timezone);
      endBy(at);
    }
  }
  if (from !== null) holds.push({ from, to: endsAt });
  return holds;
}

/** When a level ends of which the last moment that it was earned is right before `at`. */
export function endOfGrace(grace: Grace, at: number, timezone: string): number {
  return "days" in grace ? daysAfter(at, grace.days, timezone) : startOfYear(yearOf(at - 1, timezone) + 2, timezone);
}
