/**
 * Exact money for the Function: amounts are integer counts of a currency's smallest unit, text is Shopify's. The engine carries no ICU
 * tables, so the currencies that do not count in hundredths are listed here (ISO 4217).
 */

const WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
const THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND";

/** No sign, no exponent, no spaces: what is anything else is no amount. 12 + 3 digits stay below 2^53. */
const DECIMAL = /^(\d{1,12})(?:\.(\d{1,12}))?$/;

/** Decimals of a currency: EUR 2, JPY 0, KWD 3. */
export function exponentOf(currency: string): number {
  if (WHOLE.includes(currency)) return 0;
  return THOUSANDTHS.includes(currency) ? 3 : 2;
}

/** Smallest units in a decimal text of a currency with `exponent` decimals, rounded down; null when it is no such text. */
export function toMinor(text: unknown, exponent: number): number | null {
  const match = typeof text === "string" ? DECIMAL.exec(text) : null;
  if (!match) return null;
  return Number(match[1] + (match[2] ?? "").slice(0, exponent).padEnd(exponent, "0"));
}

/** From the shop's currency to the cart's. `rate` is Shopify's decimal text; null stands for 1. */
export interface Exchange {
  rate: string | null;
  exponent: number;
}

/** The exchange at Shopify's `presentmentCurrencyRate`; null when that is no number above zero. */
export function exchangeAt(rate: string, currency: string): Exchange | null {
  const exponent = exponentOf(currency);
  if (rate === "1.0" || rate === "1") return { rate: null, exponent };
  const match = DECIMAL.exec(rate);
  if (!match || !/[1-9]/.test(rate)) return null;
  return /^1(\.0+)?$/.test(rate) ? { rate: null, exponent } : { rate, exponent };
}

/** A decimal text of the shop's currency in smallest units of the cart's, rounded down once; null when it is no amount. */
export function convert(text: unknown, { rate, exponent }: Exchange): number | null {
  if (rate === null) return toMinor(text, exponent);
  const amount = typeof text === "string" ? DECIMAL.exec(text) : null;
  const factor = DECIMAL.exec(rate);
  if (!amount || !factor) return null;
  const decimals = (amount[2]?.length ?? 0) + (factor[2]?.length ?? 0);
  const product = BigInt(amount[1] + (amount[2] ?? "")) * BigInt(factor[1] + (factor[2] ?? ""));
  const minor = Number((product * 10n ** BigInt(exponent)) / 10n ** BigInt(decimals));
  return Number.isSafeInteger(minor) ? minor : null;
}

/** Decimal text with exactly the currency's decimals: (500, 2) → "5.00", (500, 0) → "500". */
export function toText(minor: number, exponent: number): string {
  const digits = String(minor).padStart(exponent + 1, "0");
  if (exponent === 0) return digits;
  const point = digits.length - exponent;
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
