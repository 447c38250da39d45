import { twelveMonthsAfter, yearOf } from "./calendar.ts";
import type { Rise } from "./timeline.ts";

/** Points that are due for reaching a level. */
export interface DueReward {
  level: string;
  /** In which it is given once: the calendar year, "ever", or the number of the twelve months that begin with the first. */
  period: string;
  points: number;
  at: number;
  version: number;
}

/**
 * What is due for the levels that a member reached: each once a period, however often they come back to it; of levels that they passed at
 * once, all. Levels that somebody has by a publication are not reached.
 */
export function dueRewards(rises: readonly Rise[]): DueReward[] {
  const due: DueReward[] = [];
  for (const { level, at, tiers, version } of [...rises].sort((a, b) => a.at - b.at)) {
    if (level.entryReward === 0) continue;
    const before = due.filter((each) => each.level === level.id);
    const last = before.at(-1);
    if (tiers.period === "rolling_12_months" && last && at < twelveMonthsAfter(last.at, tiers.timezone)) continue;
    const period = periodOf(tiers.period, () => String(yearOf(at, tiers.timezone)), before.length + 1);
    if (before.some((each) => each.period === period)) continue;
    due.push({ level: level.id, period, points: level.entryReward, at, version });
  }
  return due;
}

function periodOf(period: Rise["tiers"]["period"], year: () => string, number: number): string {
  if (period === "calendar_year") return year();
  return period === "lifetime" ? "ever" : `#${number}`;
}
