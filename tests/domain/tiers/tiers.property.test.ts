import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ProgrammeInput, programmeSettings } from "#app/contracts/programme.ts";
import { twelveMonthsAfter, yearOf } from "#app/domain/tiers/calendar.ts";
import type { Counted } from "#app/domain/tiers/counted.ts";
import { dueRewards, reachedOnce } from "#app/domain/tiers/entry-rewards.ts";
import { publishedTiersOf } from "#app/domain/tiers/published-tiers.ts";
import { standingAt } from "#app/domain/tiers/standing.ts";
import { type PublishedTiers, timelineOf } from "#app/domain/tiers/timeline.ts";
import { aProgramme } from "#tests/support/a-programme.ts";

type TiersInput = NonNullable<ProgrammeInput["tiers"]>;

const ZONE = "Europe/Amsterdam";
const START = Date.UTC(2024, 0, 1);
const DAY = 86_400_000;

/** Instants that meet: many at the same one, at midnight, on the leap day. */
const instant = fc.oneof(
  fc.nat(5 * 366).map((day) => START + day * DAY),
  fc.constantFrom(Date.UTC(2024, 1, 29, 11), Date.UTC(2024, 11, 31, 23), Date.UTC(2026, 2, 29, 0, 30)),
);
const history = fc.array(fc.record({ at: instant, value: fc.integer({ min: 1, max: 60 }) }), { maxLength: 12 });

const levels = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 60 }), fc.nat(100))
  .map(([first, second, third, keep]): TiersInput["levels"] => {
    const borders = [first, first + second, first + second + third];
    const kept = (from: number): number => Math.floor((from * keep) / 100);
    return borders.map((from, place) => ({
      id: `l${place}`,
      name: `Level ${place}`,
      from,
      keepFrom: kept(from),
      ...(from > 0 ? { entryReward: place + 1 } : {}),
    }));
  });

const tiersOf = fc
  .record({
    period: fc.constantFrom("calendar_year" as const, "rolling_12_months" as const, "lifetime" as const),
    grace: fc.constantFrom("end_of_next_year" as const, { days: 0 }, { days: 45 }),
    downgrade: fc.constantFrom("to_earned" as const, "one_step" as const, "never" as const),
    levels,
  })
  .map((tiers): TiersInput => {
    const withoutKeep = tiers.levels.map(({ keepFrom: _, ...level }) => level);
    return { by: "points", ...tiers, levels: tiers.period === "lifetime" ? withoutKeep : tiers.levels };
  });

const versions = fc.array(fc.record({ tiers: fc.option(tiersOf, { freq: 6 }), day: fc.nat(4 * 366) }), {
  minLength: 1,
  maxLength: 3,
});

function published(given: readonly { tiers: TiersInput | null; day: number }[]): PublishedTiers[] {
  const programmes = [...given]
    .sort((a, b) => a.day - b.day)
    .map(({ tiers, day }, place) => ({
      publishedAt: START + day * DAY,
      programme: aProgramme(programmeSettings.parse(tiers === null ? {} : { tiers }), place + 1),
    }));
  return publishedTiersOf(programmes);
}

const levelAt = (rules: PublishedTiers[], counted: readonly Counted[], at: number): string | null =>
  standingAt(rules, { points: counted }, timelineOf(rules, { points: counted }), at).level?.id ?? null;

describe("S19: levels, for every history and all settings", () => {
  it("are the same in whatever order news came in, and what was sent back is as if it had never been bought", () => {
    let runs = 0;
    fc.assert(
      fc.property(versions, history, fc.array(fc.nat(), { maxLength: 12 }), instant, (given, counted, keys, at) => {
        const rules = published(given);
        const shuffled = counted
          .map((each, place) => ({ each, key: keys[place] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
        const timeline = timelineOf(rules, { points: counted });
        expect(timelineOf(rules, { points: shuffled })).toEqual(timeline);
        expect(timelineOf(rules, { points: [...counted, { at, value: 0 }] }).spans).toEqual(timeline.spans);
        expect(dueRewards(reachedOnce(timeline.rises))).toEqual(
          dueRewards(reachedOnce(timelineOf(rules, { points: shuffled }).rises)),
        );
        runs += 1;
      }),
      { numRuns: 500 },
    );
    expect(runs).toBe(500);
  });

  it("equal a plain look at what counts, where nothing is kept beyond it", () => {
    let runs = 0;
    fc.assert(
      fc.property(
        levels,
        fc.constantFrom("calendar_year" as const, "rolling_12_months" as const, "lifetime" as const),
        history,
        instant,
        (given, period, counted, at) => {
          const plain = given.map(({ keepFrom: _, ...level }) => level);
          const rules = published([{ tiers: { by: "points", period, grace: { days: 0 }, levels: plain }, day: 0 }]);
          const counts = ({ at: bought }: Counted): boolean =>
            bought <= at &&
            (period === "lifetime" ||
              (period === "calendar_year"
                ? yearOf(bought, ZONE) === yearOf(at, ZONE)
                : twelveMonthsAfter(bought, ZONE) > at));
          const value = counted.filter(counts).reduce((sum, each) => sum + each.value, 0);
          expect(levelAt(rules, counted, at)).toBe(plain.findLast(({ from }) => Number(from) <= value)?.id ?? null);
          runs += 1;
        },
      ),
      { numRuns: 1000 },
    );
    expect(runs).toBe(1000);
  });

  it("never fall because more was bought, nor because more grace is given", () => {
    fc.assert(
      fc.property(tiersOf, history, instant, instant, (tiers, counted, bought, at) => {
        const rules = published([{ tiers, day: 0 }]);
        const rank = (id: string | null): number => Number(id?.slice(1) ?? -1);
        const before = rank(levelAt(rules, counted, at));
        expect(rank(levelAt(rules, [...counted, { at: bought, value: 30 }], at))).toBeGreaterThanOrEqual(before);
        const kind = published([{ tiers: { ...tiers, grace: "end_of_next_year" }, day: 0 }]);
        if (typeof tiers.grace === "object" && tiers.grace.days === 0)
          expect(rank(levelAt(kind, counted, at))).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  it("change by themselves only at the instant that was told", () => {
    fc.assert(
      fc.property(versions, history, instant, fc.nat(1000), (given, counted, at, days) => {
        const rules = published(given);
        const timeline = timelineOf(rules, { points: counted });
        const standing = standingAt(rules, { points: counted }, timeline, at);
        const until = standing.nextAt ?? Number.POSITIVE_INFINITY;
        const later = at + days * DAY;
        const inForce = rules.findLast(({ from }) => from <= later) === rules.findLast(({ from }) => from <= at);
        expect(until).toBeGreaterThan(at);
        if (later >= until || !inForce) return;
        const then = standingAt(rules, { points: counted }, timeline, later);
        expect([then.level?.id, then.counted, then.ends?.at]).toEqual([
          standing.level?.id,
          standing.counted,
          standing.ends?.at,
        ]);
      }),
      { numRuns: 500 },
    );
  });

  it("that a publication changes fall at once for nobody whom its grace still keeps", () => {
    fc.assert(
      fc.property(tiersOf, tiersOf, history, fc.nat(4 * 366), (one, other, counted, day) => {
        const kept: TiersInput = { ...other, grace: { days: 60 } };
        const rules = published([
          { tiers: one, day: 0 },
          { tiers: kept, day: day + 1 },
        ]);
        const change = START + (day + 1) * DAY;
        const rank = (id: string | null): number => Number(id?.slice(1) ?? -1);
        const before = rank(levelAt(rules, counted, change - 1));
        if (rules.length < 2) return;
        expect(rank(levelAt(rules, counted, change))).toBeGreaterThanOrEqual(before);
        expect(rank(levelAt(rules, counted, change + 59 * DAY))).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 500 },
    );
  });
});
