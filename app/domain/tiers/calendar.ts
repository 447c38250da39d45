import { instantOfShown, shownAt } from "../programme/local-time.ts";

const yearStarts = new Map<string, number>();

/** The instant at which a calendar year begins in a time zone (IANA). */
export function startOfYear(year: number, timezone: string): number {
  const key = `${timezone} ${year}`;
  const known = yearStarts.get(key);
  if (known !== undefined) return known;
  const start = instantOfShown(Date.UTC(year, 0, 1), timezone);
  yearStarts.set(key, start);
  return start;
}

/** The calendar year that an instant falls in. */
export function yearOf(instant: number, timezone: string): number {
  return new Date(shownAt(instant, timezone)).getUTCFullYear();
}

/** The same date and time a year later; from a 29 February it is 1 March, so that twelve months are never shorter than a year. */
export function twelveMonthsAfter(instant: number, timezone: string): number {
  return later(instant, timezone, (local) => local.setUTCFullYear(local.getUTCFullYear() + 1));
}

/** The same time of day so many days later. */
export function daysAfter(instant: number, days: number, timezone: string): number {
  return days === 0 ? instant : later(instant, timezone, (local) => local.setUTCDate(local.getUTCDate() + days));
}

function later(instant: number, timezone: string, move: (local: Date) => void): number {
  const local = new Date(shownAt(instant, timezone));
  move(local);
  return instantOfShown(local.getTime(), timezone);
}
