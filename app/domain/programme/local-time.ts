const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The instant (epoch milliseconds, UTC) at which clocks in a time zone show a local date-time such as "2026-11-27T00:00"; a day alone
 * is its midnight. A time that clocks show twice, as they are set back, is the first; one that they skip, as they are set forward, is so much later,
 * as calendars have it (RFC 5545, 3.3.5).
 */
export function instantOfLocal(local: string, timezone: string): number {
  const shown = Date.parse(local.includes("T") ? `${local}Z` : local);
  // What the clocks are off by changes at most once in two days: the one before and the one after are all that there may be.
  const earlier = shown - offsetAt(shown - DAY_MS, timezone);
  const later = shown - offsetAt(shown + DAY_MS, timezone);
  return [earlier, later].find((instant) => instant + offsetAt(instant, timezone) === shown) ?? earlier;
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day (YYYY-MM-DD) that an instant falls on in a time zone. */
export function localDayAt(instant: number, timezone: string): string {
  const format =
    dayFormats.get(timezone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short" });
  dayFormats.set(timezone, format);
  return format.format(instant);
}

/** By how much clocks in a time zone are ahead of UTC, in milliseconds. */
function offsetAt(instant: number, timezone: string): number {
  const format =
    formats.get(timezone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "medium" });
  formats.set(timezone, format);
  // The Swedish way to write a date and a time is ISO's, but for the letter between them.
  return Date.parse(`${format.format(instant).replace(" ", "T")}Z`) - Math.floor(instant / 1000) * 1000;
}
