import { expect, it } from "vitest";
import { businessCase, pointsShare, ratesForAll, thresholdAbove } from "#app/domain/metrics/business-case.ts";
import type { EarningRule } from "#app/domain/programme/compile-earning.ts";

const GUIDE = {
  spendMinor: 15_000,
  marginBasisPoints: 5_000,
  pointsBasisPoints: 500,
  softwareMinor: 250,
  expectedSpendMinor: 20_000,
};

it("S31: the guide's customer, from €150 to €200 a year, brings €15.00 for €10.00: 150 %", () => {
  expect(businessCase(GUIDE).guide).toEqual({
    profitMinor: 7_500,
    extraProfitMinor: 2_500,
    pointsMinor: 750,
    costMinor: 1_000,
    netMinor: 1_500,
    returnOnInvestment: { outcome: "measured", value: 15_000 },
  });
});

it("S31: with the points counted on the new spend it is 100 %", () => {
  expect(businessCase(GUIDE).strict).toMatchObject({
    pointsMinor: 1_000,
    costMinor: 1_250,
    netMinor: 1_250,
    returnOnInvestment: { outcome: "measured", value: 10_000 },
  });
});

it("S31: a programme that costs more than it brings has a return below zero, and one that costs nothing has none", () => {
  const loss = businessCase({ ...GUIDE, expectedSpendMinor: 15_000 }).guide;
  expect(loss).toMatchObject({ netMinor: -1_000, returnOnInvestment: { outcome: "measured", value: -10_000 } });
  const free = businessCase({ ...GUIDE, softwareMinor: 0, pointsBasisPoints: 0 }).guide;
  expect(free.returnOnInvestment).toEqual({ outcome: "not_enough", reason: "no_cost" });
});

it("S7: the threshold stands just above the average order, at an amount that people say: €65 leads to €75", () => {
  expect([6_500, 800, 65_000, 100, 1, 8_900].map(thresholdAbove)).toEqual([7_500, 950, 75_000, 120, 2, 11_000]);
});

it("S31: the programme's own settings say what points give back: 1 point a euro and €5.00 for 100 are 5 %", () => {
  const rewards = [
    { cost: 100, amountMinor: 500 },
    { cost: 50, amountMinor: 200 },
  ];
  expect(pointsShare([{ points: 1, perMinor: 100 }], rewards)).toBe(500);
  expect(pointsShare([{ points: 1, perMinor: 100 }], [])).toBeNull();
  expect(pointsShare([], rewards)).toBeNull();
});

it("S31: points are those that everybody earns on all goods: rules on top of each other, the best of a group, nothing behind a stop", () => {
  const rule = (points: number, perMinor: number, more: Pick<EarningRule, "combine" | "terms"> = {}): EarningRule => ({
    code: "per_amount",
    points,
    perMinor,
    basis: "after_discounts",
    rounding: "down",
    ...more,
  });
  const terms = { goods: null, audience: { tiers: ["gold"] }, channels: null, locations: null };
  const best = { combine: { how: "best", group: "sale" } } as const;
  const rules = [
    { ...rule(9, 100), terms },
    { ...rule(1, 300), ...best },
    { ...rule(1, 200), ...best },
    { code: "per_order", points: 50, minimumMinor: null, basis: "after_discounts" } as const,
    { ...rule(1, 100), combine: { how: "stop" } } as const,
    rule(7, 100),
  ];
  expect(ratesForAll(rules)).toEqual([
    { points: 1, perMinor: 100 },
    { points: 1, perMinor: 200 },
  ]);
  // €1.00 earns a point and a half, and 100 points are worth €5.00.
  expect(pointsShare(ratesForAll(rules), [{ cost: 100, amountMinor: 500 }])).toBe(750);
  expect(ratesForAll([{ ...rule(9, 100), terms }])).toEqual([]);
});
