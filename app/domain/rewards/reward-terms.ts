import type { RewardLimitSettings } from "../../contracts/reward-terms.ts";
import { isAmong, type Standing } from "../programme/audience.ts";
import type { RewardTerms } from "../programme/compile-rewards.ts";
import { instantOfLocal, localDayAt } from "../programme/local-time.ts";

/** How often a reward has been taken and not been given back in full. */
export interface RewardUse {
  /** By this member and by all, in the period of the reward's limits. */
  byMember: number;
  byAll: number;
  /** By all, ever. */
  ever: number;
}

export type TermsRefusal = "reward_over" | "not_for_you" | "sold_out" | "limit_reached";

/** Why a member may not take one more of a reward now; null where they may. */
export function termsRefusal(
  reward: RewardTerms,
  now: number,
  standing: Standing,
  use: RewardUse,
): TermsRefusal | null {
  if (isOutOfTime(reward, now)) return "reward_over";
  if (!isAmong(reward.audience ?? null, standing)) return "not_for_you";
  if (reward.stock !== undefined && use.ever >= reward.stock) return "sold_out";
  const { perMember, total } = reward.limits ?? {};
  if (total !== undefined && use.byAll >= total) return "sold_out";
  return perMember !== undefined && use.byMember >= perMember ? "limit_reached" : null;
}

/** Whether a reward is not offered at an instant: not yet, or no more. */
export function isOutOfTime({ from, to }: Pick<RewardTerms, "from" | "to">, now: number): boolean {
  return (from !== undefined && now < from) || (to !== undefined && now >= to);
}

/** Whether anything has to be counted before a reward is taken. */
export function isCounted({ limits, stock }: Pick<RewardTerms, "limits" | "stock">): boolean {
  return stock !== undefined || limits?.perMember !== undefined || limits?.total !== undefined;
}

const DAY_MS = 86_400_000;
const MONDAY_FROM_SUNDAY = [6, 0, 1, 2, 3, 4, 5];

/** The instant at which the period that `now` falls in began, on the shop's calendar; 0 for ever. */
export function periodStart(per: RewardLimitSettings["per"], now: number, timezone: string): number {
  if (per === "ever") return 0;
  const day = localDayAt(now, timezone);
  if (per === "year") return instantOfLocal(`${day.slice(0, 4)}-01-01`, timezone);
  if (per === "month") return instantOfLocal(`${day.slice(0, 7)}-01`, timezone);
  if (per === "day") return instantOfLocal(day, timezone);
  const midnight = Date.parse(day);
  const sinceMonday = MONDAY_FROM_SUNDAY[new Date(midnight).getUTCDay()] ?? 0;
  return instantOfLocal(new Date(midnight - sinceMonday * DAY_MS).toISOString().slice(0, 10), timezone);
}
