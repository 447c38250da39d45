import type { AudienceSettings } from "../../contracts/audience.ts";
import type { OfferSettings } from "../../contracts/offers.ts";
import type { SelectionSettings } from "../../contracts/selection.ts";

/** The personal offers of a published version. */
export interface Offers {
  /** 0 for Monday. */
  startsOn: number;
  choose: number;
  activate: number;
  more: { audience: AudienceSettings; choose: number; activate: number }[];
  percent: number;
  /** Null for all. */
  pieces: number | null;
  goods: SelectionSettings | null;
  boughtAtLeast: number;
  lookbackDays: number;
  /** Null where the merchant does not say what is earned. */
  margin: { percent: number; floor: number; of: { goods: SelectionSettings; percent: number }[] } | null;
}

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** Null without offers. */
export function compileOffers(settings: OfferSettings | undefined): Offers | null {
  if (settings === undefined) return null;
  const { choose, activate, percent, boughtAtLeast, lookbackDays } = settings;
  return {
    startsOn: DAYS.indexOf(settings.startsOn),
    choose,
    activate,
    more: settings.more.map((each) => ({ choose, activate, ...each })),
    percent,
    pieces: settings.pieces ?? null,
    goods: settings.goods ?? null,
    boughtAtLeast,
    lookbackDays,
    margin: settings.margin ?? null,
  };
}
