import { z } from "zod";
import { isClaimReward } from "#app/contracts/claim-rewards.ts";
import type { RewardSettings } from "#app/contracts/rewards.ts";
import { compileClaimReward } from "#app/domain/programme/compile-claim-rewards.ts";
import { compileIn } from "#app/domain/programme/compile-in.ts";
import { compileReward, type Reward } from "#app/domain/programme/compile-rewards.ts";
import { rewardTitle } from "#app/domain/rewards/reward-title.ts";
import type { Words } from "./words.tsx";

/** What is read of a reward as reservations keep it. The rest was written by us and is believed. */
const snapshot = z.looseObject({ code: z.string() });

/** What a reward is in words, such as "€5.00 off", from a reservation's snapshot. Null where there is none to read. */
export function snapshotTitle(reward: unknown, words: Words): string | null {
  if (!snapshot.safeParse(reward).success) return null;
  return titleOf({ ...(reward as Reward), minimumMinor: null }, words);
}

/** The same from the programme's settings; the code where an amount is not one of the shop's currency. */
export function settingsTitle(reward: RewardSettings, words: Words): string {
  try {
    const shop = compileIn(words.format.currency ?? "EUR", "UTC");
    if (isClaimReward(reward)) return compileClaimReward(reward, shop).title[words.language];
    const compiled = compileReward(reward, shop);
    return titleOf({ ...compiled, minimumMinor: null }, words);
  } catch (error) {
    if (error instanceof RangeError) return reward.id;
    throw error;
  }
}

function titleOf(reward: Reward, { format, language }: Words): string {
  return rewardTitle(reward, format.currency ?? "EUR")[language];
}
