import { z } from "zod";
import { audience } from "./audience.ts";
import { exponentOf } from "./currency.ts";
import { selection } from "./selection.ts";
import { localTime, positiveMoneyText, refuse, shortCode, wholePoints } from "./setting-values.ts";

/** What orders earn, as a merchant writes it. */

const channels = z
  .array(z.enum(["web", "pos", "b2b"]))
  .min(1)
  .max(3)
  .optional();

/** Shopify's ids of locations, as a number or as `gid://shopify/Location/…`. */
const locations = z
  .array(z.string().regex(/^(gid:\/\/shopify\/Location\/)?\d{1,20}$/, "write a location's number"))
  .min(1)
  .max(100)
  .optional();

/** Points that a rule gives at most; what goods that come back took is free again. */
const limits = z
  .strictObject({
    perOrder: wholePoints.optional(),
    perMember: wholePoints.optional(),
    /** A day of the shop's calendar. */
    perMemberPerDay: wholePoints.optional(),
    perDay: wholePoints.optional(),
    /** To all members together, ever. */
    budget: wholePoints.optional(),
  })
  .optional();

/** For whom and where a rule is; for everybody and everywhere when left out. */
const terms = { audience: audience.optional(), channels, locations, limits };

/** What is common to the rules that give points: how they meet each other. */
const meeting = {
  /** What limits are counted by, and what a preview calls it. */
  id: shortCode.optional(),
  /** Lower ones are looked at first; those of one number as they stand. 0 when left out. */
  priority: z.int().min(0).max(1000).optional(),
  /**
   * `add` (when left out): its points come on top of those of the others. `best`: of the rules of one `group` the one that gives most counts.
   * `stop`: rules after it do not count for its goods.
   */
  combine: z.enum(["add", "best", "stop"]).optional(),
  group: shortCode.optional(),
  ...terms,
};

const basis = z.enum(["after_discounts", "before_discounts"]).default("after_discounts");
const rounding = z.enum(["down", "nearest", "up"]);

/** What counts beside the discounts; the same for every rule that counts money. */
const moneyThatCounts = {
  /** Prices as the shop shows them when left out, or always with, or always without tax. */
  tax: z.enum(["as_shown", "included", "excluded"]).optional(),
  /** Whether what shipping costs counts too. */
  shipping: z.boolean().optional(),
  /** Means of payment that earn nothing: the share of the order that they paid does not count. */
  exceptPaidBy: z
    .array(z.enum(["gift_card", "store_credit"]))
    .min(1)
    .max(2)
    .optional(),
  /** `deducted` (when left out): what was paid with points earns none. `counted`: it does. */
  loyaltyDiscounts: z.enum(["deducted", "counted"]).optional(),
};

/** Points for what an order paid: `points` for every whole or part of `per`, rounded once an order. */
export const perAmountRule = z.strictObject({
  code: z.literal("per_amount"),
  points: wholePoints,
  per: positiveMoneyText,
  /** Orders that were shown and paid in another currency: the amount of it that earns `points`. Those not named count in the shop's. */
  perCurrency: z.record(z.string().regex(/^[A-Z]{3}$/), positiveMoneyText).optional(),
  /** What counts: the price of goods after every discount, or before them. Tips and gift cards bought never count. */
  basis,
  rounding: rounding.default("down"),
  goods: selection.optional(),
  ...moneyThatCounts,
  ...meeting,
});

/** Points for the order itself, whatever it comes to from `minimum` on. */
export const perOrderRule = z.strictObject({
  code: z.literal("per_order"),
  points: wholePoints,
  /** The goods that the order keeps must come to at least this; to anything at all when left out. */
  minimum: positiveMoneyText.optional(),
  /** What of the goods is held against the minimum; as for `per_amount`. */
  basis,
  ...meeting,
});

/** Some goods earn otherwise: `points` a piece, or `points` for every `per`, or `factor` times what they earn anyway. */
export const perProductRule = z.strictObject({
  code: z.literal("per_product"),
  goods: selection,
  points: wholePoints.optional(),
  per: positiveMoneyText.optional(),
  factor: z.number().min(1.5).max(10).multipleOf(0.5).optional(),
  rounding: rounding.optional(),
  ...meeting,
});

/** Points with an order that has a place among those of its member: paid orders that were kept, in the order of placing. */
export const milestoneRule = z.strictObject({
  code: z.literal("milestone"),
  points: wholePoints,
  /** The second, third … order. */
  nth: z.int().min(1).max(10_000).optional(),
  /** Each fifth, tenth … order. */
  every: z.int().min(2).max(1_000).optional(),
  /** Orders in so many months of the shop's calendar, one after the other; again after as many more. */
  streakMonths: z.int().min(2).max(60).optional(),
  /** The first order after each full year since the member's first. */
  anniversary: z.literal(true).optional(),
  minimum: positiveMoneyText.optional(),
  basis,
  ...meeting,
});

/** Points with the order by which a member's purchases pass a sum: contracts of volume. Taken back where returns bring them below it. */
export const volumeRule = z.strictObject({
  code: z.literal("volume"),
  over: z.enum(["calendar_year", "rolling_12_months"]),
  /** Whose purchases: the member's (when left out), or all of the company for which the member buys. */
  of: z.enum(["member", "company"]).optional(),
  steps: z
    .array(z.strictObject({ minimum: positiveMoneyText, points: wholePoints }))
    .min(1)
    .max(20),
  ...meeting,
});

/** Multiplies what rules by amount and by product give for orders placed in it. Of campaigns that overlap the best counts; they do not multiply each other. */
export const campaignRule = z.strictObject({
  code: z.literal("campaign"),
  id: shortCode,
  /** In half steps: 1.5, 2, 2.5. */
  factor: z.number().min(1.5).max(10).multipleOf(0.5),
  /** The first moment that is in it. */
  from: localTime,
  /** The first moment that is not. */
  to: localTime,
  /** What shoppers read; the factor alone when left out. */
  name: z.strictObject({ en: z.string().trim().min(1).max(60), nl: z.string().trim().min(1).max(60) }).optional(),
  goods: selection.optional(),
  ...terms,
});

export const orderRules = [
  perAmountRule,
  perOrderRule,
  perProductRule,
  milestoneRule,
  volumeRule,
  campaignRule,
] as const;

export type OrderRuleSettings = z.output<(typeof orderRules)[number]>;
const codes: ReadonlySet<string> = new Set(orderRules.map((rule) => rule.shape.code.value));

export function isOrderRule(rule: { code: string }): rule is OrderRuleSettings {
  return codes.has(rule.code);
}

type Rule<Code extends OrderRuleSettings["code"]> = Extract<OrderRuleSettings, { code: Code }>;

/** What a rule of its own type may say and still contradicts itself. */
export function refuseOrderRule(rule: OrderRuleSettings, path: PropertyKey[], context: z.RefinementCtx): void {
  const no: Refuse = (field, en, nl) =>
    refuse(context, [...path, ...[field].flat()], { code: "contradiction", words: { en, nl } }, en);
  if (rule.code !== "campaign") {
    if (rule.group !== undefined && rule.combine !== "best")
      no("group", "A group belongs to combine: best.", "Een groep hoort bij combine: best.");
    if (rule.limits && rule.id === undefined)
      no(
        "limits",
        "Give the rule an id: its limits are counted by it.",
        "Geef de regel een id: daarmee worden de grenzen geteld.",
      );
  }
  if (rule.code === "per_amount") refusePerAmount(rule, no);
  if (rule.code === "per_product") refusePerProduct(rule, no);
  if (rule.code === "milestone") {
    const chosen = [rule.nth, rule.every, rule.streakMonths, rule.anniversary].filter((each) => each !== undefined);
    if (chosen.length !== 1)
      no(
        "points",
        "Choose one of nth, every, streakMonths and anniversary.",
        "Kies één van nth, every, streakMonths en anniversary.",
      );
  }
  if (rule.code === "volume") {
    for (const [index, step] of rule.steps.entries()) {
      const before = rule.steps[index - 1];
      if (before && Number(step.minimum) <= Number(before.minimum))
        no(
          ["steps", index, "minimum"],
          "Each step needs a larger amount than the one before it.",
          "Elke stap heeft een groter bedrag nodig dan de stap ervoor.",
        );
    }
  }
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

type Refuse = (field: string | PropertyKey[], en: string, nl: string) => void;

function refusePerAmount(rule: Rule<"per_amount">, no: Refuse): void {
  if (rule.shipping && rule.goods)
    no(
      "shipping",
      "Shipping belongs to no goods: leave out shipping or goods.",
      "Verzendkosten horen bij geen artikel: laat shipping of goods weg.",
    );
  for (const [currency, amount] of Object.entries(rule.perCurrency ?? {})) {
    if (!CURRENCIES.has(currency))
      no(
        "perCurrency",
        `"${currency}" is no currency: write its code, such as USD.`,
        `"${currency}" is geen munt: schrijf de code, zoals USD.`,
      );
    const decimals = (amount.split(".")[1] ?? "").replace(/0+$/, "").length;
    if (decimals > exponentOf(currency))
      no(
        "perCurrency",
        `${currency} has at most ${exponentOf(currency)} decimals.`,
        `${currency} heeft hoogstens ${exponentOf(currency)} decimalen.`,
      );
  }
}

function refusePerProduct(rule: Rule<"per_product">, no: Refuse): void {
  if (rule.factor !== undefined) {
    if (rule.points !== undefined || rule.per !== undefined)
      no("factor", "Choose points, points with per, or factor.", "Kies points, points met per, of factor.");
    if (rule.combine !== undefined || rule.priority !== undefined || rule.rounding !== undefined)
      no(
        "factor",
        "A factor multiplies what other rules give: leave out combine, priority and rounding.",
        "Een factor vermenigvuldigt wat andere regels geven: laat combine, priority en rounding weg.",
      );
    return;
  }
  if (rule.points === undefined)
    no("points", "Say how many points, or a factor.", "Zeg hoeveel punten, of een factor.");
}
