import type { ChampionSettings, PearlSettings, SleeperSettings } from "../../contracts/segments.ts";
import { monthsBefore } from "./calendar.ts";
import type { Purchases, Scores } from "./customer.ts";
import { mostOf } from "./top-share.ts";

/** Whether every score is high enough; how many of these are champions is said by their worth: `worthOfTop`. */
export function mayBeChampion(scores: Scores, { scoreAtLeast }: ChampionSettings): boolean {
  return scores.recency >= scoreAtLeast && scores.frequency >= scoreAtLeast && scores.monetary >= scoreAtLeast;
}

/** How many of so many customers are champions at most. */
export function mostChampions(customers: number, { topPercent }: ChampionSettings): number {
  return mostOf(customers, topPercent);
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
