import { z } from "zod";
import {
  localTime,
  positiveMoneyText,
  refuse,
  refuseDuplicateIds,
  shortCode,
  shownAt,
  wholePoints,
} from "./setting-values.ts";

/** What earns points, as a merchant writes it; `domain/programme/compile-earning` compiles it. */

/** Points for what an order paid: `points` for every whole or part of `per`, rounded once an order. */
export const perAmountRule = z.strictObject({
  code: z.literal("per_amount"),
  points: wholePoints,
  per: positiveMoneyText,
  /** What counts: the price of goods after every discount, or before them. Shipping, tips and gift cards bought never count. */
  basis: z.enum(["after_discounts", "before_discounts"]).default("after_discounts"),
  rounding: z.enum(["down", "nearest", "up"]).default("down"),
});

/** Points for the order itself, whatever it comes to from `minimum` on. */
export const perOrderRule = z.strictObject({
  code: z.literal("per_order"),
  points: wholePoints,
  /** The goods that the order keeps must come to at least this; to anything at all when left out. */
  minimum: positiveMoneyText.optional(),
  /** What of the goods is held against the minimum; as for `per_amount`. */
  basis: z.enum(["after_discounts", "before_discounts"]).default("after_discounts"),
});

/** Multiplies what `per_amount` rules give for orders placed in it. Of campaigns that overlap the best counts; they do not multiply each other. */
export const campaignRule = z.strictObject({
  code: z.literal("campaign"),
  id: shortCode,
  /** In half steps: 1.5, 2, 2.5. */
  factor: z.number().min(1.5).max(10).multipleOf(0.5),
  /** The first moment that is in it. */
  from: localTime,
  /** The first moment that is not. */
  to: localTime,
  /** Only orders of these channels; of all when left out. */
  channels: z
    .array(z.enum(["web", "pos", "b2b"]))
    .min(1)
    .max(3)
    .optional(),
});

/** Points once for somebody who becomes a customer while the programme runs. */
export const signUpRule = z.strictObject({
  code: z.literal("sign_up"),
  points: wholePoints,
});

export const earningRule = z.discriminatedUnion("code", [perAmountRule, perOrderRule, campaignRule, signUpRule]);

export const earningRules = z
  .array(earningRule)
  .max(50)
  .superRefine((rules, context) => {
    refuseDuplicateIds(
      rules.map((rule) => ("id" in rule ? { id: rule.id } : {})),
      context,
    );
    for (const [index, rule] of rules.entries()) {
      if (rule.code === "campaign" && shownAt(rule.to) <= shownAt(rule.from))
        refuse(context, [index, "to"], { code: "campaignEnds" }, "the campaign ends before it starts");
    }
  });

export type EarningRuleSettings = z.output<typeof earningRule>;
