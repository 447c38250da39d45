import { currencyExponent } from "../money.ts";

/**
 * Amounts as Liquid and the cart's Ajax API give them: always hundredths of the unit, whatever the currency has. ¥1,000 is 100000
 * (shopify.dev/docs/api/liquid/objects/variant#variant-price).
 */
export function toSubunit(minor: number, currency: string): number {
  return Math.round(minor * 10 ** (2 - currencyExponent(currency)));
}

/** The way back, for filters that print what Liquid holds. */
export function fromSubunit(subunit: number, currency: string): number {
  return Math.round(subunit * 10 ** (currencyExponent(currency) - 2));
}
