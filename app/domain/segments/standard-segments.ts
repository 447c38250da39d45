import type { ChampionSettings, PearlSettings, SleeperSettings } from "../../contracts/segments.ts";
import { monthsBefore } from "./calendar.ts";
import type { Purchases, Scores } from "./customer.ts";

/** Whether every score is high enough; how many of these are champions is said by `championsFrom`. */
export function mayBeChampion(scores: Scores, { scoreAtLeast }: ChampionSettings): boolean {
  return scores.recency >= scoreAtLeast && scores.frequency >= scoreAtLeast && scores.monetary >= scoreAtLeast;
}

/** How many of so many customers are champions at most. */
export function mostChampions(customers: number, { topPercent }: ChampionSettings): number {
  return Math.floor((customers * topPercent) / 100);
}

/**
 * The least worth of a champion, in minor units, so that they are never more than `most`; null where that leaves nobody. Customers of equal
 * worth are in or out together.
 *
 * @param worths of everybody whose scores are high enough
 */
export function championsFrom(worths: readonly number[], most: number): number | null {
  const sorted = [...worths].sort((a, b) => b - a);
  for (let place = Math.min(most, sorted.length); place > 0; place -= 1) {
    if (sorted[place] !== sorted[place - 1]) return sorted[place - 1] ?? null;
  }
  return null;
}

/** One purchase, lately, of high worth. */
export function isPearl(customer: Purchases, scores: Scores, settings: PearlSettings, today: number): boolean {
  const { orders, firstDay } = customer;
  if (orders !== 1 || firstDay === null || scores.monetary < settings.monetaryAtLeast) return false;
  return firstDay > today - settings.withinDays;
}

/** The last purchase was so many months ago, to the day, and not so long that the customer is lost. */
export function isSleeper({ lastDay }: Purchases, { fromMonths, toMonths }: SleeperSettings, today: number): boolean {
  if (lastDay === null || lastDay > monthsBefore(today, fromMonths)) return false;
  return toMonths === null || lastDay >= monthsBefore(today, toMonths);
}
