import { describe, expect, it } from "vitest";
import {
  baselinePeriod,
  type Goal,
  goalIssues,
  goalProgress,
  measureOf,
  readingPeriod,
} from "#app/domain/metrics/goal.ts";

const reads = (value: number) => ({ outcome: "measured" as const, value });

/** S6: from 1.8 to 2.1 purchases a year within 12 months. */
const FREQUENCY: Goal = {
  measure: "purchase_frequency",
  baseline: 1_800,
  target: 2_100,
  startsOn: "2026-01-01",
  endsOn: "2026-12-31",
};
/** S7: average order +10 % in the coming quarter. */
const ORDER_VALUE: Goal = {
  measure: "average_order_value",
  baseline: 6_500,
  target: 7_150,
  startsOn: "2026-04-01",
  endsOn: "2026-06-30",
};
/** S8: product reviews +30 % in 6 months. */
const REVIEWS: Goal = {
  measure: "product_reviews",
  baseline: 100,
  target: 130,
  startsOn: "2026-01-01",
  endsOn: "2026-06-30",
};

describe("S5: a goal is SMART", () => {
  it("with a date to come, a change, and a value that can be", () => {
    for (const goal of [FREQUENCY, ORDER_VALUE, REVIEWS]) expect(goalIssues(goal)).toEqual([]);
    expect(goalIssues({ ...FREQUENCY, endsOn: "2026-01-01" })).toEqual(["ends_before_start"]);
    expect(goalIssues({ ...FREQUENCY, endsOn: "2030-01-01" })).toEqual(["takes_too_long"]);
    expect(goalIssues({ ...FREQUENCY, target: 1_800 })).toEqual(["no_change"]);
    expect(goalIssues({ ...FREQUENCY, target: -1 })).toEqual(["below_zero"]);
    expect(goalIssues({ ...FREQUENCY, measure: "participation", target: 10_001 })).toEqual(["beyond_the_whole"]);
  });

  it("its baseline is read over the days before, its state over the year or over the days since", () => {
    expect(baselinePeriod(FREQUENCY)).toEqual({ from: "2025-01-01", to: "2025-12-31" });
    expect(baselinePeriod(ORDER_VALUE)).toEqual({ from: "2025-12-31", to: "2026-03-31" });
    expect(readingPeriod(FREQUENCY, "2026-06-30")).toEqual({ from: "2025-07-01", to: "2026-06-30" });
    expect(readingPeriod(ORDER_VALUE, "2026-05-15")).toEqual({ from: "2026-04-01", to: "2026-05-15" });
  });
});

describe("S6: a level moves along a line", () => {
  it("halfway in time and halfway in value ends at the target", () => {
    expect(goalProgress({ ...FREQUENCY, endsOn: "2026-12-30" }, reads(1_950), "2026-07-01")).toEqual({
      outcome: "under_way",
      current: 1_950,
      progress: 5_000,
      elapsed: 5_000,
      forecast: 2_100,
      isOnCourse: true,
    });
  });

  it("the other way has gone less than nothing, and ends below where it began", () => {
    const progress = goalProgress({ ...FREQUENCY, endsOn: "2026-12-30" }, reads(1_700), "2026-07-01");
    expect(progress).toMatchObject({ progress: -3_333, forecast: 1_600, isOnCourse: false });
  });

  it("nothing is foretold in the first two weeks", () => {
    expect(goalProgress(FREQUENCY, reads(1_900), "2026-01-13")).toMatchObject({ forecast: null, isOnCourse: null });
    expect(goalProgress(FREQUENCY, reads(1_900), "2026-01-14")).toMatchObject({ forecast: expect.any(Number) });
  });

  it("is reached on the day that it is there, and missed on the day after its last", () => {
    expect(goalProgress(FREQUENCY, reads(2_100), "2026-03-01")).toMatchObject({ outcome: "reached", progress: 10_000 });
    expect(goalProgress(FREQUENCY, reads(2_099), "2026-12-31")).toMatchObject({ outcome: "under_way" });
    expect(goalProgress(FREQUENCY, reads(2_099), "2027-01-01")).toMatchObject({ outcome: "missed", elapsed: 10_000 });
  });
});

it("S7: an average is expected to stay, and is reached when its days are over", () => {
  const halfway = goalProgress(ORDER_VALUE, reads(7_200), "2026-05-15");
  expect(halfway).toMatchObject({ outcome: "under_way", progress: 10_769, forecast: 7_200, isOnCourse: true });
  expect(goalProgress(ORDER_VALUE, reads(7_200), "2026-07-01")).toMatchObject({ outcome: "reached" });
});

it("S8: a count starts at nothing and grows by the day", () => {
  const halfway = goalProgress({ ...REVIEWS, endsOn: "2026-06-29" }, reads(65), "2026-03-31");
  expect(halfway).toMatchObject({ progress: 5_000, elapsed: 5_000, forecast: 130, isOnCourse: true });
});

it("S5: a goal that has not started or cannot be read says so", () => {
  expect(goalProgress(FREQUENCY, reads(1), "2025-12-31")).toEqual({ outcome: "not_started" });
  const nothing = { outcome: "not_enough" as const, reason: "no_buyers" };
  expect(goalProgress(FREQUENCY, nothing, "2026-02-01")).toEqual({ outcome: "not_measured", reason: "no_buyers" });
});

it("S2–S4, S6–S8: binding, revenue, loyalty to the brand: each measure says what helps it", () => {
  expect(measureOf("purchase_frequency").helpedBy).toEqual(["reward_second_and_third_purchase", "remind_of_balance"]);
  expect(measureOf("average_order_value").helpedBy).toEqual(["threshold_above_average_order"]);
  expect(measureOf("product_reviews").helpedBy).toEqual(["bonus_for_review"]);
  expect(measureOf("retention").helpedBy).toEqual(["remind_of_balance"]);
  expect(measureOf("lifetime_value").helpedBy).toEqual(["reward_second_and_third_purchase", "remind_of_balance"]);
});
