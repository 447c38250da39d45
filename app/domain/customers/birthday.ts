/** Days of people and shops are calendar days, written YYYY-MM-DD; nothing here knows a time zone. */

const DAY_MS = 86_400_000;

/** Whether a text is a day of the calendar on which somebody can have been born who is a customer on `today`. */
export function isBirthday(text: string, today: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return (
    !Number.isNaN(at) &&
    isoOf(at) === text &&
    text <= today &&
    Number(text.slice(0, 4)) > Number(today.slice(0, 4)) - 131
  );
}

/**
 * Days of birth ("MM-DD") that are kept on a day. Who was born on 29 February is congratulated on the 28th in common years: so every year has a birthday, in
 * the month in which it is, and the present never comes after the day itself.
 */
export function keptOn(today: string): string[] {
  const monthDay = today.slice(5);
  return monthDay === "02-28" && !isLeapYear(Number(today.slice(0, 4))) ? ["02-28", "02-29"] : [monthDay];
}

/** Whole years on a day; somebody born on 29 February becomes older when their birthday is kept. */
export function ageOn(birthday: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthday.slice(0, 4));
  return birthdayIn(Number(today.slice(0, 4)), birthday) > today ? years - 1 : years;
}

function birthdayIn(year: number, birthday: string): string {
  const monthDay = birthday.slice(5);
  return `${String(year).padStart(4, "0")}-${monthDay === "02-29" && !isLeapYear(year) ? "02-28" : monthDay}`;
}

/** The day a year later, or the last of February. */
export function yearAfter(day: string): string {
  return birthdayIn(Number(day.slice(0, 4)) + 1, day);
}

export function daysBefore(day: string, days: number): string {
  return isoOf(Date.parse(day) - days * DAY_MS);
}

/** Whole days from one to another; below zero where the other comes first. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** Days from the one after `from` to `to`, both included; at most `limit`, the newest. */
export function daysAfter(from: string, to: string, limit: number): string[] {
  const count = Math.min(limit, daysBetween(from, to));
  return Array.from({ length: Math.max(0, count) }, (_, index) => daysBefore(to, count - 1 - index));
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function isoOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
