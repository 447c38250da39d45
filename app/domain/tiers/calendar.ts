import { instantOfLocal } from "../programme/local-time.ts";

const formats = new Map<string, Intl.DateTimeFormat>();
const yearStarts = new Map<string, number>();
const shownOffsets = new Map<string, Map<number, number>>();

/** Clocks change at whole quarters of an hour, everywhere: what they are off by is asked once for each. */
const QUARTER_MS = 900_000;
/** Some twenty-eight years of quarters; beyond that the oldest answers are forgotten. */
const MOST_OFFSETS = 1_000_000;

/** The instant at which a calendar year begins in a time zone (IANA). */
export function startOfYear(year: number, timezone: string): number {
  const key = `${timezone} ${year}`;
  const known = yearStarts.get(key);
  if (known !== undefined) return known;
  const start = instantOfLocal(`${String(year).padStart(4, "0")}-01-01`, timezone);
  yearStarts.set(key, start);
  return start;
}

/** The calendar year that an instant falls in. */
export function yearOf(instant: number, timezone: string): number {
  return new Date(shown(instant, timezone)).getUTCFullYear();
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
  const local = new Date(shown(instant, timezone));
  move(local);
  return instantOfLocal(local.toISOString().slice(0, 19), timezone) + local.getUTCMilliseconds();
}

/** What clocks in a time zone show, as if it were UTC. */
function shown(instant: number, timezone: string): number {
  const quarter = Math.floor(instant / QUARTER_MS);
  const offsets = shownOffsets.get(timezone) ?? new Map<number, number>();
  shownOffsets.set(timezone, offsets);
  let offset = offsets.get(quarter);
  if (offset === undefined) {
    if (offsets.size >= MOST_OFFSETS) offsets.clear();
    offset = readOffset(quarter * QUARTER_MS, timezone);
    offsets.set(quarter, offset);
  }
  return instant + offset;
}

function readOffset(instant: number, timezone: string): number {
  const format =
    formats.get(timezone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "medium" });
  formats.set(timezone, format);
  // The Swedish way to write a date and a time is ISO's, but for the letter between them.
  return Date.parse(`${format.format(instant).replace(" ", "T")}Z`) - instant;
}
