/** Money as the simulated shop counts it: integers of the currency's smallest unit; decimal text at every border. */

import { exponentOf } from "#app/contracts/currency.ts";

/** Decimals of a currency by ISO 4217: EUR 2, JPY 0, KWD 3. Throws for what is no currency code. */
export function currencyExponent(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`"${currency}" is no currency code.`);
  return exponentOf(currency);
}

/** "10.5" EUR → 1050. More decimals than the currency has are refused unless they are zeros. */
export function parseMoney(text: string, currency: string): number {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) throw new RangeError(`"${text}" is no amount.`);
  const exponent = currencyExponent(currency);
  const decimals = (match[3] ?? "").replace(/0+$/, "");
  if (decimals.length > exponent) throw new RangeError(`${currency} has ${exponent} decimals; "${text}" has more.`);
  const minor = Number((match[2] ?? "0") + decimals.padEnd(exponent, "0"));
  if (!Number.isSafeInteger(minor)) throw new RangeError(`"${text}" is too large.`);
  return match[1] === "-" && minor !== 0 ? -minor : minor;
}

/** 1050 EUR → "10.50". */
export function formatMoney(minor: number, currency: string): string {
  const exponent = currencyExponent(currency);
  const digits = String(Math.abs(minor)).padStart(exponent + 1, "0");
  const sign = minor < 0 ? "-" : "";
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** What Admin GraphQL and REST payloads write: at least one decimal in GraphQL ("10.5", "500.0"). */
export function formatGraphqlDecimal(minor: number, currency: string): string {
  const [whole, decimals = ""] = formatMoney(minor, currency).split(".");
  return `${whole}.${decimals.replace(/0+$/, "") || "0"}`;
}

/** `a × b ÷ divisor`, rounded half away from zero, exact beyond 2^53. */
export function multiplyDivide(a: number, b: number | bigint, divisor: number | bigint): number {
  const product = BigInt(a) * BigInt(b);
  const by = BigInt(divisor);
  if (by <= 0n) throw new RangeError("The divisor must be above zero.");
  const negative = product < 0n;
  const magnitude = negative ? -product : product;
  const rounded = (magnitude * 2n + by) / (by * 2n);
  return Number(negative ? -rounded : rounded);
}

/**
 * Splits `total` in proportion to `weights`. Each part is rounded down, and what remains goes one unit at a time to the largest
 * fractions, the earlier line first: the parts always sum to the total. Nothing is given to a weight of zero.
 */
export function allocateMoney(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + BigInt(b), 0n);
  if (sum === 0n || total === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => BigInt(total) * BigInt(weight));
  const parts = exact.map((product) => Number(product / sum));
  const fractions = exact.map((product, index) => ({ index, rest: product % sum }));
  fractions.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  let remaining = total - parts.reduce((a, b) => a + b, 0);
  for (const { index } of fractions) {
    if (remaining === 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    remaining -= 1;
  }
  return parts;
}

/** An exchange rate as a fraction, from decimal text such as "1.0842": presentment = shop × numerator ÷ denominator. */
export interface Rate {
  numerator: bigint;
  denominator: bigint;
}

/** The rate between minor units of two currencies, from the decimal rate between their major units. */
export function parseRate(text: string, shopCurrency: string, presentmentCurrency: string): Rate {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match || /^[0.]+$/.test(text.trim())) throw new RangeError(`"${text}" is no exchange rate.`);
  const decimals = match[2] ?? "";
  return {
    numerator: BigInt((match[1] ?? "0") + decimals) * 10n ** BigInt(currencyExponent(presentmentCurrency)),
    denominator: 10n ** BigInt(decimals.length + currencyExponent(shopCurrency)),
  };
}

/** Shop minor units → presentment minor units. */
export const toPresentment = (minor: number, rate: Rate) => multiplyDivide(minor, rate.numerator, rate.denominator);
/** Presentment minor units → shop minor units. */
export const toShop = (minor: number, rate: Rate) => multiplyDivide(minor, rate.denominator, rate.numerator);
