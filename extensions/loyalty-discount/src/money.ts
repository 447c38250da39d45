/**
 * Exact money for the Function: amounts are integer counts of a currency's smallest unit, text is Shopify's. The engine carries no ICU
 * tables, so the currencies that do not count in hundredths are listed here (ISO 4217).
 */

const EXPONENTS = new Map([
  ..."BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" ").map((code) => [code, 0] as const),
  ..."BHD IQD JOD KWD LYD OMR TND".split(" ").map((code) => [code, 3] as const),
]);

/** No sign, no exponent, no spaces: what is anything else is no amount. */
const DECIMAL = /^(\d{1,12})(?:\.(\d{1,12}))?$/;
const POWERS = [1, 10, 100, 1000];
/** A hundred times this is still an exact integer, so that percentages are. */
const MINOR_MAX = 90_000_000_000_000;

/** From the shop's currency to the cart's: `rate` is Shopify's decimal text, null stands for 1; `exponent` the cart's decimals. */
export interface Exchange {
  rate: string | null;
  exponent: number;
}

/** The exchange at Shopify's `presentmentCurrencyRate`; null when that is no number above zero. */
export function exchangeAt(rate: string, currency: string): Exchange | null {
  const exponent = EXPONENTS.get(currency) ?? 2;
  if (rate === "1.0") return { rate: null, exponent };
  if (!DECIMAL.test(rate) || !/[1-9]/.test(rate)) return null;
  return { rate: /^1(\.0+)?$/.test(rate) ? null : rate, exponent };
}

/** A decimal text of the shop's currency in smallest units of the cart's, rounded down once; null when it is no amount. */
export function convert(text: unknown, { rate, exponent }: Exchange): number | null {
  const amount = typeof text === "string" ? DECIMAL.exec(text) : null;
  if (!amount) return null;
  const fraction = amount[2] ?? "";
  const missing = exponent - fraction.length;
  if (rate === null && missing >= 0) return within(Number(amount[1] + fraction) * POWERS[missing]!);
  const factor = (rate ?? "1").split(".");
  const decimals = fraction.length + (factor[1]?.length ?? 0);
  const product = BigInt(amount[1] + fraction) * BigInt(factor.join(""));
  return within(Number((product * BigInt(POWERS[exponent]!)) / 10n ** BigInt(decimals)));
}

function within(minor: number): number | null {
  return minor <= MINOR_MAX ? minor : null;
}

/** Decimal text with exactly the currency's decimals: (500, 2) → "5.00", (500, 0) → "500". */
export function toText(minor: number, exponent: number): string {
  const unit = POWERS[exponent]!;
  const rest = minor % unit;
  const whole = (minor - rest) / unit;
  // A leading 1 keeps the zeros of "05" and is cut off again.
  return exponent === 0 ? `${minor}` : `${whole}.${`${unit + rest}`.slice(1)}`;
}
