import { describe, expect, it } from "vitest";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import { earnedByRule, pointsEarned, snapshotOf } from "#app/domain/earning/award-snapshot.ts";
import { aProgramme } from "#tests/support/a-programme.ts";
import { aLine, anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";

const earned = (earning: ProgrammeInput["earning"], order = anOrder()): number =>
  pointsEarned(snapshotOf(aProgramme({ earning }), order, NOON), order);

describe("S13: points for the order itself", () => {
  const perOrder = { code: "per_order" as const, points: 20, minimum: "50.00" };

  it("come from the minimum on, to the cent", () => {
    const of = (priceMinor: number) => anOrder({ lines: [aLine("A", { priceMinor })] });
    expect([4999, 5000, 5001, 90_000].map((price) => earned([perOrder], of(price)))).toEqual([0, 20, 20, 20]);
  });

  it("without a minimum come with any order that is paid for", () => {
    const rule = { code: "per_order" as const, points: 20 };
    expect(earned([rule], anOrder({ lines: [aLine("A", { priceMinor: 1 })] }))).toBe(20);
    expect(earned([rule], anOrder({ lines: [aLine("A", { discountMinor: 1000 })] }))).toBe(0);
    expect(earned([rule], anOrder({ lines: [aLine("A", { isGiftCard: true })] }))).toBe(0);
  });

  it("hold the minimum against the prices before discounts where the merchant says so", () => {
    const order = anOrder({ lines: [aLine("A", { priceMinor: 6000, discountMinor: 2000 })] });
    expect(earned([perOrder], order)).toBe(0);
    expect(earned([{ ...perOrder, basis: "before_discounts" }], order)).toBe(20);
  });

  it("stay after a partial refund, unless what is kept falls below the minimum", () => {
    const order = anOrder({ lines: [aLine("A", { quantity: 4, priceMinor: 8000 })] });
    const snapshot = snapshotOf(aProgramme({ earning: [perOrder] }), order, NOON);
    const after = (pieces: number) => pointsEarned(snapshot, refunded(order, aRefund(1, { A: pieces })));
    expect([0, 1, 2, 4].map(after)).toEqual([20, 20, 0, 0]);
    expect(pointsEarned(snapshot, refunded(order, aRefund(1, {}, 3000)))).toBe(20);
    expect(pointsEarned(snapshot, refunded(order, aRefund(1, {}, 3001)))).toBe(0);
    expect(pointsEarned(snapshot, { ...order, cancelledAt: NOON })).toBe(0);
  });
});

describe("S67: several rules", () => {
  it("add up, and each says what it gave", () => {
    const earning = [
      { code: "per_amount" as const, points: 1, per: "1.00" },
      { code: "per_order" as const, points: 20 },
      { code: "per_order" as const, points: 30, minimum: "10.00" },
      { code: "per_order" as const, points: 40, minimum: "10.01" },
    ];
    const order = anOrder();
    const snapshot = snapshotOf(aProgramme({ earning }), order, NOON);
    expect(earnedByRule(snapshot, order).map(({ rule, points }) => [rule.code, points])).toEqual([
      ["per_amount", 10],
      ["per_order", 20],
      ["per_order", 30],
      ["per_order", 0],
    ]);
    expect(pointsEarned(snapshot, order)).toBe(60);
  });
});
