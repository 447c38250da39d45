import type { AudienceSettings } from "../../contracts/audience.ts";
import type { ReferralSettings, WelcomeRewardSettings } from "../../contracts/referrals.ts";
import type { RewardSettings } from "../../contracts/rewards.ts";
import type { CompileIn } from "./compile-in.ts";

/** What a friend gets off the first order. */
export type WelcomeReward = { minimumMinor: number | null } & (
  | { code: "amount_off"; amountMinor: number }
  | { code: "percent_off"; percent: number; maximumMinor: number | null }
  | { code: "free_shipping"; maximumMinor: number | null }
);

/** Bringing in friends. An order that came by a link keeps these terms as they were when it was placed. */
export interface Referrals {
  /** `reward`: the one whose price in points these are; null where points were chosen. */
  advocate: { points: number; reward: string | null };
  friend: { points: number; at: "order" | "sign_up" } | { reward: WelcomeReward } | null;
  minimumMinor: number | null;
  waitDays: number;
  maximumPerAdvocate: { count: number; days: number } | null;
  linkDays: number;
  review: { holdFrom: number; refuseFrom: number; perHour: number; perDay: number };
  audience: AudienceSettings | null;
}

/** @throws RangeError where an amount is nothing in the currency, or the advocate's reward is none of the programme's */
export function compileReferrals(
  settings: ReferralSettings | undefined,
  rewards: readonly RewardSettings[],
  shop: CompileIn,
): Referrals | null {
  if (settings === undefined) return null;
  const { advocate, minimumOrder, waitDays, linkDays, review, maximumPerAdvocate, audience } = settings;
  return {
    advocate: { points: advocate.points ?? priceOf(advocate.reward ?? "", rewards), reward: advocate.reward ?? null },
    friend: friendOf(settings.friend, shop),
    minimumMinor: shop.optionalMoney(minimumOrder),
    waitDays,
    maximumPerAdvocate: maximumPerAdvocate ?? null,
    linkDays,
    review,
    audience: audience ?? null,
  };
}

function priceOf(id: string, rewards: readonly RewardSettings[]): number {
  const reward = rewards.find((each) => each.id === id);
  if (!reward || !("cost" in reward) || typeof reward.cost !== "number")
    throw new RangeError(`no reward is called "${id}"`);
  return reward.cost;
}

function friendOf(friend: ReferralSettings["friend"], shop: CompileIn): Referrals["friend"] {
  if (friend === undefined) return null;
  if (friend.reward !== undefined) return { reward: welcomeRewardOf(friend.reward, shop) };
  return { points: friend.points ?? 0, at: friend.at };
}

function welcomeRewardOf(reward: WelcomeRewardSettings, shop: CompileIn): WelcomeReward {
  const minimumMinor = shop.optionalMoney(reward.minimumBasket);
  if (reward.code === "amount_off") return { code: reward.code, minimumMinor, amountMinor: shop.money(reward.amount) };
  const maximumMinor = shop.optionalMoney(reward.maximum);
  if (reward.code === "percent_off") return { code: reward.code, minimumMinor, percent: reward.percent, maximumMinor };
  return { code: reward.code, minimumMinor, maximumMinor };
}
