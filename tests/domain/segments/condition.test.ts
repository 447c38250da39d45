import { describe, expect, it } from "vitest";
import { type SegmentCondition, segmentCondition } from "#app/contracts/segments.ts";
import { compileCondition } from "#app/domain/segments/condition.ts";
import type { Customer, Scores } from "#app/domain/segments/customer.ts";
import type { PersonalFact } from "#app/domain/segments/refusals.ts";
import { aCustomer, TODAY } from "./a-customer.ts";

const EVERYTHING = new Set<PersonalFact>(["age", "gender", "country", "city", "interest", "tag", "buys_often", "tier"]);

function isIn(
  condition: unknown,
  customer: Partial<Customer>,
  scores: Scores | null = { recency: 3, frequency: 3, monetary: 3 },
): boolean {
  const compiled = compileCondition(segmentCondition.parse(condition), { currency: "EUR", collected: EVERYTHING });
  if (compiled.outcome === "refused") throw new Error(JSON.stringify(compiled.refusals));
  return compiled.matches(aCustomer(customer), scores, TODAY);
}

function refusalsOf(condition: SegmentCondition) {
  const compiled = compileCondition(condition, { currency: "EUR", collected: new Set() });
  return compiled.outcome === "refused" ? compiled.refusals : [];
}

describe("S23: segments by what customers buy", () => {
  it.each<[string, unknown, Partial<Customer>, Partial<Customer>]>([
    [
      "days since the last purchase",
      { code: "last_purchase_days", atMost: 30 },
      { lastDay: TODAY - 30 },
      { lastDay: TODAY - 31 },
    ],
    [
      "days since the first purchase",
      { code: "first_purchase_days", atLeast: 30 },
      { firstDay: TODAY - 30 },
      { firstDay: TODAY - 29 },
    ],
    ["how often", { code: "orders", atLeast: 3 }, { orders: 3 }, { orders: 2 }],
    ["who never bought", { code: "orders", atMost: 0 }, { orders: 0 }, { orders: 1 }],
    ["how much", { code: "spent", atLeast: "100.00" }, { spentMinor: 10_000 }, { spentMinor: 9_999 }],
    [
      "the average order, without rounding",
      { code: "average_order", atLeast: "10" },
      { orders: 3, spentMinor: 3_000 },
      { orders: 3, spentMinor: 2_999 },
    ],
    [
      "the average order at most",
      { code: "average_order", atMost: "10" },
      { orders: 3, spentMinor: 3_000 },
      { orders: 3, spentMinor: 3_001 },
    ],
    ["points", { code: "points", atLeast: 1, atMost: 500 }, { points: 500 }, { points: 501 }],
    ["where they buy", { code: "channel", is: "pos" }, { channels: ["pos", "web"] }, { channels: ["web"] }],
  ])("S23: %s", (_title, condition, inside, outside) => {
    expect(isIn(condition, inside)).toBe(true);
    expect(isIn(condition, outside)).toBe(false);
  });

  it("S26: by their scores, which who never bought has none of", () => {
    const condition = { code: "monetary_score", atLeast: 3 };
    expect(isIn(condition, {})).toBe(true);
    expect(isIn(condition, {}, { recency: 5, frequency: 5, monetary: 2 })).toBe(false);
    expect(isIn(condition, { orders: 0 }, null)).toBe(false);
    expect(isIn({ not: condition }, { orders: 0 }, null)).toBe(true);
  });

  it("S23: who never bought matches no number of days and no average", () => {
    expect(isIn({ code: "last_purchase_days", atLeast: 0 }, { orders: 0 })).toBe(false);
    expect(isIn({ code: "average_order", atMost: "999999" }, { orders: 0 })).toBe(false);
  });

  it("S23: conditions join as all, any and not", () => {
    const often = { code: "orders", atLeast: 3 };
    const high = { code: "spent", atLeast: "50" };
    const customer = { orders: 3, spentMinor: 4_999 };
    expect(isIn({ all: [often, high] }, customer)).toBe(false);
    expect(isIn({ any: [often, high] }, customer)).toBe(true);
    expect(isIn({ all: [often, { not: high }] }, customer)).toBe(true);
  });

  it("S23: sums beyond what a number holds exactly are compared exactly", () => {
    const customer = { orders: 2_000_000, spentMinor: Number.MAX_SAFE_INTEGER };
    expect(isIn({ code: "average_order", atLeast: "45035996.27" }, customer)).toBe(true);
    expect(isIn({ code: "average_order", atLeast: "45035996.28" }, customer)).toBe(false);
  });
});

describe("S24, S25: segments by who customers are", () => {
  it.each<[string, unknown, Customer["person"], Customer["person"]]>([
    ["S24: by country", { code: "country", is: "NL" }, { country: "nl" }, { country: "BE" }],
    ["S24: by place", { code: "city", is: "utrecht" }, { city: " Utrecht " }, { city: "Gent" }],
    ["S25: by age", { code: "age", atLeast: 18, atMost: 25 }, { age: 25 }, { age: 26 }],
    ["S25: by gender", { code: "gender", is: "female" }, { gender: "female" }, {}],
    ["S25: by interest", { code: "interest", is: "Wine" }, { interests: ["tea", "wine"] }, { interests: ["tea"] }],
    ["S64: by what they buy often", { code: "buys_often", is: "tea" }, { buysOften: ["Tea"] }, { buysOften: [] }],
    [
      "S68: by a tag that a customer-data platform wrote",
      { code: "tag", is: "VIP" },
      { tags: ["vip"] },
      { tags: ["vips"] },
    ],
    ["S68: by tier", { code: "tier", is: "gold" }, { tier: "Gold" }, {}],
  ])("%s, where the shop collects it", (_title, condition, inside, outside) => {
    expect(isIn(condition, { person: inside })).toBe(true);
    expect(isIn(condition, { person: outside })).toBe(false);
    expect(isIn(condition, { person: {} })).toBe(false);
  });

  it("S24, S25: what is not collected is refused, each with its place and a sentence", () => {
    const refusals = refusalsOf({ all: [{ code: "orders", atLeast: 1 }, { not: { code: "city", is: "Utrecht" } }] });
    expect(refusals).toEqual([
      {
        path: "condition.all.1.not",
        code: "not_collected",
        sentence: {
          en: "Your customers' cities are not collected, so this condition would match nobody. Switch place on under customerFacts in your programme, or take it out of the segment.",
          nl: "De woonplaatsen van je klanten worden niet verzameld, dus deze voorwaarde zou niemand vinden. Zet place aan bij customerFacts in je programma, of haal hem uit het segment.",
        },
      },
    ]);
    const each: SegmentCondition[] = [...EVERYTHING].map((code) =>
      code === "age" ? { code, atLeast: 18 } : { code, is: "x" },
    );
    expect(refusalsOf({ any: each })).toHaveLength(8);
  });
});

describe("S23: a segment that makes no sense", () => {
  it("S23: a range that nothing is in is refused with a sentence, for money as well", () => {
    expect(refusalsOf({ code: "orders", atLeast: 3, atMost: 2 })).toMatchObject([
      { code: "empty_range", sentence: { en: expect.stringContaining("at least 3 and at most 2") } },
    ]);
    expect(refusalsOf({ code: "spent", atLeast: "10", atMost: "9.99" })).toHaveLength(1);
    expect(refusalsOf({ code: "spent", atLeast: "9.99", atMost: "10" })).toHaveLength(0);
  });

  it.each([
    [{ code: "orders" }],
    [{ code: "orders", atLeast: -1 }],
    [{ code: "spent", atLeast: 10 }],
    [{ code: "channel", is: "fax" }],
    [{ code: "weather", is: "rain" }],
    [{ all: [] }],
    [{ all: [{ code: "orders", atLeast: 1 }], any: [{ code: "orders", atLeast: 1 }] }],
  ])("S23: %j is no condition", (condition) => {
    expect(segmentCondition.safeParse(condition).success).toBe(false);
  });
});
