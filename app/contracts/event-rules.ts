import { z } from "zod";
import { audience } from "./audience.ts";
import type { CustomerFactSettings } from "./customer-facts.ts";
import { segmentCode } from "./segments.ts";
import { displayName, localTime, refuse, shortCode, shownAt, wholePoints } from "./setting-values.ts";

/** Points for what members do beside buying, as a merchant writes it; `domain/earning/events` compiles it. */

const times = z.int().min(1).max(1_000_000_000);

const inAll = {
  /** Times for all members together. */
  total: times.optional(),
  /** Points to all members together. */
  budget: wholePoints.optional(),
};

/** Of a rule that counts once a member in any case. */
const budget = z.strictObject(inAll).optional();

/** How often a rule counts. Days and months are the shop's calendar's. */
export const eventLimits = z.strictObject({
  /** Times for one member. */
  perMember: times.optional(),
  /** Times for one member on one day. */
  perDay: times.optional(),
  /** Times for one member in one month. */
  perMonth: times.optional(),
  ...inAll,
});
export type EventLimitSettings = z.output<typeof eventLimits>;
const limits = eventLimits.optional();

const common = {
  /** What limits are counted by; the code, or the name of the event, when left out. */
  id: shortCode.optional(),
  audience: audience.optional(),
  /** Days after the event before the points can be spent. */
  waitingDays: z.int().min(0).max(366).optional(),
};
const base = { ...common, points: wholePoints };

/** Facts that a member can have told of themselves. */
export const PROFILE_FIELDS = [
  "name",
  "birthday",
  "gender",
  "country",
  "city",
  "interests",
  "newsletter",
  "sms",
] as const;
export type ProfileField = (typeof PROFILE_FIELDS)[number];

/** Once, for saying yes to e-mail marketing. Who takes that back keeps the points: consent must cost nothing to withdraw. */
export const newsletterRule = z.strictObject({ code: z.literal("newsletter"), ...base, limits: budget });

/** Once, for saying yes to marketing by text message. */
export const smsRule = z.strictObject({ code: z.literal("sms"), ...base, limits: budget });

/** Once a calendar year, on the day. */
export const birthdayRule = z.strictObject({
  code: z.literal("birthday"),
  ...base,
  /** A date that was told fewer days before the birthday counts from the next one on. */
  toldDaysBefore: z.int().min(0).max(365).default(30),
});

/** Once, as soon as a member has told all of these. */
export const profileRule = z.strictObject({
  code: z.literal("profile"),
  ...base,
  fields: z.array(z.enum(PROFILE_FIELDS)).min(1).max(PROFILE_FIELDS.length),
});

/** For a review that a provider tells of: one a product, and one of the shop itself. */
export const reviewRule = z.strictObject({
  code: z.literal("review"),
  ...base,
  /** On top, for a review with a picture or film. */
  photoBonus: wholePoints.optional(),
  limits,
});

/** Following the shop, or sharing something of it: once a network. */
export const socialRule = z.strictObject({
  code: z.literal("social"),
  ...base,
  action: z.enum(["follow", "share"]).default("follow"),
  /** Such as instagram; any when left out. */
  networks: z.array(shortCode).min(1).max(20).optional(),
  limits,
});

/** Being in the shop: once a day. */
export const visitRule = z.strictObject({ code: z.literal("visit"), ...base, limits });

/** A code that is shown in store, on a packing slip or a stage; each counts once for a member. */
export const codeRule = z.strictObject({
  code: z.literal("code"),
  ...base,
  /** Capitals and spaces do not matter. */
  codes: z.array(z.string().trim().min(3).max(40)).min(1).max(1_000),
  /** The first moment at which they count, on the shop's clocks. */
  from: localTime.optional(),
  /** The first moment at which they count no more. */
  to: localTime.optional(),
  limits,
});

/**
 * For whoever comes into a segment as customers are sorted each night: sleepers are missed, pearls may come back soon. Shoppers read of it when
 * it is theirs, not before: nobody is to wait for it.
 */
export const segmentRule = z.strictObject({
  code: z.literal("segment"),
  ...base,
  segment: segmentCode,
  /** Not again for the same segment within so many days, however often somebody comes and goes. */
  againAfterDays: z.int().min(30).max(3_650).default(365),
  /** What members read in their history; words for the segment when left out. */
  title: z.strictObject({ en: displayName, nl: displayName }).optional(),
  limits: budget,
});

const amountOfNumber = z.number().min(0.001).max(1_000_000_000).multipleOf(0.001);

/** Anything else that a system of the merchant's tells of: a case study, a workshop, a new customer brought in. */
export const customEventRule = z.strictObject({
  code: z.literal("event"),
  ...common,
  name: shortCode,
  points: wholePoints.optional(),
  /** Points by a number that the event carries. */
  byNumber: z
    .strictObject({
      number: shortCode,
      /** `points` for every whole one of so much. */
      each: amountOfNumber.default(1),
      points: wholePoints,
      /** Below this the event gives nothing. */
      atLeast: wholePoints.optional(),
      /** Points at most for one event. */
      atMost: wholePoints,
    })
    .optional(),
  /** What members read in their history; the name when left out. */
  title: z.strictObject({ en: displayName, nl: displayName }).optional(),
  limits,
});

export const eventRules = [
  newsletterRule,
  smsRule,
  birthdayRule,
  profileRule,
  reviewRule,
  socialRule,
  visitRule,
  codeRule,
  segmentRule,
  customEventRule,
] as const;

export type EventRuleSettings = z.output<(typeof eventRules)[number]>;
export type EventRuleCode = EventRuleSettings["code"];

const codes: ReadonlySet<string> = new Set(eventRules.map((rule) => rule.shape.code.value));

export function isEventRule(rule: { code: string }): rule is EventRuleSettings {
  return codes.has(rule.code);
}

/** What the rule's limits are counted by. */
export function eventRuleId(rule: EventRuleSettings): string {
  if (rule.id !== undefined) return rule.id;
  return rule.code === "event"
    ? rule.name
    : rule.code === "segment"
      ? `segment-${rule.segment}`.slice(0, 32)
      : rule.code;
}

/** Codes as people type them: `" welkom 10"` is `"WELKOM10"`. */
export function typedCode(code: string): string {
  return code.replace(/\s/g, "").toUpperCase();
}

/** What a rule of its own type may say and still contradicts itself. */
export function refuseEventRule(rule: EventRuleSettings, path: PropertyKey[], context: z.RefinementCtx): void {
  const no = (field: string, en: string, nl: string): void =>
    refuse(context, [...path, field], { code: "contradiction", words: { en, nl } }, en);
  const given: EventLimitSettings | undefined = "limits" in rule ? rule.limits : undefined;
  if (given) {
    const { perDay, perMonth, perMember, total } = given;
    const ascending = [perDay, perMonth, perMember, total].filter((each) => each !== undefined);
    if (ascending.some((each, index) => index > 0 && each < (ascending[index - 1] ?? 0)))
      no(
        "limits",
        "A limit for longer, or for more members, cannot be smaller: put perDay, perMonth, perMember and total in order.",
        "Een grens voor langer of voor meer leden kan niet kleiner zijn: zet perDay, perMonth, perMember en total op volgorde.",
      );
  }
  if (
    rule.code === "code" &&
    rule.from !== undefined &&
    rule.to !== undefined &&
    shownAt(rule.to) <= shownAt(rule.from)
  )
    no("to", "The codes would end before they start.", "De codes zouden eindigen voordat ze beginnen.");
  if (rule.code === "code" && new Set(rule.codes.map(typedCode)).size < rule.codes.length)
    no("codes", "Two codes are the same.", "Twee codes zijn hetzelfde.");
  if (rule.code !== "event") return;
  if ((rule.points === undefined) === (rule.byNumber === undefined))
    no(
      "points",
      "Choose points, or byNumber with a number of the event.",
      "Kies points, of byNumber met een getal uit het event.",
    );
  if (codes.has(rule.name) && rule.name !== "event")
    no(
      "name",
      `"${rule.name}" has a rule of its own: use code: ${rule.name}.`,
      `"${rule.name}" heeft een eigen regel: gebruik code: ${rule.name}.`,
    );
  if (rule.byNumber?.atLeast !== undefined && rule.byNumber.atLeast > rule.byNumber.atMost)
    no("byNumber", "atLeast is more than atMost.", "atLeast is meer dan atMost.");
}

/** What rules contradict of the settings around them. */
export function refuseEventTerms(
  settings: {
    earning: readonly { code: string }[];
    expiry: { from: "never" } | { from: string; days: number };
    customerFacts: CustomerFactSettings | undefined;
  },
  context: z.RefinementCtx,
): void {
  const { earning, expiry, customerFacts = {} } = settings;
  for (const [index, rule] of earning.entries()) {
    if (!isEventRule(rule)) continue;
    const no = (field: string, en: string, nl: string): void =>
      refuse(context, ["earning", index, field], { code: "contradiction", words: { en, nl } }, en);
    if ("days" in expiry && expiry.days <= (rule.waitingDays ?? 0))
      no(
        "waitingDays",
        `The points would lapse before they can be spent: choose fewer than ${expiry.days} days.`,
        `De punten zouden vervallen voordat ze te besteden zijn: kies minder dan ${expiry.days} dagen.`,
      );
    for (const field of rule.code === "profile" ? rule.fields : []) {
      const isKept =
        field === "gender" || field === "interests"
          ? customerFacts[field] !== undefined
          : field === "birthday"
            ? customerFacts.birthday !== false
            : !(field === "country" || field === "city") || customerFacts.place !== false;
      if (!isKept)
        no(
          "fields",
          `"${field}" is not kept: say so under customerFacts, or leave it out of the profile.`,
          `"${field}" wordt niet bewaard: zeg dat bij customerFacts, of laat het weg uit het profiel.`,
        );
    }
    if (rule.code === "birthday" && customerFacts.birthday === false)
      no(
        "points",
        "Birthdays are not kept: leave out customerFacts.birthday, or this rule.",
        "Verjaardagen worden niet bewaard: laat customerFacts.birthday weg, of deze regel.",
      );
  }
}
