/**
 * Exact money for the Function: amounts are integer counts of a currency's smallest unit, text is Shopify's. The engine carries no ICU
 * tables, so the currencies that do not count in hundredths are listed here (ISO 4217).
 */

const EXPONENTS: Record<string, number> = { __proto__: null as never };
for (const code of "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" "))
  EXPONENTS[code] = 0;
for (const code of "BHD IQD JOD KWD LYD OMR TND".split(" ")) EXPONENTS[code] = 3;

const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/** A hundred times this is still an exact integer, so that percentages are. */
const MINOR_MAX = 90_000_000_000_000;
const RATE_DECIMALS = 9;
/** `Number.MAX_SAFE_INTEGER`. */
const SAFE_MAX = 9_007_199_254_740_991;
/** The character code of "0". */
const ZERO = 48;

/** From the wallet's amounts to the cart's: `amount × factor ÷ divisor`. */
export interface Exchange {
  factor: bigint;
  divisor: bigint;
}

/** Decimals of a currency: EUR 2, JPY 0, KWD 3. */
export function exponentOf(currency: string): number {
  return EXPONENTS[currency] ?? 2;
}

/** Whether Shopify's `presentmentCurrencyRate` is 1, however many zeros it is written with. */
export function isOne(rate: string): boolean {
  return readDecimal(rate, RATE_DECIMALS) === POWERS[RATE_DECIMALS];
}

/** The exchange at Shopify's rate, between currencies of these decimals; null when the rate is no number above zero. */
export function exchangeAt(rate: string, fromExponent: number, toExponent: number): Exchange | null {
  const factor = readDecimal(rate, RATE_DECIMALS);
  if (!factor) return null;
  return { factor: BigInt(factor), divisor: 10n ** BigInt(RATE_DECIMALS + fromExponent - toExponent) };
}

/**
 * An amount of the wallet in smallest units of the cart's currency, rounded down once; null stands for no exchange. Null as well for
 * whatever is no integer of zero or more, or too large to be exact.
 */
export function convert(amount: unknown, exchange: Exchange | null): number | null {
  if (typeof amount !== "number" || !(amount >= 0 && amount <= MINOR_MAX) || amount % 1 !== 0) return null;
  if (exchange === null) return amount;
  const converted = Number((BigInt(amount) * exchange.factor) / exchange.divisor);
  return converted <= MINOR_MAX ? converted : null;
}

/**
 * A decimal text in units of `10 ** -decimals`, rounded down: ("12.345", 2) → 1234. Null for whatever has a sign, an exponent or a space
 * in it, or is too large to be exact.
 */
export function readDecimal(text: string, decimals: number): number | null {
  // Nearly all of Shopify's amounts end like "12.95" or "12.5". Without their point the engine reads them as a whole number for 12,000
  // instructions; by the character it is 15,000 for "3.95" and 20,000 for "1234.95".
  const places = text[text.length - 3] === "." ? 2 : text[text.length - 2] === "." ? 1 : 0;
  if (places === 0 || places > decimals || text < "0") return readByCharacter(text, decimals);
  try {
    const digits = text.replace(".", "");
    // The leading 1, taken off again, makes BigInt throw at a sign, a space or "0x"; a space behind makes less than nothing.
    // biome-ignore lint/style/useTemplate: a template costs this engine 4,000 instructions more
    const value = Number(BigInt("1" + digits)) - POWERS[digits.length]!;
    const scaled = value * POWERS[decimals - places]!;
    return value >= 0 && scaled <= SAFE_MAX ? scaled : null;
  } catch {
    return null;
  }
}

function readByCharacter(text: string, decimals: number): number | null {
  let value = 0;
  let places = -1;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (places >= 0) places += 1;
      if (places <= decimals) value = value * 10 + digit;
    } else if (text[at] === "." && places < 0 && at > 0) places = 0;
    else return null;
  }
  // Neither "" nor "5." is an amount.
  if (text === "" || places === 0) return null;
  if (places < decimals) value *= POWERS[decimals - (places < 0 ? 0 : places)]!;
  return value <= SAFE_MAX ? value : null;
}

/** Decimal text with exactly the currency's decimals: (500, 2) → "5.00", (500, 0) → "500". */
export function toText(minor: number, exponent: number): string {
  if (exponent === 0) return String(minor);
  const unit = POWERS[exponent]!;
  const rest = minor % unit;
  let fraction = String(rest);
  // biome-ignore lint/style/useTemplate: a template costs this engine 4,000 instructions more
  while (fraction.length < exponent) fraction = "0" + fraction;
  // biome-ignore lint/style/useTemplate: as above
  return (minor - rest) / unit + "." + fraction;
}
