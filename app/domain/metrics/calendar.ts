/** A calendar day of the shop, YYYY-MM-DD: compares as text. Which day an instant falls on is the time zone's matter, and `dayIn` knows it. */
export type Day = string;

/** Whole days, both ends included. */
export interface Period {
  from: Day;
  to: Day;
}

const DAY_MS = 86_400_000;

/** Throws a RangeError on what is no day of the calendar, such as 2026-02-29. */
function instantOf(day: Day): number {
  const instant = Date.parse(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(instant) || dayOf(instant) !== day) {
    throw new RangeError(`"${day.slice(0, 20)}" is not a day of the calendar`);
  }
  return instant;
}

/** Days are counted on a calendar without clocks, so summer time changes nothing. */
function dayOf(instant: number): Day {
  return new Date(instant).toISOString().slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  return dayOf(instantOf(day) + days * DAY_MS);
}

/** From the first to the second; 0 for the same day. */
export function daysBetween(from: Day, to: Day): number {
  return (instantOf(to) - instantOf(from)) / DAY_MS;
}

/** Days of the period, both ends counted. Throws a RangeError when it ends before it starts. */
export function lengthDays({ from, to }: Period): number {
  const days = daysBetween(from, to) + 1;
  if (days < 1) throw new RangeError(`a period from ${from} to ${to} ends before it starts`);
  return days;
}

/** The same day so many months on; where the month has no such day, its last one (31 January + 1 month → 28 or 29 February). */
export function addMonths(day: Day, months: number): Day {
  instantOf(day);
  const index = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12;
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return dayOf(Date.UTC(year, month, Math.min(Number(day.slice(8)), last)));
}

/** How many calendar months the period is, where it is whole ones. */
function wholeMonths({ from, to }: Period): number | null {
  const next = addDays(to, 1);
  if (!from.endsWith("-01") || !next.endsWith("-01")) return null;
  return (
    (Number(next.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(next.slice(5, 7)) - Number(from.slice(5, 7))
  );
}

/** The period right before: as many calendar months where the period is whole months (a quarter, a year), else as many days. */
export function periodBefore(period: Period): Period {
  const days = lengthDays(period);
  const months = wholeMonths(period);
  const from = months === null ? addDays(period.from, -days) : addMonths(period.from, -months);
  return { from, to: addDays(period.from, -1) };
}

/** The same dates a year earlier; 29 February becomes 28, and a period that ends with February ends with February. */
export function periodYearBefore(period: Period): Period {
  lengthDays(period);
  const from = addMonths(period.from, -12);
  return { from, to: addDays(addMonths(addDays(period.to, 1), -12), -1) };
}
