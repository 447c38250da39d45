import type { OrderState } from "../../contracts/order-state.ts";
import type { Text } from "../../contracts/wallet.ts";
import type { EarningRule } from "../programme/compile-earning.ts";
import type { Programme } from "../programme/programme.ts";
import { selects } from "../programme/selection.ts";
import { pointsWords } from "../wallet/points-words.ts";
import { type AwardSnapshot, earnedByRule, snapshotOf } from "./award-snapshot.ts";
import { type Circumstances, plainCircumstances } from "./circumstances.ts";
import type { RulePoints } from "./points-by-rule.ts";
import { type NotFor, notFor } from "./rule-terms.ts";
import { ruleWords } from "./rule-words.ts";

/** What one rule makes of an order, and why it makes no more. */
export interface EarningExplanation {
  /** What the settings call it. */
  id: string | null;
  /** The rule in a sentence. */
  rule: Text;
  points: number;
  outcome: EarningOutcome;
  /** "20 points, 10 of them by a campaign." "No points: a better rule of the same group counts." */
  words: Text;
}

export type EarningOutcome = "counts" | NotFor | "goods" | "stopped" | "not_best" | "limit" | "not_reached";

/**
 * What an order would earn by a programme, rule by rule in the order in which they are looked at: for previews. The sum of the points is what
 * the order would be awarded.
 */
export function explainEarning(
  programme: Programme,
  state: OrderState,
  circumstances: Circumstances = plainCircumstances,
): EarningExplanation[] {
  const snapshot = snapshotOf(programme, state, state.placedAt, circumstances);
  const given = earnedByRule(snapshot, state);
  const sources = snapshot.sources ?? [...programme.earning.keys()];
  return programme.earning.map((rule, index): EarningExplanation => {
    const place = sources.indexOf(index);
    const about = { id: rule.id ?? null, rule: ruleWords(rule, programme.currency) };
    const points = given[place];
    if (!points) {
      const outcome = notFor(rule, state, circumstances.standing) ?? "not_reached";
      return { ...about, points: 0, outcome, words: NOTHING[outcome] };
    }
    const outcome = outcomeOf(rule, place, points, snapshot, state, circumstances);
    return { ...about, points: points.points, outcome, words: wordsOf(points, outcome) };
  });
}

function outcomeOf(
  rule: EarningRule,
  place: number,
  { points, cut }: RulePoints,
  { lines }: AwardSnapshot,
  state: OrderState,
  { goodsOf }: Circumstances,
): EarningOutcome {
  if (cut !== null) return cut;
  if (points > 0) return "counts";
  if (lines.some((line) => line.rules === undefined || line.rules.includes(place))) return "not_reached";
  const isSelected = state.lines.some((line) => !line.isGiftCard && selects(rule.terms?.goods ?? null, goodsOf(line)));
  return isSelected ? "stopped" : "goods";
}

const NOTHING: Record<Exclude<EarningOutcome, "counts">, Text> = {
  channel: { en: "No points: not in this channel.", nl: "Geen punten: niet via dit kanaal." },
  location: { en: "No points: not at this shop.", nl: "Geen punten: niet in deze winkel." },
  audience: { en: "No points: not for this member.", nl: "Geen punten: niet voor dit lid." },
  goods: { en: "No points: none of the goods are meant.", nl: "Geen punten: geen van de artikelen hoort erbij." },
  stopped: { en: "No points: a rule before it stops here.", nl: "Geen punten: een eerdere regel stopt hier." },
  not_best: {
    en: "No points: a better rule of the same group counts.",
    nl: "Geen punten: een betere regel van dezelfde groep telt.",
  },
  limit: { en: "No points: the limit is reached.", nl: "Geen punten: de grens is bereikt." },
  not_reached: { en: "No points: the order does not reach it.", nl: "Geen punten: de bestelling komt er niet aan." },
};

function wordsOf({ points, campaignPoints, tierPoints }: RulePoints, outcome: EarningOutcome): Text {
  if (points === 0 && outcome !== "counts") return NOTHING[outcome];
  const all = pointsWords(points);
  const [campaign, tier] = [pointsWords(campaignPoints), pointsWords(tierPoints)];
  const en = [
    ...(campaignPoints > 0 ? [`${campaign.en} by a campaign`] : []),
    ...(tierPoints > 0 ? [`${tier.en} by the tier`] : []),
    ...(outcome === "limit" ? ["up to the limit"] : []),
  ];
  const nl = [
    ...(campaignPoints > 0 ? [`${campaign.nl} door een actie`] : []),
    ...(tierPoints > 0 ? [`${tier.nl} door het niveau`] : []),
    ...(outcome === "limit" ? ["tot aan de grens"] : []),
  ];
  return {
    en: `${[all.en, ...(en.length > 0 ? [en.join(", ")] : [])].join(": ")}.`,
    nl: `${[all.nl, ...(nl.length > 0 ? [nl.join(", ")] : [])].join(": ")}.`,
  };
}

/** Why an order earns what it does now, by what its award remembers: whatever the programme says by then. Rules that were not for it are not in there. */
export function explainAward(snapshot: AwardSnapshot, state: OrderState): EarningExplanation[] {
  return earnedByRule(snapshot, state).map((given, index): EarningExplanation => {
    const { rule, points, cut } = given;
    const isClaimed = snapshot.lines.some((line) => line.rules === undefined || line.rules.includes(index));
    const outcome = cut ?? (points > 0 ? "counts" : isClaimed ? "not_reached" : "goods");
    return {
      id: rule.id ?? null,
      rule: ruleWords(rule, snapshot.currency),
      points,
      outcome,
      words: wordsOf(given, outcome),
    };
  });
}
