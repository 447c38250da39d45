import { z } from "zod";
import { moneyText } from "./setting-values.ts";

/**
 * A segment as a merchant writes it: one of the guide's three with its bounds, or conditions of their own. Money is decimal text in the
 * shop's currency. `domain/segments` compiles it; nothing else reads it.
 */

const count = z.int().min(0).max(1_000_000_000);
const days = z.int().min(0).max(36_600);
const score = z.int().min(1).max(5);
const word = z.string().trim().min(1).max(100);

function range<Value extends z.ZodType>(value: Value) {
  return { atLeast: value.optional(), atMost: value.optional() };
}

const ranged = <Code extends string, Value extends z.ZodType>(code: Code, value: Value) =>
  z
    .strictObject({ code: z.literal(code), ...range(value) })
    .refine((each) => each.atLeast !== undefined || each.atMost !== undefined, "say atLeast, atMost or both");

const worded = <Code extends string>(code: Code) => z.strictObject({ code: z.literal(code), is: word });

/** One thing that is or is not so of a customer. */
export const segmentFact = z.union([
  /** Calendar days of the shop since the last purchase; whoever never bought does not match. */
  ranged("last_purchase_days", days),
  ranged("first_purchase_days", days),
  /** Purchases; 0 for whoever never bought. */
  ranged("orders", count),
  ranged("spent", moneyText),
  ranged("average_order", moneyText),
  /** Points that can be spent now. */
  ranged("points", count),
  ranged("recency_score", score),
  ranged("frequency_score", score),
  ranged("monetary_score", score),
  /** Bought at least once there. */
  z.strictObject({ code: z.literal("channel"), is: z.enum(["web", "pos", "b2b"]) }),
  ranged("age", z.int().min(0).max(130)),
  worded("gender"),
  worded("country"),
  worded("city"),
  worded("interest"),
  worded("tag"),
  /** A product or category that the customer buys often. */
  worded("buys_often"),
  worded("tier"),
]);

export type SegmentFact = z.output<typeof segmentFact>;

export type SegmentCondition =
  | SegmentFact
  | { all: SegmentCondition[] }
  | { any: SegmentCondition[] }
  | { not: SegmentCondition };

export const segmentCondition: z.ZodType<SegmentCondition> = z.lazy(() =>
  z.union([
    segmentFact,
    z.strictObject({ all: z.array(segmentCondition).min(1).max(20) }),
    z.strictObject({ any: z.array(segmentCondition).min(1).max(20) }),
    z.strictObject({ not: segmentCondition }),
  ]),
);

/** Recent, frequent and high in worth: every score at least this, and of those the best by worth, up to this share of all customers. */
export const championSettings = z.strictObject({
  kind: z.literal("champions"),
  scoreAtLeast: score.default(4),
  topPercent: z.int().min(1).max(100).default(10),
});

/** A first purchase lately, of high worth, and none after it. */
export const pearlSettings = z.strictObject({
  kind: z.literal("pearls"),
  withinDays: days.min(1).default(90),
  monetaryAtLeast: score.default(4),
});

/** The last purchase is so many calendar months ago; beyond `toMonths` a customer is lost, with null never. */
export const sleeperSettings = z
  .strictObject({
    kind: z.literal("sleepers"),
    fromMonths: z.int().min(1).max(120).default(6),
    toMonths: z.int().min(1).max(120).nullable().default(12),
  })
  .refine(({ fromMonths, toMonths }) => toMonths === null || toMonths > fromMonths, {
    path: ["toMonths"],
    message: "a sleeper is lost later than they fall asleep: choose more months",
  });

export const customSettings = z.strictObject({
  kind: z.literal("custom"),
  name: z.string().trim().min(1).max(60),
  condition: segmentCondition,
});

export const segmentSettings = z.union([championSettings, pearlSettings, sleeperSettings, customSettings]);

export type ChampionSettings = z.output<typeof championSettings>;
export type PearlSettings = z.output<typeof pearlSettings>;
export type SleeperSettings = z.output<typeof sleeperSettings>;
export type SegmentSettings = z.output<typeof segmentSettings>;

/** How a segment is called in settings of other mechanics, in customer tags and in the database. */
export const segmentCode = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, "small letters, digits, - and _, at most 32");

export const STANDARD_SEGMENTS = ["champions", "pearls", "sleepers"] as const;

export type StandardSegment = (typeof STANDARD_SEGMENTS)[number];
