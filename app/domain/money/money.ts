import { exponentOf } from "../../contracts/currency.ts";

/**
 * Money is an integer count of the currency's minor units; text is what Shopify sends and takes ("12.50", "-3", "1200").
 * No float ever holds an amount.
 */

/**
 * Minor units of a decimal text. Digits beyond the currency's own are rounded half away from zero, since Shopify writes "10.00" for
 * a yen amount and up to four decimals in some tax fields. Throws a RangeError on anything that is not a decimal number.
 */
export function parseMoney(text: string, currency: string): number {
  const match = /^(-)?(\d{1,15})(?:\.(\d{1,18}))?$/.exec(text.trim());
  if (!match) throw new RangeError(`"${text.slice(0, 40)}" is not an amount of money`);
  const exponent = exponentOf(currency);
  const fraction = match[3] ?? "";
  const kept = fraction.slice(0, exponent).padEnd(exponent, "0");
  let minor = Number(match[2] + kept);
  if ((fraction[exponent] ?? "0") >= "5") minor += 1;
  if (!Number.isSafeInteger(minor)) throw new RangeError(`"${text}" is too large an amount`);
  return match[1] && minor !== 0 ? -minor : minor;
}

/** Decimal text with exactly the currency's decimals: (500, "EUR") → "5.00", (500, "JPY") → "500". */
export function formatMoney(minor: number, currency: string): string {
  const exponent = exponentOf(currency);
  const digits = String(Math.abs(minor)).padStart(exponent + 1, "0");
  const sign = minor < 0 ? "-" : "";
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

export type Rounding = "down" | "nearest" | "up";

/** `amount × numerator ÷ denominator` in integers, rounded as told (nearest: half up). All three are ≥ 0, the last > 0. */
export function scale(amount: number, numerator: number, denominator: number, rounding: Rounding): number {
  const product = amount * numerator;
  if (Number.isSafeInteger(product)) {
    const rest = product % denominator;
    const whole = (product - rest) / denominator;
    return whole + (roundsUp(rest, denominator, rounding) ? 1 : 0);
  }
  const exact = BigInt(amount) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const rest = Number(exact % divisor);
  const whole = Number(exact / divisor) + (roundsUp(rest, denominator, rounding) ? 1 : 0);
  if (!Number.isSafeInteger(whole)) throw new RangeError("the amount is too large");
  return whole;
}

function roundsUp(rest: number, denominator: number, rounding: Rounding): boolean {
  if (rest === 0 || rounding === "down") return false;
  return rounding === "up" || rest * 2 >= denominator;
}

/** `Σ (amount × times) × numerator ÷ denominator` in integers, rounded once. All are ≥ 0, the denominator > 0. */
export function scaleSum(
  parts: readonly { amount: number; times: number }[],
  numerator: number,
  denominator: number,
  rounding: Rounding,
): number {
  const product =
    parts.reduce((sum, { amount, times }) => sum + BigInt(amount) * BigInt(times), 0n) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const rest = product % divisor;
  const isRoundedUp = rest !== 0n && (rounding === "up" || (rounding === "nearest" && rest * 2n >= divisor));
  const whole = Number(product / divisor) + (isRoundedUp ? 1 : 0);
  if (!Number.isSafeInteger(whole)) throw new RangeError("the amount is too large");
  return whole;
}
