import { z } from "zod";
import { eventRuleId, eventRules, isEventRule, refuseEventRule } from "./event-rules.ts";
import { isOrderRule, orderRules, refuseOrderRule } from "./order-rules.ts";
import { refuse, refuseDuplicateIds, shownAt, wholePoints } from "./setting-values.ts";

/** What earns points, as a merchant writes it; `domain/programme/compile-earning` compiles it. Rules for orders stand in `order-rules`. */

/** Points once for somebody who becomes a customer while the programme runs. */
export const signUpRule = z.strictObject({
  code: z.literal("sign_up"),
  points: wholePoints,
});

export const earningRule = z.discriminatedUnion("code", [...orderRules, ...eventRules, signUpRule]);

export const earningRules = z
  .array(earningRule)
  .max(50)
  .superRefine((rules, context) => {
    refuseDuplicateIds(
      rules.map((rule) => {
        if (isEventRule(rule)) return { id: eventRuleId(rule) };
        return "id" in rule && rule.id !== undefined ? { id: rule.id } : {};
      }),
      context,
    );
    for (const [index, rule] of rules.entries()) {
      if (rule.code === "campaign" && shownAt(rule.to) <= shownAt(rule.from))
        refuse(context, [index, "to"], { code: "campaignEnds" }, "the campaign ends before it starts");
      if (isOrderRule(rule)) refuseOrderRule(rule, [index], context);
      if (isEventRule(rule)) refuseEventRule(rule, [index], context);
    }
  });

export type EarningRuleSettings = z.output<typeof earningRule>;
