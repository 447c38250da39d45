import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { championSettings, pearlSettings, segmentSettings, sleeperSettings } from "#app/contracts/segments.ts";
import { dayNumber, monthsBefore } from "#app/domain/segments/calendar.ts";
import type { Customer } from "#app/domain/segments/customer.ts";
import {
  compileSegment,
  DEFAULT_SEGMENTS,
  type Segment,
  scoreCustomer,
  segmentationOf,
} from "#app/domain/segments/segmentation.ts";
import { isPearl, isSleeper } from "#app/domain/segments/standard-segments.ts";
import { tierBordersOf, worthOfTop } from "#app/domain/segments/top-share.ts";
import { aCustomer, TODAY } from "./a-customer.ts";

const standard: Segment[] = Object.entries(DEFAULT_SEGMENTS).map(([code, settings]) => ({ code, ...settings }));

function membersOf(code: string, customers: readonly Customer[], segments = standard): string[] {
  const segmentation = segmentationOf(customers, segments, TODAY);
  return customers.filter((each) => scoreCustomer(each, segmentation).segments.includes(code)).map(({ id }) => id);
}

/** The higher the number, the better in all three. */
const ladder = (count: number, changes: (number: number) => Partial<Customer> = () => ({})): Customer[] =>
  Array.from({ length: count }, (_, number) =>
    aCustomer({
      id: String(number),
      orders: number + 1,
      lastDay: TODAY - count + number,
      spentMinor: 1_000 * (number + 1),
      ...changes(number),
    }),
  );

describe("S27: champions", () => {
  it("S27: are recent, frequent and high, and the top ten per cent of all customers", () => {
    expect(membersOf("champions", ladder(40))).toEqual(["36", "37", "38", "39"]);
  });

  it("S27: who is high but not frequent, or not recent, is none", () => {
    const customers = ladder(40, (number) => {
      if (number === 39) return { orders: 1 };
      return number === 38 ? { lastDay: TODAY - 900 } : {};
    });
    expect(membersOf("champions", customers)).toEqual(["34", "35", "36", "37"]);
  });

  it("S27: customers of equal worth are champions together or not at all, and never more than the share", () => {
    const equalAtTheBorder = ladder(40, (number) => (number >= 35 && number <= 36 ? { spentMinor: 36_500 } : {}));
    expect(membersOf("champions", equalAtTheBorder)).toEqual(["37", "38", "39"]);
    let runs = 0;
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 40 }), fc.nat(20), (worths, most) => {
        const from = worthOfTop(worths, most);
        const champions = from === null ? 0 : worths.filter((worth) => worth >= from).length;
        expect(champions).toBeLessThanOrEqual(most);
        const next = worths.filter((worth) => from === null || worth < from);
        if (next.length > 0) {
          const together = worths.filter((worth) => worth >= Math.max(...next)).length;
          expect(together).toBeGreaterThan(most);
        }
        runs += 1;
      }),
      { numRuns: 300 },
    );
    expect(runs).toBe(300);
  });

  it("S27: the merchant may choose five per cent, or lower scores", () => {
    const chosen = (settings: object): Segment[] => [
      { code: "champions", ...championSettings.parse({ kind: "champions", ...settings }) },
    ];
    expect(membersOf("champions", ladder(40), chosen({ topPercent: 5 }))).toEqual(["38", "39"]);
    expect(membersOf("champions", ladder(40), chosen({ scoreAtLeast: 1, topPercent: 100 }))).toHaveLength(40);
  });

  it("S27: a shop of fewer than ten customers has none yet by the guide's bounds", () => {
    expect(membersOf("champions", ladder(9))).toEqual([]);
  });
});

describe("S28: potential pearls", () => {
  const pearls = pearlSettings.parse({ kind: "pearls" });
  const high = { recency: 3, frequency: 1, monetary: 4 };

  it("S28: made a first purchase of high value lately, and no second one", () => {
    expect(isPearl(aCustomer(), high, pearls, TODAY)).toBe(true);
    expect(isPearl(aCustomer({ orders: 2 }), high, pearls, TODAY)).toBe(false);
    expect(isPearl(aCustomer(), { ...high, monetary: 3 }, pearls, TODAY)).toBe(false);
  });

  it("S28: lately is within ninety days, to the day", () => {
    expect(isPearl(aCustomer({ firstDay: TODAY - 89 }), high, pearls, TODAY)).toBe(true);
    expect(isPearl(aCustomer({ firstDay: TODAY - 90 }), high, pearls, TODAY)).toBe(false);
    const fewer = pearlSettings.parse({ kind: "pearls", withinDays: 30 });
    expect(isPearl(aCustomer({ firstDay: TODAY - 30 }), high, fewer, TODAY)).toBe(false);
  });

  it("S28: among many small first purchases the large one is the pearl", () => {
    const customers = ladder(20, (number) => ({
      orders: 1,
      firstDay: TODAY - 5,
      lastDay: TODAY - 5,
      spentMinor: number === 7 ? 90_000 : 1_000,
    }));
    expect(membersOf("pearls", customers)).toEqual(["7"]);
  });
});

describe("S29: sleepers", () => {
  const sleepers = sleeperSettings.parse({ kind: "sleepers" });
  const slept = (day: string, settings = sleepers, today = TODAY): boolean =>
    isSleeper(aCustomer({ lastDay: dayNumber(day) }), settings, today);

  it("S29: have not bought for six to twelve months, to the day", () => {
    expect(slept("2026-05-22")).toBe(false);
    expect(slept("2026-05-21")).toBe(true);
    expect(slept("2025-11-21")).toBe(true);
    expect(slept("2025-11-20")).toBe(false);
  });

  it("S29: months are counted by the calendar, on leap days and where a month is shorter too", () => {
    const day = (text: string): number => dayNumber(text);
    expect(monthsBefore(day("2024-08-31"), 6)).toBe(day("2024-02-29"));
    expect(monthsBefore(day("2023-08-31"), 6)).toBe(day("2023-02-28"));
    expect(monthsBefore(day("2024-02-29"), 12)).toBe(day("2023-02-28"));
    expect(monthsBefore(day("2026-03-15"), 27)).toBe(day("2023-12-15"));
    expect(slept("2024-02-29", sleepers, day("2024-08-31"))).toBe(true);
  });

  it("S29: the merchant may choose when they fall asleep and whether they are ever lost", () => {
    const never = sleeperSettings.parse({ kind: "sleepers", fromMonths: 3, toMonths: null });
    expect(slept("2026-08-21", never)).toBe(true);
    expect(slept("2001-01-01", never)).toBe(true);
    expect(segmentSettings.safeParse({ kind: "sleepers", fromMonths: 9, toMonths: 9 }).success).toBe(false);
  });

  it("S29: who never bought does not sleep", () => {
    expect(membersOf("sleepers", [aCustomer({ orders: 0 })])).toEqual([]);
  });
});

it("S27–S29: the defaults of the contract are the guide's bounds", () => {
  for (const [code, settings] of Object.entries(DEFAULT_SEGMENTS)) {
    expect(segmentSettings.parse({ kind: code })).toEqual(settings);
    expect(compileSegment(code, settings, "EUR", new Set())).toMatchObject({ outcome: "compiled", segment: { code } });
  }
});

describe("S56: tier borders come from the shop's own customers", () => {
  const worths = Array.from({ length: 200 }, (_, number) => 100 * (number + 1));

  it("S56: the top ten per cent is the highest tier, with how many customers would be in it", () => {
    expect(tierBordersOf(worths, [10, 40])).toEqual([
      { topPercent: 10, fromMinor: 18_100, customers: 20 },
      { topPercent: 40, fromMinor: 12_100, customers: 80 },
    ]);
  });

  it("S56: customers of equal worth are in the same tier, so that it may hold fewer", () => {
    expect(tierBordersOf([5, 5, 5, 5, 5, 5, 5, 9, 9, 9], [20, 30, 50])).toEqual([
      { topPercent: 20, fromMinor: null, customers: 0 },
      { topPercent: 30, fromMinor: 9, customers: 3 },
      { topPercent: 50, fromMinor: 9, customers: 3 },
    ]);
    expect(tierBordersOf([], [10])).toEqual([{ topPercent: 10, fromMinor: null, customers: 0 }]);
  });
});
