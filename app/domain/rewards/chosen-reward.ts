import type { DiscountReward, Reward } from "../programme/compile-rewards.ts";

/**
 * The reward as it is taken: of a slider so many points' worth, an amount off like any other from here on. Null where the points are no
 * whole step within its ends, or are given where nothing is to be chosen.
 *
 * @param points as the shopper chose; null for the least that the reward costs
 */
export function chosenReward(reward: Reward, points: number | null): DiscountReward | null {
  const cost = points ?? reward.cost;
  if (reward.code !== "any_amount") return cost === reward.cost ? reward : null;
  const { code, stepPoints, stepMinor, maximumPoints, ...terms } = reward;
  const isWithin = cost >= reward.cost && (maximumPoints === null || cost <= maximumPoints);
  const steps = cost / stepPoints;
  const amountMinor = steps * stepMinor;
  if (!isWithin || !Number.isSafeInteger(steps) || !Number.isSafeInteger(amountMinor)) return null;
  return { ...terms, cost, code: "amount_off", amountMinor };
}

/** The most points that a member with so many may put into a slider: whole steps; 0 where not even the least fits. */
export function mostPoints(reward: Extract<Reward, { code: "any_amount" }>, available: number): number {
  const most = Math.min(available, reward.maximumPoints ?? available);
  const points = Math.floor(most / reward.stepPoints) * reward.stepPoints;
  return points >= reward.cost ? points : 0;
}
