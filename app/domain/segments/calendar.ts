const DAY_MS = 86_400_000;

/** A calendar day, `YYYY-MM-DD`, as days since 1970-01-01. */
export function dayNumber(day: string): number {
  const number = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  if (!Number.isInteger(number)) throw new RangeError(`"${day}" is not a calendar day`);
  return number;
}

/** The same day of an earlier month, or that month's last: six months before 31 August is 28 or 29 February. */
export function monthsBefore(day: number, months: number): number {
  const date = new Date(day * DAY_MS);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() - months;
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth)) / DAY_MS;
}
