import type { TierLevel } from "../programme/compile-tiers.ts";
import { twelveMonthsAfter, yearOf } from "./calendar.ts";
import type { Rise } from "./timeline.ts";

/** A level that a member reached for the first time in a period. */
export interface Reached {
  level: TierLevel;
  /** In which it counts once: the calendar year, "ever", or the number of the twelve months that begin with the first. */
  period: string;
  at: number;
  version: number;
}

/** Points that are due for reaching a level. */
export interface DueReward {
  level: string;
  period: string;
  points: number;
  at: number;
  version: number;
}

/** Each level that was reached, once a period, however often a member came back to it; of levels that they passed at once, all. */
export function reachedOnce(rises: readonly Rise[]): Reached[] {
  const reached: Reached[] = [];
  for (const { level, at, tiers, version } of [...rises].sort((a, b) => a.at - b.at)) {
    const before = reached.filter((each) => each.level.id === level.id);
    const last = before.at(-1);
    if (tiers.period === "rolling_12_months" && last && at < twelveMonthsAfter(last.at, tiers.timezone)) continue;
    const period = periodOf(tiers.period, () => String(yearOf(at, tiers.timezone)), before.length + 1);
    if (before.some((each) => each.period === period)) continue;
    reached.push({ level, period, at, version });
  }
  return reached;
}

/** What is due for the levels that a member reached. Levels that somebody has by a publication are not reached. */
export function dueRewards(reached: readonly Reached[]): DueReward[] {
  return reached
    .filter(({ level }) => level.entryReward > 0)
    .map(({ level, period, at, version }) => ({ level: level.id, period, points: level.entryReward, at, version }));
}

function periodOf(period: Rise["tiers"]["period"], year: () => string, number: number): string {
  if (period === "calendar_year") return year();
  return period === "lifetime" ? "ever" : `#${number}`;
}
