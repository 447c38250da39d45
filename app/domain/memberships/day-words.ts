import type { Text } from "../../contracts/wallet.ts";
import { dayWords } from "../tiers/words.ts";

/** The last day before an instant, on the shop's calendar: "5 January 2027" for the midnight after it. */
export function lastDayWords(end: number, timezone: string): Text {
  return dayWords(end - 1, timezone);
}
