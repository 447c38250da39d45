import type { CardRule, ProgrammeCard } from "../../contracts/card.ts";
import type { Text } from "../../contracts/wallet.ts";
import { campaignsAt } from "../earning/campaign-at.ts";
import { campaignWords, ruleWords } from "../earning/rule-words.ts";
import { programmeMembership } from "../memberships/programme-membership.ts";
import { moneyWords } from "../money/money-words.ts";
import type { Campaign, EarningRule, PerAmountRule } from "../programme/compile-earning.ts";
import type { Programme } from "../programme/programme.ts";
import { inSmallLetters } from "../programme/selection.ts";
import { termsWords } from "../referrals/words.ts";
import { isOutOfTime } from "../rewards/reward-terms.ts";
import { rewardPhrase, rewardTitle } from "../rewards/reward-title.ts";
import { levelCards } from "../tiers/tier-card.ts";
import { byCost } from "./card.ts";
import { pointsWords } from "./points-words.ts";

type Shown = Pick<
  Programme,
  "name" | "earning" | "campaigns" | "signUpPoints" | "rewards" | "tiers" | "memberships" | "currency" | "timezone"
> &
  Partial<Pick<Programme, "claimRewards" | "events" | "referrals">>;

/** What everyone may see of the programme at an instant, with the sentences that explain it. */
export function programmeCardOf(programme: Shown, now: number): ProgrammeCard {
  const rules = programme.earning.filter(isForEverybody);
  const campaigns = campaignsAt(programme.campaigns, { placedAt: now, channel: "web" }).filter(
    ({ audience }) => audience === undefined,
  );
  const plain = combined(rules.filter(isPlainRate));
  const earn = plain && multiplied(plain, campaigns.find(({ goods }) => goods === undefined)?.factorHundredths ?? 100);
  const goods = goodsOf(rules, campaigns);
  const offered = programme.rewards.filter((each) => each.audience === undefined && !isOutOfTime(each, now));
  const rewards = byCost(offered);
  const claimable = [...(programme.claimRewards ?? [])].sort((a, b) => a.cost - b.cost);
  // Nobody is to sleep for the points that sleepers are given.
  const ways = (programme.events ?? []).flatMap(({ code, audience, sentence }) =>
    audience === null && code !== "segment" ? [sentence] : [],
  );
  const { referrals } = programme;
  const memberships = programme.memberships.map((each) => programmeMembership(each, programme.currency));
  return {
    version: 1,
    name: programme.name,
    ...(earn ? { earn } : {}),
    ...(goods ? { goods } : {}),
    sentence: sentenceOf({ ...programme, rewards: offered }, plain, rules, campaigns),
    ...(ways.length > 0 ? { ways } : {}),
    ...(referrals?.audience === null ? { referral: termsWords(referrals, programme.currency) } : {}),
    rewards: rewards.map((reward) => ({
      id: reward.id,
      cost: reward.cost,
      title: rewardTitle(reward, programme.currency),
      price: pointsWords(reward.cost),
    })),
    ...(claimable.length > 0
      ? {
          claimable: claimable.map(({ id, cost, title, description }) => ({
            id,
            cost,
            title,
            price: pointsWords(cost),
            ...(description ? { hint: description } : {}),
          })),
        }
      : {}),
    ...(programme.tiers ? { levels: levelCards(programme.tiers) } : {}),
    ...(memberships.length > 0 ? { memberships } : {}),
  };
}

/** What the card leaves out is for some members or shops only: a page that all see does not promise it. */
function isForEverybody({ terms }: EarningRule): boolean {
  if (terms === undefined) return true;
  return terms.audience === null && terms.locations === null && (terms.channels?.includes("web") ?? true);
}

/** The next instant after `since`, up to `now`, at which the card began to say something else; null for none. */
export function cardChangeBetween(programme: Pick<Programme, "campaigns">, since: number, now: number): number | null {
  const changes = programme.campaigns.flatMap(({ from, to }) => [from, to]).filter((at) => since < at && at <= now);
  return changes.length === 0 ? null : Math.max(...changes);
}

/** Whether a reward has begun or ceased to be offered since: then members' own cards say something else too. */
export function hasRewardChangedBetween({ rewards }: Pick<Programme, "rewards">, since: number, now: number): boolean {
  return rewards.some(({ from, to }) => [from, to].some((at) => at !== undefined && since < at && at <= now));
}

type Rate = PerAmountRule & EarningRule;

/** A rate that holds for all goods and comes on top of the others. */
function isPlainRate(rule: EarningRule): rule is Rate {
  return rule.code === "per_amount" && rule.combine === undefined && (rule.terms?.goods ?? null) === null;
}

/** The rules one by one, where goods do not all earn alike or rules do not just add up; undefined otherwise. */
function goodsOf(rules: readonly EarningRule[], campaigns: readonly Campaign[]): ProgrammeCard["goods"] {
  const ofGoods = rules.flatMap((rule): CardRule[] => {
    if (rule.code !== "per_amount" && rule.code !== "per_piece") return [];
    const goods = rule.terms?.goods;
    return [
      {
        points: rule.points,
        ...(rule.code === "per_amount" ? { perMinor: rule.perMinor } : {}),
        rounding: rule.rounding,
        ...(goods ? { goods: inSmallLetters(goods) } : {}),
        ...(rule.combine?.how === "stop" ? { stop: true } : {}),
        ...(rule.combine?.how === "best" ? { best: true } : {}),
      },
    ];
  });
  const isPlain = rules.every((rule) => isPlainRate(rule) || !["per_amount", "per_piece"].includes(rule.code));
  if (isPlain && campaigns.every(({ goods }) => goods === undefined)) return undefined;
  return {
    rules: ofGoods,
    campaigns: campaigns.map(({ factorHundredths, goods }) => ({
      factorHundredths,
      ...(goods ? { goods: inSmallLetters(goods) } : {}),
    })),
  };
}

type Earn = NonNullable<ProgrammeCard["earn"]>;

/** The same rate, so many times. */
function multiplied(earn: Earn, factorHundredths: number): Earn | undefined {
  if (factorHundredths === 100) return earn;
  const [points, perMinor] = [earn.points * factorHundredths, earn.perMinor * 100];
  const divisor = Number(greatestCommonDivisor(BigInt(points), BigInt(perMinor)));
  const rate = { ...earn, points: points / divisor, perMinor: perMinor / divisor };
  return Number.isSafeInteger(rate.points) && Number.isSafeInteger(perMinor) ? rate : undefined;
}

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
  programme: Shown,
  earn: Earn | undefined,
  rules: readonly EarningRule[],
  campaigns: readonly Campaign[],
): Text {
  const parts: Text[] = [];
  if (earn) {
    const per = moneyWords(earn.perMinor, programme.currency);
    const points = pointsWords(earn.points);
    parts.push({ en: `For every ${per.en} you get ${points.en}.`, nl: `Voor elke ${per.nl} krijg je ${points.nl}.` });
  }
  for (const rule of rules) if (!isPlainRate(rule)) parts.push(ruleWords(rule, programme.currency));
  for (const campaign of campaigns) parts.push(campaignWords(campaign, programme.timezone));
  if (programme.signUpPoints > 0) {
    const points = pointsWords(programme.signUpPoints);
    parts.push({ en: `Signing up gets ${points.en}.`, nl: `Aanmelden levert ${points.nl} op.` });
  }
  const cheapest = byCost(programme.rewards)[0];
  if (cheapest) {
    const { points, phrase } = worthOf(cheapest, programme.currency);
    const cost = pointsWords(points);
    const isOne = points === 1;
    parts.push({
      en: `${cost.en} ${isOne ? "is" : "are"} ${phrase.en}.`,
      nl: `${cost.nl} ${isOne ? "is" : "zijn"} ${phrase.nl}.`,
    });
  }
  return { en: parts.map((part) => part.en).join(" "), nl: parts.map((part) => part.nl).join(" ") };
}

/** What so many points are: of a slider one step, wherever it begins. */
function worthOf(reward: Shown["rewards"][number], currency: string): { points: number; phrase: Text } {
  if (reward.code !== "any_amount" || reward.title !== undefined)
    return { points: reward.cost, phrase: rewardPhrase(reward, currency) };
  const amount = moneyWords(reward.stepMinor, currency);
  return { points: reward.stepPoints, phrase: { en: `${amount.en} off`, nl: `${amount.nl} korting` } };
}
