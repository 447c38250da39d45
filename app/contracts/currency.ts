/**
 * Currencies that do not count in hundredths, ISO 4217 list one. The runtime's ICU tables say how amounts are commonly shown, which is not
 * the same: they give the forint none of the two decimals in which Shopify sends it.
 */
const WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" ");
const WITH_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND".split(" ");

const EXPONENTS = new Map<string, number>([
  ...WITHOUT_DECIMALS.map((code) => [code, 0] as const),
  ...WITH_THREE_DECIMALS.map((code) => [code, 3] as const),
]);

/** Decimals of a currency: EUR 2, HUF 2, JPY 0, KWD 3. */
export function exponentOf(currency: string): number {
  return EXPONENTS.get(currency) ?? 2;
}
