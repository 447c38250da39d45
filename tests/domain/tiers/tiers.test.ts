import { describe, expect, it } from "vitest";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import type { Counted, History } from "#app/domain/tiers/counted.ts";
import { dueRewards, reachedOnce } from "#app/domain/tiers/entry-rewards.ts";
import { publishedTiersOf } from "#app/domain/tiers/published-tiers.ts";
import { standingAt } from "#app/domain/tiers/standing.ts";
import { type PublishedTiers, timelineOf } from "#app/domain/tiers/timeline.ts";
import { aProgramme } from "#tests/support/a-programme.ts";

type TiersInput = NonNullable<ProgrammeInput["tiers"]>;

const at = (text: string): number => Date.parse(text);
const bought = (when: string, euros: number): Counted => ({ at: at(when), value: euros * 100 });

function published(tiers: TiersInput, from = "2020-01-01T00:00:00Z", version = 1): PublishedTiers {
  const compiled = aProgramme({ tiers }, version).tiers;
  const revisions = compiled ? [{ version, from: at(from), tiers: compiled }] : [];
  return { version, from: at(from), tiers: compiled, revisions };
}

/** The level's id at each of these instants. */
function levels(versions: PublishedTiers[], spend: Counted[], ...when: string[]): (string | null)[] {
  const history: History = { spend };
  const timeline = timelineOf(versions, history);
  return when.map((each) => standingAt(versions, history, timeline, at(each)).level?.id ?? null);
}

const silver = { id: "silver", name: "Silver", from: "250" };
const gold = { id: "gold", name: "Gold", from: "500" };

describe("S15, S19: a level is reached with what counts", () => {
  it("rises with the very purchase that reaches the border, and not before", () => {
    const rules = [published({ levels: [silver, gold] })];
    const history = [bought("2026-03-01T10:00:00Z", 249.99), bought("2026-03-02T10:00:00Z", 0.01)];
    expect(levels(rules, history, "2026-03-02T09:59:59Z", "2026-03-02T10:00:00Z")).toEqual([null, "silver"]);
  });

  it("S55: everybody has a first level that begins at nothing", () => {
    const rules = [published({ levels: [{ ...silver, id: "member", from: "0" }, gold] })];
    expect(levels(rules, [], "2026-03-02T10:00:00Z", "2019-12-31T10:00:00Z")).toEqual(["member", null]);
  });

  it("S11: says what is missing to the next one", () => {
    const rules = [published({ levels: [silver, gold] })];
    const history = { spend: [bought("2026-03-01T10:00:00Z", 380)] };
    const standing = standingAt(rules, history, timelineOf(rules, history), at("2026-04-01T00:00:00Z"));
    expect(standing).toMatchObject({
      level: { id: "silver" },
      since: at("2026-03-01T10:00:00Z"),
      counted: 38000,
      next: { level: { id: "gold" }, needed: 50000, missing: 12000 },
      ends: { at: at("2027-03-01T10:00:00Z"), to: null },
    });
  });
});

describe("S19: rolling twelve months", () => {
  it("end at the same time of the same day a year later, also where clocks were changed in between", () => {
    const rules = [published({ levels: [gold] })];
    // 10:00 in Amsterdam, in winter; and 2027-03-28 is the day on which clocks are set forward.
    expect(
      levels(rules, [bought("2026-03-28T09:00:00Z", 500)], "2027-03-28T07:59:59Z", "2027-03-28T08:00:00Z"),
    ).toEqual(["gold", null]);
  });

  it("of a purchase on a leap day end on 1 March, so that they are never shorter than a year", () => {
    const rules = [published({ levels: [gold] })];
    const history = [bought("2028-02-29T11:00:00Z", 500)];
    expect(levels(rules, history, "2029-02-28T23:00:00Z", "2029-03-01T10:59:59Z", "2029-03-01T11:00:00Z")).toEqual([
      "gold",
      "gold",
      null,
    ]);
  });

  it("keep a level that is no longer earned for the days of grace, and for good where it is earned again meanwhile", () => {
    const rules = [published({ grace: { days: 30 }, levels: [gold] })];
    const once = [bought("2026-01-05T10:00:00Z", 500)];
    expect(levels(rules, once, "2027-02-04T09:59:59Z", "2027-02-04T10:00:00Z")).toEqual(["gold", null]);
    const again = [...once, bought("2027-02-01T10:00:00Z", 500)];
    expect(levels(rules, again, "2027-02-04T10:00:00Z", "2028-01-01T00:00:00Z")).toEqual(["gold", "gold"]);
  });

  it("keep a level from keepFrom on, and give it back from returnFrom on", () => {
    const rules = [published({ levels: [{ ...gold, keepFrom: "200", returnFrom: "300" }] })];
    const kept = [bought("2026-01-05T10:00:00Z", 500), bought("2026-06-01T10:00:00Z", 200)];
    expect(levels(rules, kept, "2027-01-06T00:00:00Z", "2027-06-02T00:00:00Z")).toEqual(["gold", null]);
    const back = [...kept, bought("2027-07-01T10:00:00Z", 300)];
    expect(levels(rules, back, "2027-06-30T00:00:00Z", "2027-07-02T00:00:00Z")).toEqual([null, "gold"]);
  });
});

describe("S19: calendar years", () => {
  const year = { period: "calendar_year" } as const;

  it("begin at midnight on the shop's clocks", () => {
    const rules = [published({ ...year, grace: { days: 0 }, levels: [gold] })];
    const history = [bought("2026-12-31T22:59:59Z", 300), bought("2026-12-31T23:00:00Z", 300)];
    expect(levels(rules, history, "2027-01-01T12:00:00Z")).toEqual([null]);
  });

  it("keep a level for the rest of the year and the next, unless said otherwise", () => {
    const rules = [published({ ...year, levels: [silver, gold] })];
    const history = [bought("2026-03-01T10:00:00Z", 500), bought("2027-05-01T10:00:00Z", 250)];
    const when = ["2027-12-31T22:59:59Z", "2027-12-31T23:00:00Z", "2028-12-31T22:59:59Z", "2028-12-31T23:00:00Z"];
    expect(levels(rules, history, ...when)).toEqual(["gold", "silver", "silver", null]);
  });

  it("keep it on when enough comes in the year after", () => {
    const rules = [published({ ...year, levels: [{ ...gold, keepFrom: "300" }] })];
    const history = [bought("2026-03-01T10:00:00Z", 500), bought("2027-05-01T10:00:00Z", 300)];
    expect(levels(rules, history, "2028-12-31T22:59:59Z", "2028-12-31T23:00:00Z")).toEqual(["gold", null]);
  });
});

describe("S19: how a level is lost", () => {
  const three = [{ ...silver, id: "bronze", from: "100" }, silver, gold];
  const history = [bought("2026-01-05T10:00:00Z", 500)];
  const when = ["2027-01-06T00:00:00Z", "2028-01-06T00:00:00Z", "2029-01-06T00:00:00Z"];

  it("to what is earned", () => {
    expect(levels([published({ levels: three })], history, ...when)).toEqual([null, null, null]);
  });

  it("one level a period", () => {
    const rules = [published({ downgrade: "one_step", levels: three })];
    expect(levels(rules, history, ...when)).toEqual(["silver", "bronze", null]);
    // What is earned meanwhile counts at once.
    const more = [...history, bought("2027-02-01T00:00:00Z", 500)];
    expect(levels(rules, more, "2027-02-01T00:00:00Z")).toEqual(["gold"]);
  });

  it("never by time, but a refund is as if it had never been bought", () => {
    const rules = [published({ downgrade: "never", levels: three })];
    expect(levels(rules, history, "2040-01-01T00:00:00Z")).toEqual(["gold"]);
    expect(levels(rules, [bought("2026-01-05T10:00:00Z", 499)], "2026-01-06T00:00:00Z")).toEqual(["silver"]);
  });

  it("and never over a lifetime", () => {
    expect(levels([published({ period: "lifetime", levels: three })], history, "2040-01-01T00:00:00Z")).toEqual([
      "gold",
    ]);
  });
});

describe("S19: levels that are changed after the launch", () => {
  const before = published({ period: "lifetime", levels: [silver, gold] });
  const history = [bought("2026-01-05T10:00:00Z", 500)];
  const june = "2026-06-01T00:00:00Z";

  it("are kept for the grace of the new settings by who would lose them", () => {
    const higher = { ...gold, from: "800" };
    const rules = [before, published({ period: "lifetime", grace: { days: 60 }, levels: [silver, higher] }, june, 2)];
    expect(levels(rules, history, "2026-07-30T23:59:59Z", "2026-07-31T00:00:00Z")).toEqual(["gold", "silver"]);
    const now = [before, published({ period: "lifetime", levels: [silver, higher] }, june, 2)];
    expect(levels(now, history, "2026-05-31T23:59:59Z", june)).toEqual(["gold", "silver"]);
  });

  it("rise at once for who has enough, without an entry reward for what they did not do", () => {
    const lower = [
      published({ levels: [gold] }),
      published({ levels: [{ ...gold, from: "100", entryReward: 50 }] }, june, 2),
    ];
    const some = [bought("2026-01-05T10:00:00Z", 100)];
    expect(levels(lower, some, "2026-05-31T23:59:59Z", june)).toEqual([null, "gold"]);
    expect(timelineOf(lower, { spend: some }).rises).toEqual([]);
  });

  it("keep whoever had a level that is gone on the highest that did not begin later", () => {
    const rules = [
      before,
      published(
        {
          period: "lifetime",
          grace: { days: 30 },
          levels: [
            { ...silver, from: "600", id: "top" },
            { ...gold, from: "700" },
          ],
        },
        june,
        2,
      ),
    ];
    expect(levels(rules, history, june)).toEqual(["gold"]);
    const without = [
      before,
      published({ grace: { days: 30 }, levels: [{ ...silver, id: "new", from: "400" }] }, "2028-06-01T00:00:00Z", 2),
    ];
    expect(levels(without, history, "2028-06-15T00:00:00Z", "2028-07-01T22:00:00Z")).toEqual(["new", null]);
  });

  it("end at once where they are taken away, and go on as they were where only other settings changed", () => {
    expect(levels([before, { version: 2, from: at(june), tiers: null, revisions: [] }], history, june)).toEqual([null]);
    const renamed: TiersInput = { period: "lifetime", levels: [silver, { ...gold, name: "Golden", entryReward: 50 }] };
    const programmes = [
      aProgramme({ tiers: { ...renamed, levels: [silver, gold] } }),
      aProgramme({ tiers: renamed }, 2),
    ];
    const versions = publishedTiersOf(
      programmes.map((programme, place) => ({
        publishedAt: at(place === 0 ? "2020-01-01T00:00:00Z" : june),
        programme,
      })),
    );
    const timeline = timelineOf(versions, { spend: history });
    expect(standingAt(versions, { spend: history }, timeline, at(june))).toMatchObject({
      level: { name: { en: "Golden" } },
      since: at("2026-01-05T10:00:00Z"),
    });
    expect(dueRewards(reachedOnce(timeline.rises))).toEqual([]);
  });
});

describe("S10: points for reaching a level", () => {
  const rewarded = [
    { ...silver, entryReward: 10 },
    { ...gold, entryReward: 20 },
  ];
  const keysOf = (tiers: TiersInput, history: Counted[]) =>
    dueRewards(reachedOnce(timelineOf([published(tiers)], { spend: history }).rises)).map(
      ({ level, period }) => `${level} ${period}`,
    );

  it("are due for all levels that one purchase passes", () => {
    expect(keysOf({ levels: rewarded }, [bought("2026-01-05T10:00:00Z", 500)])).toEqual(["silver #1", "gold #1"]);
  });

  it("are due once a calendar year, once in twelve months, or once ever", () => {
    const hover = [
      bought("2025-01-10T10:00:00Z", 300),
      bought("2026-01-05T10:00:00Z", 200),
      bought("2026-01-20T10:00:00Z", 300),
    ];
    // Reached on 5 January, lost on 10 January, reached again on 20 January.
    const goldOnly = [{ ...gold, entryReward: 20 }];
    expect(keysOf({ levels: goldOnly }, hover)).toEqual(["gold #1"]);
    expect(keysOf({ levels: goldOnly }, [...hover, bought("2027-06-01T10:00:00Z", 500)])).toEqual([
      "gold #1",
      "gold #2",
    ]);
    const yearly = { period: "calendar_year", grace: { days: 0 } } as const;
    const years = [bought("2025-02-01T10:00:00Z", 500), bought("2026-02-01T10:00:00Z", 500)];
    expect(keysOf({ ...yearly, levels: goldOnly }, years)).toEqual(["gold 2025", "gold 2026"]);
    expect(keysOf({ period: "lifetime", levels: goldOnly }, years)).toEqual(["gold ever"]);
  });
});
