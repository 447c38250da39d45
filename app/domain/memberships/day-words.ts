import type { Text } from "../../contracts/wallet.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(locale: string, timezone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timezone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: timezone });
  formats.set(key, format);
  return format;
}

/** The day of an instant on the shop's calendar: "1 March 2027", "1 maart 2027". */
export function dayWords(instant: number, timezone: string): Text {
  return { en: formatOf("en-IE", timezone).format(instant), nl: formatOf("nl-NL", timezone).format(instant) };
}

/** The last day before an instant that is the first of what comes after: a midnight's day before. */
export function lastDayWords(end: number, timezone: string): Text {
  return dayWords(end - 1, timezone);
}
