import { currencyExponent, multiplyDivide } from "../money.ts";

const DECIMAL = /^(\d+)(?:\.(\d+))?$/;

/** Whether a text is what Shopify's `Decimal` takes from a Function for an amount: digits, with or without a fraction, no sign. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/** Decimal text of any length, such as "12.345", in the currency's smallest units, halves up. Throws on anything else. */
export function roundToMinor(text: string, currency: string): number {
  const match = DECIMAL.exec(text);
  if (!match) throw new RangeError(`"${text}" is no amount.`);
  const fraction = match[2] ?? "";
  const digits = BigInt(`${match[1]}${fraction}`);
  const numerator = digits * 10n ** BigInt(currencyExponent(currency));
  return multiplyDivide(1, numerator, 10n ** BigInt(fraction.length));
}

/** A percentage (decimal text) of an amount, rounded to the smallest unit, halves up. */
export function percentOf(minor: number, percent: string): number {
  const match = DECIMAL.exec(percent);
  if (!match) throw new RangeError(`"${percent}" is no percentage.`);
  const fraction = match[2] ?? "";
  return multiplyDivide(minor, BigInt(`${match[1]}${fraction}`), 100n * 10n ** BigInt(fraction.length));
}

/** Money as shoppers read it: "€ 5,00" in Dutch, "€5.00" in English. */
export function displayMoney(minor: number, currency: string, locale: string): string {
  const digits = currencyExponent(currency);
  return new Intl.NumberFormat(locale === "nl" ? "nl-NL" : "en-IE", {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(minor / 10 ** digits);
}
