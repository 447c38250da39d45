import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RewardTerms } from "#app/domain/programme/compile-rewards.ts";
import { chosenReward, mostPoints } from "#app/domain/rewards/chosen-reward.ts";
import { periodStart, termsRefusal } from "#app/domain/rewards/reward-terms.ts";
import { refundPolicyOf } from "#app/domain/rewards/work-redemption.ts";

const nobody = { tier: null, memberships: [], segments: [], tags: [] };
const none = { byMember: 0, byAll: 0, ever: 0 };
const terms = (more: Partial<RewardTerms> = {}): RewardTerms => ({
  id: "five",
  cost: 100,
  minimumMinor: null,
  ...more,
});

describe("S42: a reward says for whom, when and how often it may be had", () => {
  test("from its first instant on, and no more from its last", () => {
    const reward = terms({ from: 1000, to: 2000 });
    const at = (now: number) => termsRefusal(reward, now, nobody, none);
    expect([999, 1000, 1999, 2000].map(at)).toEqual(["reward_over", null, null, "reward_over"]);
  });

  test("by those whom it is for", () => {
    const reward = terms({ audience: { tiers: ["gold"] } });
    expect(termsRefusal(reward, 0, nobody, none)).toBe("not_for_you");
    expect(termsRefusal(reward, 0, { ...nobody, tier: "Gold" }, none)).toBeNull();
  });

  test("as often as stock, the total and the member's own limit leave", () => {
    const use = { byMember: 1, byAll: 4, ever: 9 };
    expect(termsRefusal(terms({ stock: 9 }), 0, nobody, use)).toBe("sold_out");
    expect(termsRefusal(terms({ stock: 10 }), 0, nobody, use)).toBeNull();
    expect(termsRefusal(terms({ limits: { per: "day", total: 4 } }), 0, nobody, use)).toBe("sold_out");
    expect(termsRefusal(terms({ limits: { per: "day", perMember: 1 } }), 0, nobody, use)).toBe("limit_reached");
    expect(termsRefusal(terms({ limits: { per: "day", perMember: 2, total: 5 } }), 0, nobody, use)).toBeNull();
  });

  test("counted in days, weeks, months and years of the shop's calendar, also where clocks change", () => {
    const zone = "Europe/Amsterdam";
    const start = (per: "day" | "week" | "month" | "year", now: string) =>
      new Date(periodStart(per, Date.parse(now), zone)).toISOString();
    expect(start("day", "2026-03-29T10:00:00Z")).toBe("2026-03-28T23:00:00.000Z");
    expect(start("day", "2026-03-29T22:30:00Z")).toBe("2026-03-29T22:00:00.000Z");
    expect(start("week", "2026-03-29T10:00:00Z")).toBe("2026-03-22T23:00:00.000Z");
    expect(start("week", "2026-03-29T22:00:00Z")).toBe("2026-03-29T22:00:00.000Z");
    expect(start("month", "2028-02-29T23:30:00Z")).toBe("2028-02-29T23:00:00.000Z");
    expect(start("year", "2026-12-31T22:59:59Z")).toBe("2025-12-31T23:00:00.000Z");
    expect(periodStart("ever", 5, zone)).toBe(0);
  });
});

describe("S36: the shopper chooses how many points, in whole steps", () => {
  const slider = {
    ...terms({ cost: 200 }),
    code: "any_amount" as const,
    stepPoints: 100,
    stepMinor: 250,
    maximumPoints: 1000,
  };

  test("from the least to the most, otherwise not at all", () => {
    const amount = (points: number | null) => {
      const chosen = chosenReward(slider, points);
      return chosen?.code === "amount_off" ? [chosen.cost, chosen.amountMinor] : null;
    };
    expect([null, 200, 1000].map(amount)).toEqual([
      [200, 500],
      [200, 500],
      [1000, 2500],
    ]);
    expect([100, 250, 1100, 0].map(amount)).toEqual([null, null, null, null]);
  });

  test("a reward of one price takes no other", () => {
    const five = { ...terms(), code: "amount_off" as const, amountMinor: 500 };
    expect(chosenReward(five, 100)).toBe(five);
    expect(chosenReward(five, 200)).toBeNull();
  });

  test("the most that a balance allows can always be chosen, and a step more never", () => {
    let chosen = 0;
    fc.assert(
      fc.property(
        fc.nat(5000),
        fc.integer({ min: 1, max: 400 }),
        fc.nat(10),
        fc.nat(3000),
        (available, step, steps, more) => {
          const cost = step * (1 + steps);
          const reward = { ...slider, cost, stepPoints: step, maximumPoints: cost + more };
          const most = mostPoints(reward, available);
          if (most > 0) {
            chosen += 1;
            expect(most).toBeLessThanOrEqual(available);
            expect(chosenReward(reward, most)).toMatchObject({ cost: most, amountMinor: (most / step) * 250 });
          }
          if (most > 0 && most + step <= available) expect(chosenReward(reward, most + step)).toBeNull();
          if (most === 0) expect(available < cost || cost > reward.maximumPoints).toBe(true);
        },
      ),
    );
    expect(chosen).toBeGreaterThan(20);
  });
});

test("S42: what a refund gives back is the reward's to say, otherwise the programme's", () => {
  const programme = { redeemedOnPartialRefund: "keep" as const };
  expect(refundPolicyOf({}, programme)).toEqual({ onPartialRefund: "keep", onFullRefund: "return" });
  expect(refundPolicyOf({ onPartialRefund: "pro_rata" }, programme).onPartialRefund).toBe("pro_rata");
  expect(refundPolicyOf({ onFullRefund: "keep" }, programme).onFullRefund).toBe("keep");
});
