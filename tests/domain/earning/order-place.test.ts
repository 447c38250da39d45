import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import { awardReason } from "#app/domain/earning/award-reason.ts";
import { pointsEarned, snapshotOf } from "#app/domain/earning/award-snapshot.ts";
import { plainCircumstances } from "#app/domain/earning/circumstances.ts";
import { type OrderPlace, type PastOrder, placesOf } from "#app/domain/earning/order-place.ts";
import { localDayAt } from "#app/domain/programme/local-time.ts";
import { aProgramme } from "#tests/support/a-programme.ts";
import { aLine, anOrder, NOON } from "#tests/support/an-order.ts";

const dayOf = (instant: number) => localDayAt(instant, "Europe/Amsterdam");
const at = (local: string) => Date.parse(local.length === 10 ? `${local}T12:00:00Z` : local);
/** An order a day, named by its place in the list. */
const past = (day: string, more: Partial<PastOrder> = {}): PastOrder => ({
  gid: day,
  placedAt: at(day),
  goneAt: null,
  keptMinor: 1000,
  ...more,
});
const placed = (...orders: PastOrder[]): OrderPlace[] => {
  const places = placesOf(orders, dayOf);
  return orders.map(({ gid }) => places.get(gid) as OrderPlace);
};

describe("S6: an order's place among its member's", () => {
  it("is by when orders were placed, whatever the order in which they are known", () => {
    const orders = [past("2026-01-03"), past("2026-01-01"), past("2026-01-02")];
    expect(placed(...orders).map(({ nth }) => nth)).toEqual([3, 1, 2]);
  });

  it("counts orders that were kept when it was placed: one that goes later takes no place away", () => {
    const goneBefore = past("2026-01-01", { goneAt: at("2026-01-02"), keptMinor: 0 });
    const goneAfter = past("2026-01-01", { goneAt: at("2026-01-09"), keptMinor: 0 });
    const free = past("2026-01-01", { keptMinor: 0 });
    expect(placed(goneBefore, past("2026-01-05")).map(({ nth }) => nth)).toEqual([1, 1]);
    expect(placed(goneAfter, past("2026-01-05"), past("2026-01-10")).map(({ nth }) => nth)).toEqual([1, 2, 2]);
    expect(placed(free, past("2026-01-05")).map(({ nth }) => nth)).toEqual([1, 1]);
  });

  it("counts months in a row on the shop's calendar, once a month", () => {
    const days = ["2025-11-10", "2025-12-01", "2025-12-20", "2026-01-31T23:30:00Z", "2026-03-15"];
    // Half past eleven in the evening in UTC is February in Amsterdam already: January has none.
    expect(placed(...days.map((day) => past(day))).map(({ months }) => months)).toEqual([1, 2, 0, 1, 2]);
  });

  it("counts full years since the first order, at the first order after each", () => {
    const days = ["2024-02-29", "2025-02-28", "2025-03-01", "2025-08-01", "2026-02-28", "2028-02-29"];
    expect(placed(...days.map((day) => past(day))).map(({ years }) => years)).toEqual([0, 0, 1, 0, 0, 4]);
  });

  it("sums what is kept in its calendar year and in the twelve months before it", () => {
    const orders = [past("2025-03-01", { keptMinor: 500 }), past("2025-12-31"), past("2026-01-01"), past("2026-03-01")];
    expect(placed(...orders).map(({ yearMinor }) => yearMinor)).toEqual([0, 500, 0, 1000]);
    expect(placed(...orders).map(({ rollingMinor }) => rollingMinor)).toEqual([0, 500, 1500, 2000]);
    expect(placed(...orders).map(({ rollingPeakMinor }) => rollingPeakMinor)).toEqual([0, 500, 1500, 2500]);
  });

  it("S22: is what looking at every earlier order gives, whatever the history", () => {
    let runs = 0;
    const order = fc.record({
      day: fc.integer({ min: 0, max: 1200 }),
      keptMinor: fc.constantFrom(0, 500, 1000, 2500),
      stays: fc.option(fc.integer({ min: 1, max: 400 }), { freq: 3 }),
    });
    fc.assert(
      fc.property(fc.array(order, { maxLength: 25 }), (given) => {
        runs += 1;
        const history = given.map(({ day, keptMinor, stays }, index): PastOrder => {
          const placedAt = at("2023-01-15") + day * 86_400_000 + index;
          const goneAt = stays === null ? null : placedAt + stays * 86_400_000;
          return { gid: String(index), placedAt, goneAt, keptMinor: stays === null ? keptMinor : 0 };
        });
        const places = placesOf(history, dayOf);
        for (const one of history) {
          const earlier = history.filter(({ placedAt }) => placedAt < one.placedAt);
          const kept = earlier.filter((each) =>
            each.goneAt === null ? each.keptMinor > 0 : each.goneAt > one.placedAt,
          );
          const year = dayOf(one.placedAt).slice(0, 4);
          const place = places.get(one.gid);
          expect(place?.nth).toBe(kept.length + 1);
          const months = new Set(kept.map(({ placedAt }) => dayOf(placedAt).slice(0, 7)));
          expect(place?.months === 0).toBe(months.has(dayOf(one.placedAt).slice(0, 7)));
          const sum = (orders: PastOrder[]) => orders.reduce((total, each) => total + each.keptMinor, 0);
          expect(place?.yearMinor).toBe(sum(earlier.filter(({ placedAt }) => dayOf(placedAt).startsWith(year))));
          const yearAgo = String(Number(year) - 1) + dayOf(one.placedAt).slice(4).replace("02-29", "02-28");
          const window = earlier.filter(({ placedAt }) => dayOf(placedAt) > yearAgo);
          expect(place?.rollingMinor).toBe(sum(window));
          const peaks = window.map((each) => (places.get(each.gid)?.rollingMinor ?? 0) + each.keptMinor);
          expect(place?.rollingPeakMinor).toBe(Math.max(0, ...peaks));
        }
      }),
      { numRuns: 300 },
    );
    expect(runs).toBe(300);
  });
});

const earned = (
  rule: NonNullable<ProgrammeInput["earning"]>[number],
  place: Partial<OrderPlace>,
  priceMinor = 1000,
) => {
  const order = anOrder({ lines: [aLine("A", { priceMinor })] });
  const circumstances = {
    ...plainCircumstances,
    place: { ...(placed(past("2026-01-05"))[0] as OrderPlace), ...place },
  };
  const snapshot = snapshotOf(aProgramme({ earning: [rule] }), order, NOON, circumstances);
  return { points: pointsEarned(snapshot, order), reason: awardReason(order, snapshot) };
};

describe("S6, S28: milestones", () => {
  it("are the nth order, each nth, months in a row and years", () => {
    const second = { code: "milestone" as const, points: 50, nth: 2 };
    expect([1, 2, 3].map((nth) => earned(second, { nth }).points)).toEqual([0, 50, 0]);
    const fifth = { code: "milestone" as const, points: 50, every: 5 };
    expect([4, 5, 6, 10].map((nth) => earned(fifth, { nth }).points)).toEqual([0, 50, 0, 50]);
    const streak = { code: "milestone" as const, points: 50, streakMonths: 3 };
    expect([0, 2, 3, 4, 6].map((months) => earned(streak, { months }).points)).toEqual([0, 0, 50, 0, 50]);
    const year = { code: "milestone" as const, points: 50, anniversary: true as const };
    expect([0, 1, 2].map((years) => earned(year, { years }).points)).toEqual([0, 50, 50]);
  });

  it("may need an order of some size, and say in the ledger what they are", () => {
    const second = { code: "milestone" as const, points: 50, nth: 2, minimum: "20.00" };
    expect(earned(second, { nth: 2 }, 1999).points).toBe(0);
    expect(earned(second, { nth: 2 }, 2000)).toEqual({
      points: 50,
      reason: { code: "order_award_for", order: "#1001", why: { en: "your second order", nl: "je tweede bestelling" } },
    });
  });
});

describe("S22: contracts of volume", () => {
  const steps = [
    { minimum: "100.00", points: 100 },
    { minimum: "200.00", points: 300 },
  ];

  it("give points with the order by which a sum is passed, to the cent", () => {
    const rule = { code: "volume" as const, over: "calendar_year" as const, steps };
    expect(earned(rule, { yearMinor: 9000 }, 999).points).toBe(0);
    expect(earned(rule, { yearMinor: 9000 }, 1000).points).toBe(100);
    expect(earned(rule, { yearMinor: 10_000 }, 1000).points).toBe(0);
    expect(earned(rule, { yearMinor: 0 }, 20_000).points).toBe(400);
  });

  it("over twelve months give no step again that was passed within them", () => {
    const rule = { code: "volume" as const, over: "rolling_12_months" as const, steps };
    expect(earned(rule, { rollingMinor: 9500, rollingPeakMinor: 9500 }, 1000).points).toBe(100);
    expect(earned(rule, { rollingMinor: 9500, rollingPeakMinor: 12_000 }, 1000).points).toBe(0);
  });
});
