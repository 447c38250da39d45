import { parseMoney } from "../money/money.ts";

/** The shop that settings are compiled for: amounts become minor units of its currency, local times instants of its zone. */
export interface CompileIn {
  /** ISO 4217. */
  currency: string;
  /** IANA. */
  timezone: string;
  /** @throws RangeError where the amount is nothing in the currency, such as "0.001" in euros */
  money(text: string): number;
  optionalMoney(text: string | undefined): number | null;
}

export function compileIn(currency: string, timezone: string): CompileIn {
  const money = (text: string): number => {
    const minor = parseMoney(text, currency);
    if (minor === 0) throw new RangeError(`${text} is nothing in ${currency}: choose a larger amount`);
    return minor;
  };
  return { currency, timezone, money, optionalMoney: (text) => (text === undefined ? null : money(text)) };
}
