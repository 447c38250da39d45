import type { Card, CardReward, Text } from "../../contracts/wallet.ts";
import { scale } from "../money/money.ts";
import { moneyWords } from "../money/money-words.ts";
import type { Reward } from "../programme/compile-rewards.ts";
import type { Programme } from "../programme/programme.ts";
import { rewardTitle } from "../rewards/reward-title.ts";
import { pointsWords } from "./points-words.ts";
import type { HeldReservation } from "./wallet.ts";

export interface CardBalance {
  available: number;
  pending: number;
  debt: number;
}

/** What the member's own pages show: ready sentences, so that no block calculates or words anything. */
export function cardOf(
  programme: Pick<Programme, "name" | "rewards" | "currency">,
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
    rewards: byCost(programme.rewards).map((reward) => cardReward(reward, balance.available, currency)),
    reservations: reservations.map((held) => ({
      ref: held.ref,
      reward: held.rewardId,
      points: held.points,
      title: rewardTitle(held.reward, currency),
      expiresAt: new Date(held.expiresAt).toISOString(),
    })),
  };
}

/** What points are worth in minor units: at the fixed-amount reward that gives most for a point, rounded down; null without one. */
export function worthOf(points: number, rewards: readonly Reward[]): number | null {
  const worths = rewards.flatMap((reward) =>
    reward.code === "amount_off" ? [scale(points, reward.amountMinor, reward.cost, "down")] : [],
  );
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
  };
}

function hintOf(missing: number): Text {
  if (missing === 0) return { en: "You have enough points.", nl: "Je hebt genoeg punten." };
  const points = pointsWords(missing);
  const more = points.en.replace(" ", " more ");
  return { en: `You need ${more}.`, nl: `Je hebt nog ${points.nl} nodig.` };
}
