import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedDay, progressOf, savingCard } from "#app/domain/savings/saving.ts";
import { aProgramme } from "#tests/support/a-programme.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const daysAgo = (days: number): number => NOW - days * 86_400_000;

describe("S11, S17: how far a member is", () => {
  it("is full when the points suffice, and not a point before", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000_000 }),
        fc.integer({ min: 0, max: 2_000_000_000 }),
        (cost, available) => {
          const { missing, percent, isReached } = progressOf(available, cost);
          expect(isReached).toBe(available >= cost);
          expect(percent === 100).toBe(isReached);
          expect(missing).toBe(Math.max(0, cost - available));
          expect(Number.isInteger(percent) && percent >= 0 && percent <= 100).toBe(true);
        },
      ),
    );
  });

  it("tells the day by the pace of the last 90 days", () => {
    const saving = { rewardId: "five", earnedLately: 180, joinedAt: daysAgo(400) };
    expect(expectedDay(100, saving, NOW)).toBe("2026-04-20");
    expect(expectedDay(0, saving, NOW)).toBeNull();
    expect(expectedDay(100, { ...saving, earnedLately: 0 }, NOW)).toBeNull();
    expect(expectedDay(100, { ...saving, earnedLately: -20 }, NOW)).toBeNull();
  });

  it("of a newer member by the time since they joined, but for their first days, which say little", () => {
    const saving = { rewardId: "five", earnedLately: 30, joinedAt: daysAgo(30) };
    expect(expectedDay(10, saving, NOW)).toBe("2026-03-11");
    expect(expectedDay(30, { ...saving, joinedAt: NOW }, NOW)).toBe("2026-03-15");
  });

  it("says nothing beyond two years, and counts a leap day", () => {
    const saving = { rewardId: "five", earnedLately: 90, joinedAt: daysAgo(400) };
    expect(expectedDay(730, saving, NOW)).toBe("2028-02-29");
    expect(expectedDay(731, saving, NOW)).toBeNull();
  });
});

describe("S17: the card of somebody who saves", () => {
  const programme = aProgramme({
    rewards: [
      { id: "five", code: "amount_off", cost: 100, amount: "5.00" },
      { id: "mug", code: "physical_gift", cost: 2500, title: { en: "A mug", nl: "Een mok" } },
    ],
  });
  const saving = { rewardId: "mug", earnedLately: 180, joinedAt: daysAgo(400) };

  it("says target, progress, what is missing and when, in both languages", () => {
    expect(savingCard(programme, 1240, saving, NOW)).toEqual({
      reward: "mug",
      title: { en: "A mug", nl: "Een mok" },
      cost: 2500,
      missing: 1260,
      percent: 49,
      isReached: false,
      expectedOn: "2027-11-21",
      text: {
        en: "1,240 of 2,500 points: 1,260 more points to go. At your pace you have them about 21 November 2027.",
        nl: "1.240 van 2.500 punten: nog 1.260 punten. In jouw tempo heb je ze rond 21 november 2027.",
      },
    });
    expect(savingCard(programme, 99, { ...saving, rewardId: "five", earnedLately: 0 }, NOW).text).toEqual({
      en: "99 of 100 points: 1 more point to go.",
      nl: "99 van 100 punten: nog 1 punt.",
    });
    expect(savingCard(programme, 2500, saving, NOW)).toMatchObject({
      percent: 100,
      text: { en: "You have the points for A mug.", nl: "Je hebt de punten voor Een mok." },
    });
  });

  it("says that the reward is gone where it is not offered any more", () => {
    const gone = savingCard(programme, 500, { ...saving, rewardId: "hat" }, NOW);
    expect(gone).toMatchObject({ reward: "hat", isReached: false, percent: 0, expectedOn: null });
    expect(gone.text.en).toContain("not offered any more");
  });
});
