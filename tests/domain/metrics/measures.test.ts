import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  alarmsOf,
  averageOrderValue,
  breakage,
  liability,
  lifetimeValue,
  participation,
  purchaseFrequency,
  redemptionRate,
  repeatPurchaseRate,
  retention,
} from "#app/domain/metrics/measures.ts";
import { measured } from "#app/domain/metrics/ratio.ts";
import { fixedAmounts } from "#app/domain/metrics/worth.ts";

const five = { id: "five", code: "amount_off" as const, cost: 100, minimumMinor: null, amountMinor: 500 };
const is = (value: number) => ({ outcome: "measured", value });

describe("the guide's worked examples", () => {
  it("S74: 10,000 customers at the start, 12,500 at the end and 3,000 new ones are a retention of 95 %", () => {
    expect(retention({ customersAtStart: 10_000, customersAtEnd: 12_500, newCustomers: 3_000 })).toEqual(is(9_500));
  });

  it("S75: 1,000 of 4,000 buyers who bought again are a repeat purchase rate of 25 %", () => {
    expect(repeatPurchaseRate({ repeatBuyers: 1_000, buyers: 4_000 })).toEqual(is(2_500));
  });

  it("S76: 150,000 of 500,000 points redeemed are a redemption rate of 30 %", () => {
    expect(redemptionRate({ redeemed: 150_000, issued: 500_000 })).toEqual(is(3_000));
  });

  it("S77: 6,000 members of 12,500 customers are a participation of 48 %", () => {
    expect(participation({ members: 6_000, customers: 12_500 })).toEqual(is(4_800));
  });

  it("S6: 18 orders of 10 buyers are 1.8 a buyer", () => {
    expect(purchaseFrequency({ orders: 18, buyers: 10 })).toEqual(is(1_800));
  });

  it("S7: €650.00 in 10 orders are €65.00 an order", () => {
    expect(averageOrderValue({ goodsMinor: 65_000, orders: 10 })).toEqual(is(6_500));
  });

  it("12,430 open points at €5.00 for 100 are a liability of €621.50, at the best reward, rounded up", () => {
    const rewards = [
      { cost: 100, amountMinor: 500 },
      { cost: 1_000, amountMinor: 4_000 },
    ];
    expect(liability(12_430, rewards)).toEqual(is(62_150));
    expect(liability(1, [{ cost: 3, amountMinor: 100 }])).toEqual(is(34));
    expect(liability(-20, rewards)).toEqual(is(0));
    expect(
      fixedAmounts({ rewards: [five, { ...five, id: "free", code: "free_shipping", maximumMinor: null }] }),
    ).toEqual([{ cost: 100, amountMinor: 500 }]);
    expect(fixedAmounts(null)).toEqual([]);
  });

  it("S92: €200.00 a buyer and year, of whom a quarter leaves each year, are a lifetime value of €800.00", () => {
    const year = { goodsMinor: 2_000_000, buyers: 100, customersAtStart: 80, customersLost: 20 };
    expect(lifetimeValue(year)).toEqual(is(80_000));
    expect(lifetimeValue({ ...year, goodsMinor: 9_000_000_000_000_00, buyers: 1_000_000 })).toEqual(is(3_600_000_000));
  });

  it("breakage is what lapsed of what was issued", () => {
    expect(breakage({ expired: 25, issued: 1_000 })).toEqual(is(250));
  });
});

describe("S76, S77: alarms", () => {
  const of = (redemption: number, share: number) =>
    alarmsOf({ redemption: is9(redemption), participation: is9(share) });
  const is9 = (value: number) => ({ outcome: "measured" as const, value });

  it("ring below 10 % redeemed and below 20 % members, not at them", () => {
    expect(of(1_000, 2_000)).toEqual([]);
    expect(of(999, 1_999)).toEqual(["redemption_low", "participation_low"]);
    expect(of(0, 5_000)).toEqual(["redemption_low"]);
  });

  it("do not ring where there is nothing to measure yet", () => {
    const unknown = { outcome: "not_enough" as const, reason: "no_points_issued" };
    expect(alarmsOf({ redemption: unknown, participation: unknown })).toEqual([]);
  });
});

describe("a figure of nothing", () => {
  it("says what there is too little of, and is never a number", () => {
    const nothing = (reason: string) => ({ outcome: "not_enough", reason });
    expect(retention({ customersAtStart: 0, customersAtEnd: 5, newCustomers: 5 })).toEqual(
      nothing("no_customers_at_start"),
    );
    expect(repeatPurchaseRate({ repeatBuyers: 0, buyers: 0 })).toEqual(nothing("no_buyers"));
    expect(redemptionRate({ redeemed: 0, issued: 0 })).toEqual(nothing("no_points_issued"));
    expect(participation({ members: 0, customers: 0 })).toEqual(nothing("no_customers"));
    expect(averageOrderValue({ goodsMinor: 0, orders: 0 })).toEqual(nothing("no_orders"));
    expect(liability(10, [])).toEqual(nothing("no_fixed_amount_reward"));
    const year = { goodsMinor: 100, buyers: 1, customersAtStart: 1, customersLost: 0 };
    expect(lifetimeValue(year)).toEqual(nothing("nobody_left"));
    expect(lifetimeValue({ ...year, customersAtStart: 0 })).toEqual(nothing("no_customers_at_start"));
    expect(lifetimeValue({ ...year, buyers: 0 })).toEqual(nothing("no_buyers"));
  });

  it("is rounded to the nearest, halves away from zero, and is the same below zero as above", () => {
    let runs = 0;
    fc.assert(
      fc.property(fc.nat(1_000_000_000), fc.integer({ min: 1, max: 1_000_000_000 }), (numerator, denominator) => {
        runs += 1;
        const up = measured(numerator, denominator, 10_000, "x");
        const down = measured(-numerator, denominator, 10_000, "x");
        if (up.outcome !== "measured" || down.outcome !== "measured")
          throw new Error("a denominator above zero divides");
        expect(up.value + down.value).toBe(0);
        const miss = BigInt(up.value) * BigInt(denominator) - BigInt(numerator) * 10_000n;
        expect(2n * (miss < 0n ? -miss : miss) <= BigInt(denominator)).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(runs).toBe(300);
  });
});
