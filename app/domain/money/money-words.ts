import { exponentOf } from "../../contracts/currency.ts";
import type { Text } from "../../contracts/wallet.ts";
import { formatMoney } from "./money.ts";

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  let format = formats.get(key);
  if (format === undefined) {
    // As many decimals as people are used to, and never fewer than the amount has.
    format = new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      maximumFractionDigits: exponentOf(currency),
    });
    formats.set(key, format);
  }
  return format;
}

/** An amount as a shopper reads it: "€5.00" and "€ 5,00". The number reaches the format as text, so no float holds it. */
export function moneyWords(minor: number, currency: string): Text {
  const amount = formatMoney(minor, currency) as Intl.StringNumericLiteral;
  return { en: formatOf("en-IE", currency).format(amount), nl: formatOf("nl-NL", currency).format(amount) };
}
