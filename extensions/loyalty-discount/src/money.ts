/**
 * Exact money for the Function: amounts are integer counts of a currency's smallest unit, text is Shopify's. The engine carries no ICU
 * tables, so the currencies that do not count in hundredths are listed here (ISO 4217).
 */

const EXPONENTS: Record<string, number> = { __proto__: null as never };
for (const code of "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" "))
  EXPONENTS[code] = 0;
for (const code of "BHD IQD JOD KWD LYD OMR TND".split(" ")) EXPONENTS[code] = 3;

const DECIMAL = /^(\d{1,12})(?:\.(\d{1,12}))?$/;
const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/** A hundred times this is still an exact integer, so that percentages are. */
const MINOR_MAX = 90_000_000_000_000;
const AMOUNT_DECIMALS = 4;
const RATE_DECIMALS = 9;

/** From the shop's currency to the cart's: `rate` is Shopify's decimal text, null stands for 1; `exponent` the cart's decimals. */
export interface Exchange {
  rate: string | null;
  exponent: number;
}

/** The exchange at Shopify's `presentmentCurrencyRate`; null when that is no number above zero. */
export function exchangeAt(rate: string, currency: string): Exchange | null {
  const exponent = EXPONENTS[currency] ?? 2;
  if (rate === "1.0") return { rate: null, exponent };
  const scaled = readDecimal(rate, RATE_DECIMALS);
  if (!scaled) return null;
  return { rate: scaled === POWERS[RATE_DECIMALS] ? null : rate, exponent };
}

/**
 * A decimal text in units of `10 ** -decimals`, rounded down: ("12.345", 2) → 1234. Null for whatever has a sign, an exponent, a space
 * or is too large to be exact.
 */
export function readDecimal(text: unknown, decimals: number): number | null {
  const match = typeof text === "string" ? DECIMAL.exec(text) : null;
  if (!match) return null;
  const fraction = match[2] ?? "";
  const missing = decimals - fraction.length;
  const digits = missing < 0 ? fraction.slice(0, missing) : fraction;
  const value = Number(match[1] + digits) * (missing > 0 ? POWERS[missing]! : 1);
  return value <= Number.MAX_SAFE_INTEGER ? value : null;
}

/** A decimal text of the shop's currency in smallest units of the cart's, rounded down once; null when it is no amount. */
export function convert(text: unknown, { rate, exponent }: Exchange): number | null {
  const minor = rate === null ? readDecimal(text, exponent) : exchanged(text, rate, exponent);
  return minor !== null && minor <= MINOR_MAX ? minor : null;
}

function exchanged(text: unknown, rate: string, exponent: number): number | null {
  const amount = readDecimal(text, AMOUNT_DECIMALS);
  const factor = readDecimal(rate, RATE_DECIMALS);
  if (amount === null || factor === null) return null;
  const product = BigInt(amount) * BigInt(factor);
  return Number(product / 10n ** BigInt(AMOUNT_DECIMALS + RATE_DECIMALS - exponent));
}

/** Decimal text with exactly the currency's decimals: (500, 2) → "5.00", (500, 0) → "500". */
export function toText(minor: number, exponent: number): string {
  const unit = POWERS[exponent]!;
  const rest = minor % unit;
  const whole = String((minor - rest) / unit);
  // A leading 1 keeps the zeros of "05" and is cut off again.
  // biome-ignore lint/style/useTemplate: a template costs this engine a call, 5 % of a small cart's run
  return exponent === 0 ? whole : whole + "." + String(unit + rest).slice(1);
}
