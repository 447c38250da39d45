const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The instant (epoch milliseconds, UTC) at which clocks in a time zone show a local date-time such as "2026-11-27T00:00"; a day alone
 * is its midnight. A time that clocks show twice, as they are set back, is the first; one that they skip, as they are set forward, is so much later,
 * as calendars have it (RFC 5545, 3.3.5).
 */
export function instantOfLocal(local: string, timezone: string): number {
  return instantOfShown(Date.parse(local.includes("T") ? `${local}Z` : local), timezone);
}

/** The same for what clocks show as if it were UTC, in milliseconds: the other way round than `shownAt`. */
export function instantOfShown(shown: number, timezone: string): number {
  // What the clocks are off by changes at most once in two days: the one before and the one after are all that there may be.
  const earlier = shown - offsetAt(shown - DAY_MS, timezone);
  const later = shown - offsetAt(shown + DAY_MS, timezone);
  return [earlier, later].find((instant) => instant + offsetAt(instant, timezone) === shown) ?? earlier;
}

/** What clocks in a time zone show at an instant, as if it were UTC. */
export function shownAt(instant: number, timezone: string): number {
  return instant + offsetAt(instant, timezone);
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day (YYYY-MM-DD) that an instant falls on in a time zone. */
export function localDayAt(instant: number, timezone: string): string {
  const format =
    dayFormats.get(timezone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short" });
  dayFormats.set(timezone, format);
  return format.format(instant);
}

/** Clocks change at whole quarters of an hour, everywhere: of each quarter it is asked once what they are off by, which takes 3 µs. */
const QUARTER_MS = 900_000;
/** Twenty-eight years of quarters; beyond that all are forgotten. */
const MOST_QUARTERS = 1_000_000;
const offsets = new Map<string, Map<number, number>>();

/** By how much clocks in a time zone are ahead of UTC, in milliseconds. */
function offsetAt(instant: number, timezone: string): number {
  const quarter = Math.floor(instant / QUARTER_MS);
  const known = offsets.get(timezone) ?? new Map<number, number>();
  offsets.set(timezone, known);
  const offset = known.get(quarter);
  if (offset !== undefined) return offset;
  if (known.size >= MOST_QUARTERS) known.clear();
  const read = readOffset(quarter * QUARTER_MS, timezone);
  known.set(quarter, read);
  return read;
}

function readOffset(instant: number, timezone: string): number {
  const format =
    formats.get(timezone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "medium" });
  formats.set(timezone, format);
  // The Swedish way to write a date and a time is ISO's, but for the letter between them.
  return Date.parse(`${format.format(instant).replace(" ", "T")}Z`) - instant;
}
