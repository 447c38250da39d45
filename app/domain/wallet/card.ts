import type { Card, CardReward } from "../../contracts/card.ts";
import type { Text } from "../../contracts/wallet.ts";
import { scale } from "../money/money.ts";
import { moneyWords } from "../money/money-words.ts";
import type { Reward } from "../programme/compile-rewards.ts";
import type { Programme } from "../programme/programme.ts";
import { mostPoints } from "../rewards/chosen-reward.ts";
import type { TermsRefusal } from "../rewards/reward-terms.ts";
import { rewardTitle } from "../rewards/reward-title.ts";
import { isGid, numberOf } from "./goods-names.ts";
import { pointsWords } from "./points-words.ts";
import type { HeldReservation } from "./wallet.ts";

export interface CardBalance {
  available: number;
  pending: number;
  debt: number;
}

/** What the member's own pages show: ready sentences, so that no block calculates or words anything. */
export function cardOf(
  programme: Pick<Programme, "name" | "rewards" | "currency"> & Partial<Pick<Programme, "isAutoApplied">>,
  balance: CardBalance,
  reservations: readonly HeldReservation[],
): Card {
  const { currency } = programme;
  return {
    version: 1,
    programme: programme.name,
    points: balance.available,
    pending: balance.pending,
    debt: balance.debt,
    balance: balanceWords(balance, worthOf(balance.available, programme.rewards), currency),
    rewards: cardRewards(programme, balance.available, new Map()),
    reservations: reservations.map((held) => ({
      ref: held.ref,
      reward: held.rewardId,
      points: held.points,
      title: rewardTitle(held.reward, currency),
      expiresAt: new Date(held.expiresAt).toISOString(),
    })),
    ...(programme.isAutoApplied ? { auto: true as const } : {}),
  };
}

/**
 * The rewards that a member is shown, the cheapest first: those that are not for them, or not on offer, are left out; those that are gone
 * for now say so.
 *
 * @param refused why some rewards may not be taken, by their ids, whatever the balance is
 */
export function cardRewards(
  { rewards, currency }: Pick<Programme, "rewards" | "currency">,
  available: number,
  refused: ReadonlyMap<string, TermsRefusal>,
): CardReward[] {
  return byCost(rewards).flatMap((reward) => {
    const why = refused.get(reward.id);
    if (why === "reward_over" || why === "not_for_you") return [];
    const shown = cardReward(reward, available, currency);
    return why === undefined ? shown : { ...shown, affordable: false, hint: GONE[why] };
  });
}

export const GONE: Record<Exclude<TermsRefusal, "reward_over" | "not_for_you">, Text> = {
  sold_out: { en: "This reward is gone for now.", nl: "Deze beloning is voorlopig op." },
  limit_reached: { en: "You have had this reward for now.", nl: "Je hebt deze beloning voorlopig gehad." },
};

/** What points are worth in minor units: at the fixed-amount reward that gives most for a point, rounded down; null without one. */
export function worthOf(points: number, rewards: readonly Reward[]): number | null {
  const worths = rewards.flatMap((reward) => {
    if (reward.code === "any_amount") return [scale(points, reward.stepMinor, reward.stepPoints, "down")];
    const isForAllGoods = reward.code === "amount_off" && reward.goods === undefined;
    return isForAllGoods ? [scale(points, reward.amountMinor, reward.cost, "down")] : [];
  });
  return worths.length === 0 ? null : Math.max(...worths);
}

/** The cheapest first, those of one price as the merchant ordered them. */
export function byCost(rewards: readonly Reward[]): Reward[] {
  return [...rewards].sort((a, b) => a.cost - b.cost);
}

function balanceWords(balance: CardBalance, worthMinor: number | null, currency: string): Text {
  const points = pointsWords(balance.available);
  if (balance.debt > 0) {
    const debt = pointsWords(balance.debt);
    return { en: `${points.en} (${debt.en} still to make up)`, nl: `${points.nl} (nog ${debt.nl} in te lopen)` };
  }
  if (!worthMinor) return points;
  const worth = moneyWords(worthMinor, currency);
  return { en: `${points.en} (worth ${worth.en})`, nl: `${points.nl} (${worth.nl} waard)` };
}

function cardReward(reward: Reward, available: number, currency: string): CardReward {
  const missing = Math.max(0, reward.cost - available);
  return {
    id: reward.id,
    cost: reward.cost,
    title: rewardTitle(reward, currency),
    price: pointsWords(reward.cost),
    affordable: missing === 0,
    missing,
    hint: hintOf(missing),
    ...choicesOf(reward, available, currency),
    ...addOf(reward),
  };
}

/** So many choices are told apart by a finger on a slider. */
const MOST_CHOICES = 20;

/** What the balance reaches of a slider, in even steps and to the last; nothing for other rewards. */
function choicesOf(reward: Reward, available: number, currency: string): Pick<CardReward, "choices"> {
  if (reward.code !== "any_amount") return {};
  const most = mostPoints(reward, available);
  if (most === 0) return {};
  const steps = (most - reward.cost) / reward.stepPoints;
  const stride = Math.max(1, Math.ceil(steps / (MOST_CHOICES - 1))) * reward.stepPoints;
  const choices: NonNullable<CardReward["choices"]> = [];
  for (let points = reward.cost; points < most; points += stride) choices.push(choiceOf(reward, points, currency));
  return { choices: [...choices, choiceOf(reward, most, currency)] };
}

function choiceOf(reward: Extract<Reward, { code: "any_amount" }>, points: number, currency: string) {
  const amount = moneyWords((points / reward.stepPoints) * reward.stepMinor, currency);
  const { en, nl } = pointsWords(points);
  return { points, text: { en: `${en}: ${amount.en} off`, nl: `${nl}: ${amount.nl} korting` } };
}

/** What a free product is put in the cart by: a variant's number or a handle. By a product's global id a theme finds nothing. */
function addOf(reward: Reward): Pick<CardReward, "add"> {
  if (reward.code !== "free_product") return {};
  const [variant] = reward.goods.variants ?? [];
  const [product] = reward.goods.products ?? [];
  if (variant !== undefined) return { add: { variant: numberOf(variant) } };
  return product === undefined || isGid(product) ? {} : { add: { product } };
}

function hintOf(missing: number): Text {
  if (missing === 0) return { en: "You have enough points.", nl: "Je hebt genoeg punten." };
  const points = pointsWords(missing);
  const more = points.en.replace(" ", " more ");
  return { en: `You need ${more}.`, nl: `Je hebt nog ${points.nl} nodig.` };
}
