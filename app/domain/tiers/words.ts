import type { Text } from "../../contracts/wallet.ts";
import { moneyWords } from "../money/money-words.ts";
import type { TierLevel, Tiers } from "../programme/compile-tiers.ts";
import { pointsWords } from "../wallet/points-words.ts";

/** "€120.00", "120 points", "3 orders": so much of what counts. */
export function amountWords({ by, currency }: Pick<Tiers, "by" | "currency">, amount: number): Text {
  if (by === "spend") return moneyWords(amount, currency);
  if (by === "points") return pointsWords(amount);
  return {
    en: `${amount} ${amount === 1 ? "order" : "orders"}`,
    nl: `${amount} ${amount === 1 ? "bestelling" : "bestellingen"}`,
  };
}

/** "€120.00 more to Gold". */
export function missingWords(tiers: Pick<Tiers, "by" | "currency">, missing: number, next: TierLevel): Text {
  const amount = amountWords(tiers, missing);
  const english = tiers.by === "spend" ? `${amount.en} more` : amount.en.replace(" ", " more ");
  return { en: `${english} to ${next.name.en}`, nl: `Nog ${amount.nl} tot ${next.name.nl}` };
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** A day as people write it, "31 December 2027", on the shop's calendar. */
export function dayWords(instant: number, timezone: string): Text {
  return { en: dayIn("en-IE", instant, timezone), nl: dayIn("nl-NL", instant, timezone) };
}

function dayIn(locale: string, instant: number, timeZone: string): string {
  const key = `${locale} ${timeZone}`;
  const format = dayFormats.get(key) ?? new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone });
  dayFormats.set(key, format);
  return format.format(instant);
}

/** "Gold until 31 December 2027": the last day on which somebody has a level that ends at an instant. */
export function untilWords(level: TierLevel, endsAt: number, timezone: string): Text {
  const day = dayWords(endsAt - 1, timezone);
  return { en: `${level.name.en} until ${day.en}`, nl: `${level.name.nl} tot en met ${day.nl}` };
}

export interface LevelChange {
  from: TierLevel | null;
  to: TierLevel | null;
  cause: "bought" | "taken_back" | "time" | "published";
  /** What counts now. */
  counted: number;
}

/** Why somebody has another level, in one sentence. Levels of a version that is gone are called as they were. */
export function whyWords(tiers: Tiers | null, { from, to, cause, counted }: LevelChange): Text {
  if (tiers === null)
    return { en: "The programme has no levels any more.", nl: "Het programma heeft geen niveaus meer." };
  const now = amountWords(tiers, Math.max(0, counted));
  const name = to?.name ?? { en: "no level", nl: "geen niveau" };
  if (cause === "published")
    return { en: `The levels were changed: now ${name.en}.`, nl: `De niveaus zijn gewijzigd: nu ${name.nl}.` };
  if (cause === "bought") {
    const border = amountWords(tiers, to?.from ?? 0);
    return {
      en: `${name.en} is reached: ${now.en}, and it begins at ${border.en}.`,
      nl: `${name.nl} is bereikt: ${now.nl}, en het begint bij ${border.nl}.`,
    };
  }
  const lost = from?.name ?? name;
  if (cause === "taken_back")
    return {
      en: `What was sent back or cancelled does not count any more: ${now.en} are left, so ${lost.en} is not reached; now ${name.en}.`,
      nl: `Wat is teruggestuurd of geannuleerd telt niet meer mee: er blijft ${now.nl} over, dus ${lost.nl} is niet bereikt; nu ${name.nl}.`,
    };
  const keep = amountWords(tiers, from?.keepFrom ?? 0);
  return {
    en: `The time for ${lost.en} is over: it takes ${keep.en} to keep it, and ${now.en} count now; now ${name.en}.`,
    nl: `De tijd voor ${lost.nl} is om: behouden kan met ${keep.nl}, en nu telt ${now.nl}; nu ${name.nl}.`,
  };
}
