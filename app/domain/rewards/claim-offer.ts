import type { RewardLimitSettings } from "../../contracts/reward-terms.ts";
import { isAmong, type Standing } from "../programme/audience.ts";
import type { ClaimReward } from "../programme/compile-claim-rewards.ts";
import { instantOfLocal, localDayAt } from "../programme/local-time.ts";
import { isOver } from "./claim.ts";

const DAY_MS = 86_400_000;

/** How often a reward has been claimed and not given back. */
export interface ClaimCounts {
  /** In all; those who wait for a place come after those who have one. */
  alive: number;
  /** In the running period of the limits, in all and by this member. */
  inPeriod: number;
  mineInPeriod: number;
}

export type Offer =
  | { outcome: "offered"; hasPlace: boolean }
  | { outcome: "reward_over" | "not_for_you" | "limit_reached" | "sold_out" };

/** Whether a member may claim a reward now; stock is told apart, since somebody may wait for a place. */
export function offerOf(reward: ClaimReward, standing: Standing, counts: ClaimCounts, now: number): Offer {
  const { from, to, audience, limits, stock } = reward;
  if ((from !== undefined && now < from) || (to !== undefined && now >= to) || isOver(reward, now))
    return { outcome: "reward_over" };
  if (!isAmong(audience ?? null, standing)) return { outcome: "not_for_you" };
  if (limits?.perMember !== undefined && counts.mineInPeriod >= limits.perMember) return { outcome: "limit_reached" };
  if (limits?.total !== undefined && counts.inPeriod >= limits.total) return { outcome: "sold_out" };
  return { outcome: "offered", hasPlace: stock === undefined || counts.alive < stock };
}

/** When the running period of the limits began on the shop's calendar (IANA); null where it has no beginning. Weeks begin on Monday. */
export function periodStart(per: RewardLimitSettings["per"], now: number, timezone: string): number | null {
  if (per === "ever") return null;
  const today = localDayAt(now, timezone);
  if (per === "year") return instantOfLocal(`${today.slice(0, 4)}-01-01`, timezone);
  if (per === "month") return instantOfLocal(`${today.slice(0, 7)}-01`, timezone);
  if (per === "day") return instantOfLocal(today, timezone);
  const noon = Date.parse(`${today}T12:00:00Z`);
  const sinceMonday = (new Date(noon).getUTCDay() + 6) % 7;
  return instantOfLocal(new Date(noon - sinceMonday * DAY_MS).toISOString().slice(0, 10), timezone);
}
