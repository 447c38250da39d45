import type { ProgrammeCard, Text } from "../../contracts/wallet.ts";
import { moneyWords } from "../money/money-words.ts";
import type { PerAmountRule, PerOrderRule } from "../programme/compile-earning.ts";
import type { Programme } from "../programme/programme.ts";
import { rewardPhrase, rewardTitle } from "../rewards/reward-title.ts";
import { byCost } from "./card.ts";
import { pointsWords } from "./points-words.ts";

/** What everyone may see of the programme, with the one sentence that explains it. */
export function programmeCardOf(
  programme: Pick<Programme, "name" | "earning" | "signUpPoints" | "rewards" | "currency">,
): ProgrammeCard {
  const earn = combined(programme.earning.filter((rule) => rule.code === "per_amount"));
  const rewards = byCost(programme.rewards);
  return {
    version: 1,
    name: programme.name,
    ...(earn ? { earn } : {}),
    sentence: sentenceOf(programme, earn),
    rewards: rewards.map((reward) => ({
      id: reward.id,
      cost: reward.cost,
      title: rewardTitle(reward, programme.currency),
      price: pointsWords(reward.cost),
    })),
  };
}

type Earn = NonNullable<ProgrammeCard["earn"]>;

/**
 * All rules by amount as one ratio. Several rules are each rounded on their own, so their sum is shown rounded down: a promise that
 * an order keeps or exceeds. Undefined without rules, or where the ratio cannot be told in exact integers.
 */
function combined(rules: readonly PerAmountRule[]): Earn | undefined {
  const [first, ...rest] = rules;
  if (!first) return undefined;
  if (rest.length === 0) return { points: first.points, perMinor: first.perMinor, rounding: first.rounding };
  let points = BigInt(first.points);
  let perMinor = BigInt(first.perMinor);
  for (const rule of rest) {
    points = points * BigInt(rule.perMinor) + BigInt(rule.points) * perMinor;
    perMinor *= BigInt(rule.perMinor);
    const divisor = greatestCommonDivisor(points, perMinor);
    points /= divisor;
    perMinor /= divisor;
  }
  const earn = { points: Number(points), perMinor: Number(perMinor), rounding: "down" as const };
  return Number.isSafeInteger(earn.points) && Number.isSafeInteger(earn.perMinor) ? earn : undefined;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** "For every €1.00 you get 1 point. Each order gets 20 points. 100 points are €5.00 off." With the cheapest reward; a part without a rule is left out. */
function sentenceOf(
  programme: Pick<Programme, "earning" | "signUpPoints" | "rewards" | "currency">,
  earn: Earn | undefined,
): Text {
  const parts: Text[] = [];
  if (earn) {
    const per = moneyWords(earn.perMinor, programme.currency);
    const points = pointsWords(earn.points);
    parts.push({ en: `For every ${per.en} you get ${points.en}.`, nl: `Voor elke ${per.nl} krijg je ${points.nl}.` });
  }
  for (const rule of programme.earning)
    if (rule.code === "per_order") parts.push(orderSentence(rule, programme.currency));
  if (programme.signUpPoints > 0) {
    const points = pointsWords(programme.signUpPoints);
    parts.push({ en: `Signing up gets ${points.en}.`, nl: `Aanmelden levert ${points.nl} op.` });
  }
  const cheapest = byCost(programme.rewards)[0];
  if (cheapest) {
    const cost = pointsWords(cheapest.cost);
    const phrase = rewardPhrase(cheapest, programme.currency);
    const isOne = cheapest.cost === 1;
    parts.push({
      en: `${cost.en} ${isOne ? "is" : "are"} ${phrase.en}.`,
      nl: `${cost.nl} ${isOne ? "is" : "zijn"} ${phrase.nl}.`,
    });
  }
  return { en: parts.map((part) => part.en).join(" "), nl: parts.map((part) => part.nl).join(" ") };
}

/** "An order from €50.00 gets 20 points." */
function orderSentence(rule: PerOrderRule, currency: string): Text {
  const points = pointsWords(rule.points);
  if (rule.minimumMinor === null)
    return { en: `Each order gets ${points.en}.`, nl: `Elke bestelling krijgt ${points.nl}.` };
  const from = moneyWords(rule.minimumMinor, currency);
  return {
    en: `An order from ${from.en} gets ${points.en}.`,
    nl: `Een bestelling vanaf ${from.nl} krijgt ${points.nl}.`,
  };
}
