import { formatMoney } from "#app/domain/money/money.ts";
import { exponentOf } from "../contracts/currency.ts";
import type { Language } from "./language.ts";

/** How a merchant in this country reads numbers and dates; a language alone says too little. */
const regions: Record<Language, string> = { en: "en-GB", nl: "nl-NL" };

export interface Format {
  /** ISO 4217; null while it is not known. */
  currency: string | null;
  number(value: number): string;
  /** With its sign, for movements: +25, −10. */
  signed(value: number): string;
  /** A share between 0 and 1. */
  percent(share: number): string;
  /** Decimal text in the shop's currency, as settings hold it. */
  moneyText(amount: string): string;
  /** Integer minor units of the shop's currency. */
  money(minor: number): string;
  /** Calendar day in the shop's time zone, of an instant in ISO 8601. */
  date(instant: string): string;
  dateTime(instant: string): string;
  /** "October 2026", of a calendar day (YYYY-MM-DD). */
  month(day: string): string;
}

/** Zones come from Shopify; one that this runtime does not know must not break a page. */
function knownZone(timezone: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
    return timezone;
  } catch {
    return "UTC";
  }
}

/**
 * Numbers, money and dates as the reader writes them.
 *
 * @param currency the shop's, ISO 4217; null while it is not known yet, then amounts go without a sign
 */
export function createFormat(language: Language, currency: string | null, timezone: string): Format {
  const region = regions[language];
  const timeZone = knownZone(timezone);
  const number = new Intl.NumberFormat(region, { maximumFractionDigits: 0 });
  const signed = new Intl.NumberFormat(region, { maximumFractionDigits: 0, signDisplay: "exceptZero" });
  const percent = new Intl.NumberFormat(region, { style: "percent", maximumFractionDigits: 0 });
  const money = new Intl.NumberFormat(
    region,
    currency === null ? {} : { style: "currency", currency, maximumFractionDigits: exponentOf(currency) },
  );
  const date = new Intl.DateTimeFormat(region, { dateStyle: "medium", timeZone });
  const dateTime = new Intl.DateTimeFormat(region, { dateStyle: "medium", timeStyle: "short", timeZone });
  const month = new Intl.DateTimeFormat(region, { month: "long", year: "numeric", timeZone: "UTC" });
  // A string keeps every digit; only its type is narrower than what Intl takes.
  const moneyText = (amount: string) => money.format(amount as Intl.StringNumericLiteral);

  return {
    currency,
    number: (value) => number.format(value),
    signed: (value) => signed.format(value),
    percent: (share) => percent.format(share),
    moneyText,
    money: (minor) => moneyText(formatMoney(minor, currency ?? "EUR")),
    date: (instant) => date.format(new Date(instant)),
    dateTime: (instant) => dateTime.format(new Date(instant)),
    month: (day) => month.format(new Date(day)),
  };
}
