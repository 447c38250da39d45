import { describe, expect, it } from "vitest";
import { type Comparison, SIGNALS, scoreOf, signalsOf } from "#app/domain/referrals/signals.ts";
import type { Traces } from "#app/domain/referrals/traces.ts";

const nothing: Traces = { email: [], phone: [], address: [], card: [], ip: [] };
const bounds = { perHour: 5, perDay: 20 };

function codesOf(comparison: Partial<Comparison>): string[] {
  const given = {
    friend: nothing,
    advocate: nothing,
    otherFriends: [],
    isDisposable: false,
    withinHour: 1,
    withinDay: 1,
  };
  return signalsOf({ ...given, ...comparison }, bounds).map(({ code }) => code);
}

describe("S20: what speaks against a referral", () => {
  it("is nothing where two share nothing", () => {
    const friend = { ...nothing, email: ["a"], address: ["b"] };
    const advocate = { ...nothing, email: ["b"], address: ["a"] };
    expect(codesOf({ friend, advocate })).toEqual([]);
  });

  it("is each thing that both left, and each that another friend left", () => {
    const all: Traces = { email: ["e"], phone: ["p"], address: ["a"], card: ["c"], ip: ["i"] };
    expect(codesOf({ friend: all, advocate: all })).toEqual([
      "same_email",
      "same_phone",
      "same_card",
      "same_address",
      "same_ip",
    ]);
    expect(codesOf({ friend: all, otherFriends: [nothing, { ...nothing, card: ["x", "c"] }] })).toEqual([
      "friends_share_card",
    ]);
  });

  it("is a throwaway address, and more friends than the merchant expects", () => {
    expect(codesOf({ isDisposable: true })).toEqual(["disposable_email"]);
    expect(codesOf({ withinHour: 5, withinDay: 20 })).toEqual([]);
    expect(codesOf({ withinHour: 6, withinDay: 21 })).toEqual(["many_an_hour", "many_a_day"]);
  });

  it("adds up to a score, and has a sentence in both languages", () => {
    expect(scoreOf([])).toBe(0);
    expect(scoreOf([SIGNALS.same_address, SIGNALS.same_card])).toBe(100);
    for (const { words, weight } of Object.values(SIGNALS)) {
      expect(weight).toBeGreaterThan(0);
      expect(words.en).toMatch(/\.$/);
      expect(words.nl).toMatch(/\.$/);
      expect(words.nl).not.toBe(words.en);
    }
  });
});
