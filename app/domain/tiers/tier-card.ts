import type { CardLevel, CardTier } from "../../contracts/card.ts";
import type { TierLevel, Tiers } from "../programme/compile-tiers.ts";
import { perkTitle } from "../programme/perk-title.ts";
import { amountWords, missingWords, untilWords } from "./words.ts";

/** A member's level as it was last worked out. */
export interface NotedTier {
  level: string | null;
  /** Epoch milliseconds; null where time alone ends nothing. */
  endsAt: number | null;
  counted: number;
  /** What the next level takes; null on the highest. */
  nextFrom: number | null;
}

/** Level, what it brings, how long it lasts and how far it is to the next one, as a member reads it. */
export function tierCardOf(tiers: Tiers, { level: id, endsAt, counted, nextFrom }: NotedTier): CardTier {
  const place = tiers.levels.findIndex((level) => level.id === id);
  const level = tiers.levels[place];
  const next = tiers.levels[place + 1];
  return {
    ...(level ? { id: level.id, name: level.name } : {}),
    perks: level ? benefitsOf(level, tiers.currency) : [],
    ...(level && endsAt !== null
      ? { endsAt: new Date(endsAt).toISOString(), until: untilWords(level, endsAt, tiers.timezone) }
      : {}),
    ...(next ? { progress: progressOf(tiers, next, counted, nextFrom ?? next.from) } : {}),
  };
}

function progressOf(tiers: Tiers, next: TierLevel, counted: number, needed: number): NonNullable<CardTier["progress"]> {
  const had = Math.min(Math.max(0, counted), needed);
  // A bar is full only when the level is reached.
  const percent = needed === 0 ? 0 : Number((BigInt(had) * 100n) / BigInt(needed));
  return {
    level: next.id,
    name: next.name,
    percent: Math.min(99, percent),
    text: missingWords(tiers, needed - had, next),
  };
}

/** The levels as everybody may see them, from the lowest to the highest. */
export function levelCards(tiers: Tiers): CardLevel[] {
  return tiers.levels.map((level) => ({
    id: level.id,
    name: level.name,
    from: level.from === 0 ? { en: "For every member", nl: "Voor ieder lid" } : fromWords(tiers, level.from),
    perks: benefitsOf(level, tiers.currency),
  }));
}

const PERIODS = {
  calendar_year: { en: " in a calendar year", nl: " in een kalenderjaar" },
  rolling_12_months: { en: " in twelve months", nl: " in twaalf maanden" },
  lifetime: { en: "", nl: "" },
} as const;

/** "From €500.00 in twelve months". */
function fromWords(tiers: Tiers, from: number): CardLevel["from"] {
  const amount = amountWords(tiers, from);
  const period = PERIODS[tiers.period];
  return { en: `From ${amount.en}${period.en}`, nl: `Vanaf ${amount.nl}${period.nl}` };
}

/** Everything that a level brings, a line each. */
function benefitsOf({ perks, multiplierHundredths, entryReward }: TierLevel, currency: string): CardLevel["perks"] {
  const told = perks.map((perk) => perkTitle(perk, currency));
  if (multiplierHundredths > 100) {
    const factor = String(multiplierHundredths / 100);
    told.push({ en: `${factor} times the points`, nl: `${factor.replace(".", ",")} keer zoveel punten` });
  }
  if (entryReward > 0)
    told.push({
      en: `${entryReward} points for reaching it`,
      nl: `${entryReward} punten als je het bereikt`,
    });
  return told;
}
