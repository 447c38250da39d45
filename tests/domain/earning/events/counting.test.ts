import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EventRuleSettings, eventRules } from "#app/contracts/event-rules.ts";
import { programmeSettings } from "#app/contracts/programme.ts";
import { countOf, type EventAward, heldOf } from "#app/domain/earning/events/counting.ts";
import type { EventWorth, MemberEvent } from "#app/domain/earning/events/event.ts";
import { eventSentence } from "#app/domain/earning/events/event-words.ts";
import { worthOf } from "#app/domain/earning/events/event-worth.ts";
import type { EventLimits } from "#app/domain/programme/compile-events.ts";
import { aProgramme } from "#tests/support/a-programme.ts";

const AT = Date.UTC(2026, 0, 5, 12);
const DAY = 86_400_000;

const none: EventLimits = { isOncePerSubject: false, perMember: null, perDay: null, perMonth: null };

function anAward(award: Partial<EventAward>): EventAward {
  const occurredAt = award.occurredAt ?? AT;
  return {
    event: "1",
    rule: "review",
    member: "1",
    subject: "",
    day: new Date(occurredAt).toISOString().slice(0, 10),
    worth: 10,
    limits: none,
    state: "open",
    given: 0,
    ...award,
    occurredAt,
  };
}

describe("how often a rule counts", () => {
  const limits = fc.record({
    isOncePerSubject: fc.boolean(),
    perMember: fc.option(fc.integer({ min: 1, max: 6 })),
    perDay: fc.option(fc.integer({ min: 1, max: 3 })),
    perMonth: fc.option(fc.integer({ min: 1, max: 4 })),
  });
  const awards = (shared: EventLimits) =>
    fc
      .uniqueArray(
        fc.record({
          minutes: fc.integer({ min: 0, max: 60 * 24 * 70 }),
          worth: fc.integer({ min: 1, max: 100 }),
          subject: fc.constantFrom("a", "b", "c"),
        }),
        { selector: ({ minutes }) => minutes, maxLength: 14 },
      )
      .map((list) =>
        list.map(({ minutes, ...rest }, index) =>
          anAward({ ...rest, event: String(index + 1), occurredAt: AT + minutes * 60_000, limits: shared }),
        ),
      );

  it("S67: no limit is ever exceeded, and the order in which events are told changes nothing", () => {
    let counted = 0;
    fc.assert(
      fc.property(
        limits.chain((shared) => fc.tuple(fc.constant(shared), awards(shared), fc.integer())),
        ([shared, list, seed]) => {
          const shuffled = [...list].sort((a, b) => ((Number(a.event) * seed) % 7) - ((Number(b.event) * seed) % 7));
          const count = countOf(list);
          expect(countOf(shuffled)).toEqual(count);
          expect(count.times).toBeLessThanOrEqual(shared.perMember ?? list.length);
          if (shared.isOncePerSubject) expect(count.times).toBeLessThanOrEqual(3);
          const days = new Set(list.map(({ day }) => day)).size;
          expect(count.times).toBeLessThanOrEqual(days * (shared.perDay ?? list.length));
          const months = new Set(list.map(({ day }) => day.slice(0, 7))).size;
          expect(count.times).toBeLessThanOrEqual(months * (shared.perMonth ?? list.length));
          counted += count.times;
        },
      ),
      { numRuns: 500 },
    );
    expect(counted).toBeGreaterThan(500);
  });

  it("S67: what comes after is not counted for what was before, and what was before a change keeps its own limits", () => {
    const old = [1, 2].map((n) => anAward({ event: String(n), occurredAt: AT + n, limits: { ...none, perMember: 2 } }));
    const later = anAward({ event: "3", occurredAt: AT + 3, worth: 500, limits: { ...none, perMember: 1 } });
    expect(countOf([later, ...old])).toEqual({ times: 2, points: 20 });
  });

  it("what two members had who became one counts on, as it was given", () => {
    const kept = [
      anAward({ event: "1", state: "kept", given: 10, limits: { ...none, perMember: 1 } }),
      anAward({ event: "2", state: "kept", given: 7, limits: { ...none, perMember: 1 } }),
    ];
    const next = anAward({ event: "3", occurredAt: AT + DAY, limits: { ...none, perMember: 1 } });
    expect(countOf([...kept, next])).toEqual({ times: 2, points: 17 });
    expect(heldOf([...kept, next])).toBe(17);
  });

  it("what is undone or found the budget used up does not count", () => {
    expect(countOf([anAward({ state: "undone" }), anAward({ event: "2", state: "full" })])).toEqual({
      times: 0,
      points: 0,
    });
  });
});

describe("what an event is worth", () => {
  const worth = (settings: object, event: Partial<MemberEvent> & { name: string }): EventWorth => {
    const { events } = aProgramme({ earning: [settings as EventRuleSettings] });
    return worthOf(events[0] as (typeof events)[number], { isOurs: false, occurredAt: AT, ...event });
  };

  it("S67: nothing by a rule for something else", () => {
    expect(worth({ code: "visit", points: 5 }, { name: "review" })).toEqual({
      outcome: "nothing",
      reason: "another_event",
    });
  });

  it("S12: nobody but Zegel tells of birthdays and profiles", () => {
    expect(worth({ code: "birthday", points: 5 }, { name: "birthday", toldDaysBefore: 400 })).toMatchObject({
      reason: "not_told_by_us",
    });
    expect(
      worth({ code: "profile", points: 5, fields: ["name"] }, { name: "profile", fields: ["name"] }),
    ).toMatchObject({
      reason: "not_told_by_us",
    });
  });

  it("S12: nothing for a birthday that was told too late, something from the day before on", () => {
    const rule = { code: "birthday", points: 5, toldDaysBefore: 30 };
    const birthday = (toldDaysBefore: number) => worth(rule, { name: "birthday", isOurs: true, toldDaysBefore });
    expect(birthday(29)).toMatchObject({ reason: "told_too_late" });
    expect(birthday(30)).toEqual({ outcome: "worth", points: 5, subject: "" });
  });

  it("S22: so many points for each whole of a number, in thousandths, never more than the most", () => {
    const byNumber = { number: "hours", each: 0.1, points: 1, atMost: 1_000_000_000 };
    const hours = (given: number) =>
      worth({ code: "event", name: "w", byNumber }, { name: "w", numbers: { hours: given } });
    expect(hours(0.3)).toMatchObject({ points: 3 });
    expect(hours(0.29999)).toMatchObject({ points: 3 });
    expect(hours(0.299)).toMatchObject({ points: 2 });
    expect(hours(1_000_000_000_000)).toMatchObject({ points: 1_000_000_000 });
    expect(hours(0)).toMatchObject({ reason: "too_little" });
  });
});

describe("rules for events", () => {
  it("are refused with what to change where they contradict themselves", () => {
    const sentences = (settings: object) => {
      const parsed = programmeSettings.safeParse(settings);
      return (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
    };
    expect(sentences({ earning: [{ code: "visit", points: 1, limits: { perMonth: 2, perDay: 3 } }] })[0]).toMatch(
      /limits: A limit for longer/,
    );
    expect(sentences({ earning: [{ code: "event", name: "review", points: 1 }] })[0]).toMatch(/use code: review/);
    expect(sentences({ earning: [{ code: "event", name: "x" }] })[0]).toMatch(/Choose points, or byNumber/);
    expect(sentences({ earning: [{ code: "code", points: 1, codes: ["abc", "A B C"] }] })[0]).toMatch(/Two codes/);
    expect(
      sentences({ earning: [{ code: "code", points: 1, codes: ["abc"], from: "2026-02-01", to: "2026-02-01" }] })[0],
    ).toMatch(/end before/);
    expect(
      sentences({
        earning: [
          { code: "visit", points: 1 },
          { code: "visit", points: 2 },
        ],
      })[0],
    ).toMatch(/two are called "visit"/);
    expect(sentences({ earning: [{ code: "profile", points: 1, fields: ["gender"] }] })[0]).toMatch(/customerFacts/);
    expect(sentences({ earning: [{ code: "birthday", points: 1 }], customerFacts: { birthday: false } })[0]).toMatch(
      /Birthdays are not kept/,
    );
    expect(
      sentences({ earning: [{ code: "visit", points: 1, waitingDays: 30 }], expiry: { from: "award", days: 30 } })[0],
    ).toMatch(/lapse before/);
    expect(
      sentences({
        earning: [
          { code: "visit", points: 1 },
          { code: "visit", id: "gold", points: 2 },
        ],
      }),
    ).toEqual([]);
  });

  it("S40: say in both languages what they give", () => {
    const rules: object[] = [
      { code: "newsletter", points: 1 },
      { code: "sms", points: 2 },
      { code: "birthday", points: 3 },
      { code: "profile", points: 4, fields: ["birthday", "gender", "city"] },
      { code: "review", points: 5, photoBonus: 6 },
      { code: "social", points: 7, networks: ["instagram", "tiktok"] },
      { code: "visit", points: 8 },
      { code: "code", points: 9, codes: ["ABC"] },
      { code: "segment", segment: "sleepers", points: 250 },
      { code: "event", name: "case_study", byNumber: { number: "pages", points: 1, atMost: 500 } },
    ];
    const sentences = rules.map((rule, index) =>
      eventSentence((eventRules[index] as (typeof eventRules)[0]).parse(rule)),
    );
    expect(sentences).toMatchObject([
      { en: "Subscribing to the newsletter gets 1 point.", nl: "Inschrijven voor de nieuwsbrief levert 1 punt op." },
      { en: "Saying yes to text messages gets 2 points." },
      { en: "Your birthday gets 3 points." },
      {
        en: "A profile with birthday, gender and city gets 4 points.",
        nl: "Een profiel met verjaardag, geslacht en woonplaats levert 4 punten op.",
      },
      {
        en: "Writing a review gets 5 points, with a picture 11 points.",
        nl: "Een review schrijven levert 5 punten op, met een foto 11 punten.",
      },
      { en: "Following us on Instagram or TikTok gets 7 points." },
      { en: "A visit to our shop gets 8 points." },
      { en: "Entering a code from us gets 9 points." },
      { nl: "In het segment ‘sleepers’ komen levert 250 punten op." },
      { en: "Case study gets up to 500 points.", nl: "Case study levert tot 500 punten op." },
    ]);
  });
});
