import { z } from "zod";

/**
 * The programme as a merchant writes it: codes and typed settings, money as decimal text in the shop's currency.
 * `domain/programme` compiles it to integers; nothing else reads it. A published version is never changed.
 */

/** Money as text, such as `"5.00"` or `"500"`: no sign, no exponent, no more than four decimals. */
export const moneyText = z.string().regex(/^\d{1,12}(\.\d{1,4})?$/, "write an amount such as 5.00");
const positiveMoneyText = moneyText.refine((text) => Number(text) > 0, "an amount above zero is needed");
const wholePoints = z.int().min(1).max(1_000_000_000);

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

const shortCode = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/i, "letters, digits, - and _, at most 32");

/** A date and time on the shop's own clocks, such as `"2026-11-27T00:00"`; a day alone is its midnight. */
const localTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$/, "write a date and time such as 2026-11-27T00:00")
  .refine(isInCalendar, "no calendar has that day");

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

export const programmeSettings = z
  .strictObject({
    /** The programme's name as shoppers see it, also in the discount's line at checkout. */
    name: z.string().trim().min(1).max(40).default("Points"),
    earning: z
      .array(earningRule)
      .max(50)
      .default([{ code: "per_amount", points: 1, per: "1", basis: "after_discounts", rounding: "down" }]),
    rewards: z
      .array(reward)
      .max(50)
      .default([{ id: "five", code: "amount_off", cost: 100, amount: "5" }]),
    /** When points lapse: never, or some days after the award or after the member's last purchase. */
    expiry: z
      .discriminatedUnion("from", [
        z.strictObject({ from: z.literal("never") }),
        z.strictObject({ from: z.literal("award"), days: z.int().min(1).max(3660) }),
        z.strictObject({ from: z.literal("last_purchase"), days: z.int().min(1).max(3660) }),
      ])
      .default({ from: "never" }),
    /** Days after the payment (or after an edit that adds) that points of an order are pending before they can be spent. */
    availableAfterDays: z.int().min(0).max(366).default(0),
    /** Hours that points stay held for a cart without an order. */
    reservationHours: z.int().min(1).max(720).default(24),
    /** What a partial refund gives back of the points that the order redeemed. A full refund or a cancel returns all. */
    redeemedOnPartialRefund: z.enum(["keep", "pro_rata"]).default("keep"),
    /** What happens when a second order uses a reservation that another order has used: the debt is booked in each case. */
    onOverspend: z.enum(["leave", "tag", "cancel"]).default("leave"),
    /** Days that a guest's points wait for a customer with the same e-mail address. */
    guestDays: z.int().min(0).max(366).default(365),
  })
  .superRefine((settings, context) => {
    const seen = new Set<string>();
    settings.rewards.forEach((each, index) => {
      if (seen.has(each.id))
        context.addIssue({
          code: "custom",
          path: ["rewards", index, "id"],
          message: `two rewards are called "${each.id}"`,
        });
      seen.add(each.id);
    });
    checkCampaigns(settings.earning, context);
    if (settings.expiry.from !== "never" && settings.expiry.days <= settings.availableAfterDays)
      context.addIssue({
        code: "custom",
        path: ["expiry", "days"],
        message: "points would lapse before they become available",
        params: { availableAfterDays: settings.availableAfterDays },
      });
  });

function checkCampaigns(earning: readonly z.output<typeof earningRule>[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, rule] of earning.entries()) {
    if (rule.code !== "campaign") continue;
    const { id, from, to } = rule;
    const refuse = (field: "id" | "to", message: string) =>
      context.addIssue({
        code: "custom",
        path: ["earning", index, field],
        message,
        params: { endsBeforeStart: field === "to" },
      });
    if (seen.has(id)) refuse("id", `two campaigns are called "${id}"`);
    seen.add(id);
    if (shownAt(to) <= shownAt(from)) refuse("to", "the campaign ends before it starts");
  }
}

/** Whether there is such a day and time; clocks may skip it all the same. */
function isInCalendar(local: string): boolean {
  const instant = shownAt(local);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(local);
}

/** What clocks show, as if they were those of UTC: times of one place compare by it. */
function shownAt(local: string): number {
  return Date.parse(local.includes("T") ? `${local}Z` : local);
}

export type ProgrammeSettings = z.output<typeof programmeSettings>;
export type ProgrammeInput = z.input<typeof programmeSettings>;
export type EarningRuleSettings = z.output<typeof earningRule>;
export type RewardSettings = z.output<typeof reward>;
