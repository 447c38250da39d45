/**
 * Exact decimal arithmetic for the Function: amounts are BigInt counts of the currency's smallest unit, text is Shopify's. The engine
 * carries no ICU tables, so the currencies that do not count in hundredths are listed here (ISO 4217).
 */

const WHOLE = [
  "BIF",
  "CLP",
  "DJF",
  "GNF",
  "ISK",
  "JPY",
  "KMF",
  "KRW",
  "PYG",
  "RWF",
  "UGX",
  "UYI",
  "VND",
  "VUV",
  "XAF",
  "XOF",
  "XPF",
];
const THOUSANDTHS = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/** Decimals of a currency: EUR 2, JPY 0, KWD 3. */
export function exponentOf(currency: string): number {
  if (WHOLE.includes(currency)) return 0;
  return THOUSANDTHS.includes(currency) ? 3 : 2;
}

/** A decimal as Shopify writes it; `value ÷ 10^decimals` is its worth. */
export interface Decimal {
  value: bigint;
  decimals: number;
}

/** Reads "12", "12.5", "0.0001"; null for anything else: signs, exponents, spaces, more than 15 digits before or 12 behind the point. */
export function parseDecimal(text: unknown): Decimal | null {
  if (typeof text !== "string" || !/^\d{1,15}(\.\d{1,12})?$/.test(text)) return null;
  const point = text.indexOf(".");
  if (point < 0) return { value: BigInt(text), decimals: 0 };
  return { value: BigInt(text.slice(0, point) + text.slice(point + 1)), decimals: text.length - point - 1 };
}

/** Smallest units in a decimal amount of a currency with `exponent` decimals; what is less than one unit is dropped. */
export function toMinor(amount: Decimal, exponent: number): bigint {
  return (amount.value * 10n ** BigInt(exponent)) / 10n ** BigInt(amount.decimals);
}

/** An amount of the shop's currency in smallest units of the cart's currency, at `rate` (shop → cart), rounded down once. */
export function convert(amount: Decimal, rate: Decimal, exponent: number): bigint {
  return toMinor({ value: amount.value * rate.value, decimals: amount.decimals + rate.decimals }, exponent);
}

/** Decimal text with exactly the currency's decimals: (500n, 2) → "5.00", (500n, 0) → "500". */
export function toText(minor: bigint, exponent: number): string {
  const digits = minor.toString().padStart(exponent + 1, "0");
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
