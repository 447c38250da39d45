import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  addMonths,
  daysBetween,
  lengthDays,
  periodBefore,
  periodYearBefore,
} from "#app/domain/metrics/calendar.ts";

describe("S74: a period and those it is compared with", () => {
  it("whole calendar months follow as many calendar months, other periods as many days", () => {
    expect(periodBefore({ from: "2026-04-01", to: "2026-06-30" })).toEqual({ from: "2026-01-01", to: "2026-03-31" });
    expect(periodBefore({ from: "2026-03-01", to: "2026-03-31" })).toEqual({ from: "2026-02-01", to: "2026-02-28" });
    expect(periodBefore({ from: "2025-01-01", to: "2025-12-31" })).toEqual({ from: "2024-01-01", to: "2024-12-31" });
    expect(periodBefore({ from: "2026-11-10", to: "2026-11-21" })).toEqual({ from: "2026-10-29", to: "2026-11-09" });
    expect(periodBefore({ from: "2026-11-21", to: "2026-11-21" })).toEqual({ from: "2026-11-20", to: "2026-11-20" });
  });

  it("the year before has the same dates, with or without a leap day", () => {
    expect(periodYearBefore({ from: "2026-04-01", to: "2026-06-30" })).toEqual({
      from: "2025-04-01",
      to: "2025-06-30",
    });
    expect(periodYearBefore({ from: "2024-02-01", to: "2024-02-29" })).toEqual({
      from: "2023-02-01",
      to: "2023-02-28",
    });
    expect(periodYearBefore({ from: "2025-02-01", to: "2025-02-28" })).toEqual({
      from: "2024-02-01",
      to: "2024-02-29",
    });
    expect(periodYearBefore({ from: "2024-02-29", to: "2024-02-29" })).toEqual({
      from: "2023-02-28",
      to: "2023-02-28",
    });
  });

  it("a period that ends before it starts, and a day that no calendar has, are refused", () => {
    expect(() => lengthDays({ from: "2026-02-02", to: "2026-02-01" })).toThrow(RangeError);
    for (const day of ["2026-02-29", "2026-13-01", "yesterday", "26-01-01"]) {
      expect(() => addDays(day, 1)).toThrow(RangeError);
    }
  });

  it("a month later is the month's last day where it has no such day", () => {
    expect(addMonths("2024-01-31", 1)).toBe("2024-02-29");
    expect(addMonths("2026-01-31", 1)).toBe("2026-02-28");
    expect(addMonths("2026-01-15", -1)).toBe("2025-12-15");
  });

  it("the period before ends the day before, and is as long but for three days at most", () => {
    let runs = 0;
    fc.assert(
      fc.property(fc.integer({ min: -4000, max: 9000 }), fc.integer({ min: 0, max: 800 }), (start, length) => {
        runs += 1;
        const from = addDays("2024-01-01", start);
        const period = { from, to: addDays(from, length) };
        const before = periodBefore(period);
        expect(daysBetween(before.to, period.from)).toBe(1);
        expect(Math.abs(lengthDays(before) - lengthDays(period))).toBeLessThanOrEqual(3);
        const yearBefore = periodYearBefore(period);
        expect(Math.abs(lengthDays(yearBefore) - lengthDays(period))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
    expect(runs).toBe(500);
  });
});
