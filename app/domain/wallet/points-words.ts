import type { Text } from "../../contracts/wallet.ts";

const english = new Intl.NumberFormat("en-IE");
const dutch = new Intl.NumberFormat("nl-NL");

/** "1 point", "1,250 points" and "1.250 punten". */
export function pointsWords(points: number): Text {
  return {
    en: `${english.format(points)} ${points === 1 ? "point" : "points"}`,
    nl: `${dutch.format(points)} ${points === 1 ? "punt" : "punten"}`,
  };
}
