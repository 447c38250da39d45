import type { RewardSettings } from "../../contracts/rewards.ts";
import type { CompileIn } from "./compile-in.ts";

/** What points buy. A reservation keeps the reward as it was when it was made. */
export type Reward = { id: string; cost: number; minimumMinor: number | null } & (
  | { code: "amount_off"; amountMinor: number }
  | { code: "percent_off"; percent: number; maximumMinor: number | null }
  | { code: "free_shipping"; maximumMinor: number | null }
);

export function compileReward(reward: RewardSettings, shop: CompileIn): Reward {
  const base = { id: reward.id, cost: reward.cost, minimumMinor: shop.optionalMoney(reward.minimumBasket) };
  if (reward.code === "amount_off") return { ...base, code: reward.code, amountMinor: shop.money(reward.amount) };
  const maximumMinor = shop.optionalMoney(reward.maximum);
  if (reward.code === "percent_off") return { ...base, code: reward.code, percent: reward.percent, maximumMinor };
  return { ...base, code: reward.code, maximumMinor };
}
