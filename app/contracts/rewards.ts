import { z } from "zod";
import { positiveMoneyText, refuseDuplicateIds, shortCode, wholePoints } from "./setting-values.ts";

/** What points buy, as a merchant writes it; `domain/programme/compile-rewards` compiles it. */

const rewardBase = {
  id: shortCode,
  /** Points that one redemption costs. */
  cost: wholePoints,
  /** The goods in the cart must come to at least this; nothing when left out. */
  minimumBasket: positiveMoneyText.optional(),
};

export const amountOffReward = z.strictObject({
  ...rewardBase,
  code: z.literal("amount_off"),
  amount: positiveMoneyText,
});
export const percentOffReward = z.strictObject({
  ...rewardBase,
  code: z.literal("percent_off"),
  percent: z.int().min(1).max(100),
  maximum: positiveMoneyText.optional(),
});
export const freeShippingReward = z.strictObject({
  ...rewardBase,
  code: z.literal("free_shipping"),
  /** The shipping that the reward pays at most; all of it when left out. */
  maximum: positiveMoneyText.optional(),
});

export const reward = z.discriminatedUnion("code", [amountOffReward, percentOffReward, freeShippingReward]);

export const rewards = z
  .array(reward)
  .max(50)
  .superRefine((list, context) => refuseDuplicateIds(list, context));

export type RewardSettings = z.output<typeof reward>;
