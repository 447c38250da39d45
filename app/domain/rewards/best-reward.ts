import { scale } from "../money/money.ts";
import type { Reward } from "../programme/compile-rewards.ts";
import { mostPoints } from "./chosen-reward.ts";

export interface BestReward {
  id: string;
  points: number;
  /** What it takes off the cart. */
  worthMinor: number;
}

/**
 * The rewards that take something off a cart of so much, those that take most off first and of equals the cheaper. A slider is used as far as
 * points and cart reach. Rewards for some goods and for shipping are left to the shopper: what they are worth is not known here.
 */
export function bestRewards(rewards: readonly Reward[], available: number, totalMinor: number): BestReward[] {
  return rewards
    .flatMap((reward) => {
      if (reward.minimumMinor !== null && totalMinor < reward.minimumMinor) return [];
      const points = pointsFor(reward, available, totalMinor);
      const worthMinor = points > 0 && points <= available ? worthOf(reward, points, totalMinor) : 0;
      return worthMinor > 0 ? [{ id: reward.id, points, worthMinor }] : [];
    })
    .sort((one, other) => other.worthMinor - one.worthMinor || one.points - other.points);
}

function pointsFor(reward: Reward, available: number, totalMinor: number): number {
  if (reward.code !== "any_amount") return reward.cost;
  const steps = Math.ceil(totalMinor / reward.stepMinor);
  const useful = Math.max(reward.cost, steps * reward.stepPoints);
  return mostPoints(reward, Math.min(available, useful));
}

function worthOf(reward: Reward, points: number, totalMinor: number): number {
  if (reward.code === "any_amount") return Math.min(totalMinor, (points / reward.stepPoints) * reward.stepMinor);
  if (reward.code === "amount_off" && reward.goods === undefined) return Math.min(totalMinor, reward.amountMinor);
  if (reward.code !== "percent_off" || reward.goods !== undefined) return 0;
  return Math.min(scale(totalMinor, reward.percent, 100, "down"), reward.maximumMinor ?? totalMinor);
}
