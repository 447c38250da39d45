import { z } from "zod";
import { audience } from "./audience.ts";
import {
  displayName,
  localTime,
  positiveMoneyText,
  refuse,
  shortCode,
  shownAt,
  wholePoints,
} from "./setting-values.ts";

/** What every reward may say beside what it gives: what it costs, for whom, when, how often, and what a refund does to it. */

const count = z.int().min(1).max(1_000_000_000);

export const rewardLimits = z.strictObject({
  /** So many redemptions a member, and of all members together, in each period. What is given back counts no more. */
  perMember: count.optional(),
  total: count.optional(),
  /** Days, weeks from Monday on, months and years of the shop's calendar. */
  per: z.enum(["ever", "year", "month", "week", "day"]).default("ever"),
});

export const rewardTerms = {
  id: shortCode,
  /** Points that one redemption costs. */
  cost: wholePoints,
  /** What shoppers read instead of the words made of the settings. */
  title: z.strictObject({ en: displayName, nl: displayName }).optional(),
  /** The goods in the cart must come to at least this; nothing when left out. */
  minimumBasket: positiveMoneyText.optional(),
  limits: rewardLimits.optional(),
  /** How many there are in all, those redeemed already included. */
  stock: z.int().min(0).max(1_000_000_000).optional(),
  /** Offered from the first instant on and no more from the second on, on the shop's clocks. What was reserved by then may still be used. */
  from: localTime.optional(),
  to: localTime.optional(),
  audience: audience.optional(),
  /** Whether other rewards may stand in the same cart: they may when left out. */
  combines: z.enum(["with_others", "alone"]).optional(),
  /** Of the points: nothing or a share comes back when part of the goods does. The programme's `redeemedOnPartialRefund` when left out. */
  onPartialRefund: z.enum(["keep", "pro_rata"]).optional(),
  /** Of the points: all come back, or none, when the order is cancelled or all its goods come back. All when left out. */
  onFullRefund: z.enum(["return", "keep"]).optional(),
};

/** Refuses a validity that ends before it begins. */
export function refuseBackwards(
  list: readonly { from?: string | undefined; to?: string | undefined }[],
  context: z.RefinementCtx,
): void {
  for (const [index, { from, to }] of list.entries()) {
    if (from === undefined || to === undefined || shownAt(to) > shownAt(from)) continue;
    const words = {
      en: `This reward ends before it begins: choose an end after ${from.replace("T", " ")}.`,
      nl: `Deze beloning eindigt voordat ze begint: kies een einde na ${from.replace("T", " ")}.`,
    };
    refuse(context, [index, "to"], { code: "contradiction", words }, "a reward must end after it begins");
  }
}

export type RewardLimitSettings = z.output<typeof rewardLimits>;
export type RewardTermSettings = z.output<z.ZodObject<typeof rewardTerms>>;
