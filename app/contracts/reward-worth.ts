import type { z } from "zod";
import type { EarningRuleSettings } from "./earning-rules.ts";
import type { RewardSettings } from "./rewards.ts";
import { refuse } from "./setting-values.ts";

/** Settings' amounts have four decimals at most. */
const SCALE = 4;

/**
 * Refuses a reward that costs fewer points than its own worth earns when it is spent: whoever buys for €5 would have a reward of €5 and more.
 * Only rules that hold for every purchase count; what campaigns, tiers and audiences add is given for a while or to some.
 */
export function refuseGivingAway(
  { earning, rewards }: { earning: readonly EarningRuleSettings[]; rewards: readonly RewardSettings[] },
  context: z.RefinementCtx,
): void {
  const rate = rateOf(earning);
  for (const [index, reward] of rewards.entries()) {
    if (reward.code !== "amount_off" && reward.code !== "any_amount") continue;
    if (reward.code === "amount_off" && reward.goods !== undefined) continue;
    const earned = scaled(reward.amount) * rate.points;
    if (earned <= BigInt(reward.cost) * rate.per) continue;
    const least = (earned + rate.per - 1n) / rate.per;
    const words = {
      en: `Spending ${reward.amount} earns ${least} points already, more than this reward costs: ask for more than ${least} points, or give fewer points for a purchase.`,
      nl: `Wie ${reward.amount} besteedt krijgt al ${least} punten, meer dan deze beloning kost: vraag meer dan ${least} punten, of geef minder punten voor een aankoop.`,
    };
    refuse(context, ["rewards", index, "cost"], { code: "contradiction", words }, "costs less than its worth earns");
  }
}

/** Points for each amount, in ten-thousandths, of all rules that hold for every purchase together. */
function rateOf(earning: readonly EarningRuleSettings[]): { points: bigint; per: bigint } {
  let points = 0n;
  let per = 1n;
  for (const rule of earning) {
    if (rule.code !== "per_amount" || !holdsAlways(rule)) continue;
    points = points * scaled(rule.per) + BigInt(rule.points) * per;
    per *= scaled(rule.per);
  }
  return { points, per };
}

/** One that stands with nothing but what every rule by amount has. */
function holdsAlways(rule: EarningRuleSettings): boolean {
  const plain = new Set(["code", "id", "points", "per", "basis", "rounding", "tax", "shipping", "perCurrency"]);
  return Object.entries(rule).every(([field, value]) => value === undefined || plain.has(field));
}

function scaled(text: string): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(SCALE, "0"));
}
