import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { membershipRuns, statusAt, termAt } from "#app/domain/memberships/membership-run.ts";
import type { SoldTerm } from "#app/domain/memberships/sold-term.ts";

const ZONE = "Europe/Amsterdam";
const at = (local: string): number => Date.parse(local);

let orders = 0;
function sold(paidAt: string | number, more: Partial<SoldTerm> = {}): SoldTerm {
  orders += 1;
  return {
    membership: "premium",
    order: `gid://shopify/Order/${orders}`,
    line: `gid://shopify/LineItem/${orders}`,
    piece: 0,
    version: 1,
    term: { months: 12 },
    graceDays: 0,
    paidAt: typeof paidAt === "string" ? at(paidAt) : paidAt,
    paidMinor: 1000,
    returnedAt: null,
    ...more,
  };
}

const days = (run: { from: number; to: number } | undefined): string[] =>
  run === undefined ? [] : [run.from, run.to].map((instant) => new Date(instant).toISOString());

describe("S60: a paid membership", () => {
  it("runs from its payment through the day with the same date, all of that day on the shop's clocks", () => {
    const [run] = membershipRuns([sold("2026-03-01T14:00:00Z")], ZONE);
    // The day ends at midnight in Amsterdam, an hour before that of UTC.
    expect(days(run)).toEqual(["2026-03-01T14:00:00.000Z", "2027-03-01T23:00:00.000Z"]);
    expect(statusAt(run!, at("2027-03-01T22:59:59Z"))).toBe("running");
    expect(statusAt(run!, at("2027-03-01T23:00:00Z"))).toBe("lapsed");
  });

  it("that begins on a leap day ends with the last of February, and on the leap day again four years on", () => {
    const [one] = membershipRuns([sold("2028-02-29T12:00:00Z")], ZONE);
    expect(days(one)[1]).toBe("2029-02-28T23:00:00.000Z");
    const years = ["2028-02-29", "2029-02-20", "2030-02-20", "2031-02-20"].map((day) => sold(`${day}T12:00:00Z`));
    expect(days(membershipRuns(years, ZONE)[0])[1]).toBe("2032-02-29T23:00:00.000Z");
  });

  it("by the month that began on the 31st ends with each month and comes back to the 31st", () => {
    const month = { term: { months: 1 } };
    const bought = ["2026-01-31", "2026-02-28", "2026-03-31"].map((day) => sold(`${day}T12:00:00Z`, month));
    const ends = [1, 2, 3].map((count) => days(membershipRuns(bought.slice(0, count), "UTC")[0])[1]);
    expect(ends).toEqual(["2026-03-01T00:00:00.000Z", "2026-04-01T00:00:00.000Z", "2026-05-01T00:00:00.000Z"]);
  });

  it("in days counts whole days after the one of its payment, also over the night that clocks change", () => {
    const [run] = membershipRuns([sold("2026-03-28T12:00:00Z", { term: { days: 1 } })], ZONE);
    expect(days(run)[1]).toBe("2026-03-29T22:00:00.000Z");
  });

  it("counts days on the shop's calendar: late in the evening in Amsterdam is another day than in Tokyo", () => {
    const bought = [sold("2026-01-05T22:30:00Z", { term: { days: 30 } })];
    expect(days(membershipRuns(bought, ZONE)[0])[1]).toBe("2026-02-04T23:00:00.000Z");
    expect(days(membershipRuns(bought, "Asia/Tokyo")[0])[1]).toBe("2026-02-05T15:00:00.000Z");
  });
});

describe("S61: a renewal", () => {
  it("before the end begins where the running term ends, so that it loses nothing", () => {
    const runs = membershipRuns([sold("2026-03-01T12:00:00Z"), sold("2026-12-01T12:00:00Z")], ZONE);
    expect(runs.map(days)).toEqual([["2026-03-01T12:00:00.000Z", "2028-03-01T23:00:00.000Z"]]);
  });

  it("in the days of grace counts from the end too, so that it gains nothing; after them it begins anew", () => {
    const grace = { graceDays: 7 };
    const first = sold("2026-03-01T12:00:00Z", grace);
    const inGrace = membershipRuns([first, sold("2027-03-08T22:59:59Z", grace)], ZONE);
    expect(inGrace.map(days)).toEqual([["2026-03-01T12:00:00.000Z", "2028-03-01T23:00:00.000Z"]]);
    const tooLate = membershipRuns([first, sold("2027-03-08T23:00:00Z", grace)], ZONE);
    expect(tooLate.map(days)[1]).toEqual(["2027-03-08T23:00:00.000Z", "2028-03-09T23:00:00.000Z"]);
    expect(statusAt(inGrace[0]!, at("2028-03-05T12:00:00Z"))).toBe("grace");
  });

  it("of another membership touches none but its own", () => {
    const runs = membershipRuns(
      [sold("2026-03-01T12:00:00Z"), sold("2026-03-02T12:00:00Z", { membership: "select", term: { days: 30 } })],
      ZONE,
    );
    expect(runs.map(({ membership }) => membership)).toEqual(["premium", "select"]);
    expect(days(runs[0])[1]).toBe("2027-03-01T23:00:00.000Z");
  });
});

describe("a membership that is paid back", () => {
  it("ends at that moment, without days of grace", () => {
    const returnedAt = at("2026-03-10T09:00:00Z");
    const [run] = membershipRuns([sold("2026-03-01T12:00:00Z", { returnedAt, graceDays: 7 })], ZONE);
    expect(days(run)).toEqual(["2026-03-01T12:00:00.000Z", "2026-03-10T09:00:00.000Z"]);
    expect(statusAt(run!, returnedAt)).toBe("returned");
  });

  it("lets the renewal that was paid move up", () => {
    const returnedAt = at("2026-06-10T09:00:00Z");
    const [run, ...others] = membershipRuns(
      [sold("2026-03-01T12:00:00Z", { returnedAt }), sold("2026-05-01T12:00:00Z")],
      ZONE,
    );
    expect(others).toEqual([]);
    expect(days(run)[1]).toBe("2027-06-10T22:00:00.000Z");
    expect(termAt(run!, at("2026-07-01T00:00:00Z"))?.paidAt).toBe(at("2026-05-01T12:00:00Z"));
  });

  it("before its term has begun shortens the run to what is still paid", () => {
    const first = sold("2026-03-01T12:00:00Z");
    const returned = sold("2026-05-01T12:00:00Z", { returnedAt: at("2026-05-02T12:00:00Z") });
    const third = sold("2026-06-01T12:00:00Z");
    expect(days(membershipRuns([first, returned], ZONE)[0])[1]).toBe("2027-03-01T23:00:00.000Z");
    expect(days(membershipRuns([first, returned, third], ZONE)[0])[1]).toBe("2028-03-01T23:00:00.000Z");
  });

  it("after it is over changes nothing", () => {
    const [run] = membershipRuns([sold("2026-03-01T12:00:00Z", { returnedAt: at("2027-06-01T12:00:00Z") })], ZONE);
    expect(days(run)[1]).toBe("2027-03-01T23:00:00.000Z");
    expect(run?.isReturned).toBe(false);
  });
});

describe("any purchases", () => {
  const DAY_MS = 86_400_000;
  const START = at("2026-01-01T00:00:00Z");
  const purchase = fc.record({
    day: fc.nat(900),
    months: fc.integer({ min: 1, max: 14 }),
    byDays: fc.boolean(),
    graceDays: fc.constantFrom(0, 0, 7, 30),
    returnedAfter: fc.option(fc.nat(500), { freq: 3 }),
    membership: fc.constantFrom("premium", "select"),
  });
  const purchases = fc.array(purchase, { minLength: 1, maxLength: 8 }).map((list) =>
    list.map((each, index) => {
      const paidAt = START + each.day * DAY_MS + index * 3_600_000;
      return sold(paidAt, {
        order: `gid://shopify/Order/${index}`,
        line: "gid://shopify/LineItem/1",
        membership: each.membership,
        graceDays: each.graceDays,
        term: each.byDays ? { days: each.months * 30 } : { months: each.months },
        returnedAt: each.returnedAfter === null ? null : paidAt + each.returnedAfter * DAY_MS,
      });
    }),
  );

  it("end the same in any order", () => {
    let runs = 0;
    fc.assert(
      fc.property(
        purchases.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          runs += 1;
          expect(membershipRuns(shuffled, ZONE)).toEqual(membershipRuns(list, ZONE));
        },
      ),
    );
    expect(runs).toBe(100);
  });

  it("make runs that do not overlap and whose terms follow each other, each kept one at its full length", () => {
    let runs = 0;
    fc.assert(
      fc.property(purchases, (list) => {
        runs += 1;
        const made = membershipRuns(list, ZONE);
        for (const code of ["premium", "select"]) {
          const own = made.filter(({ membership }) => membership === code);
          for (const [index, run] of own.entries()) {
            const before = own[index - 1];
            if (before) expect(run.from).toBeGreaterThanOrEqual(before.graceTo);
            expect(run.terms[0]?.from).toBe(run.from);
            expect(run.terms.at(-1)?.to).toBe(run.to);
            for (const [place, term] of run.terms.entries()) {
              if (place > 0) expect(term.from).toBe(run.terms[place - 1]?.to);
              expect(term.to).toBeGreaterThanOrEqual(term.from);
              // Twenty-eight days are the shortest month; a day is lost only where clocks are put forward.
              if (term.returnedAt === null) expect(term.to - term.from).toBeGreaterThan(27 * DAY_MS);
            }
          }
        }
      }),
    );
    expect(runs).toBe(100);
  });

  it("never take from a member what an additional payment has not taken: buying more never ends anything earlier", () => {
    let runs = 0;
    fc.assert(
      fc.property(purchases, (list) => {
        runs += 1;
        const kept = list.filter(({ returnedAt }) => returnedAt === null);
        const paidDays = (some: readonly SoldTerm[]) =>
          membershipRuns(some, ZONE).reduce((sum, { from, to }) => sum + (to - from), 0);
        for (const [index] of kept.entries())
          expect(paidDays(kept.slice(0, index + 1))).toBeGreaterThan(paidDays(kept.slice(0, index)));
      }),
    );
    expect(runs).toBe(100);
  });
});
