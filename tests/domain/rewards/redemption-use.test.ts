import { describe, expect, it } from "vitest";
import type { Reward } from "#app/domain/programme/compile-rewards.ts";
import { usesOf } from "#app/domain/rewards/redemption-use.ts";

const five: Reward = { id: "five", code: "amount_off", cost: 100, amountMinor: 500, minimumMinor: null };
const ten: Reward = { id: "ten", code: "percent_off", cost: 200, percent: 10, minimumMinor: null, maximumMinor: null };
const shipping: Reward = { id: "ship", code: "free_shipping", cost: 50, minimumMinor: null, maximumMinor: null };

const uses = (
  discountMinor: number,
  rewards: Record<string, Reward>,
  toleranceMinor = 0,
  refs = Object.keys(rewards),
) =>
  usesOf({ refs, discountMinor, toleranceMinor }, new Map(Object.entries(rewards))).map(({ ref, points }) => [
    ref,
    points,
  ]);

describe("an order pays for what it really got", () => {
  it("a whole amount costs its price, a part its share rounded down, nothing nothing", () => {
    expect(uses(500, { A: five })).toEqual([["A", 100]]);
    expect(uses(333, { A: five })).toEqual([["A", 66]]);
    expect(uses(4, { A: five })).toEqual([["A", 0]]);
    expect(uses(0, { A: five })).toEqual([["A", 0]]);
  });

  it("a percentage or free shipping costs its price as soon as it took anything off", () => {
    expect(uses(1, { A: ten })).toEqual([["A", 200]]);
    expect(uses(0, { A: ten })).toEqual([["A", 0]]);
    expect(uses(495, { A: shipping })).toEqual([["A", 50]]);
  });

  it("an amount that a conversion made a little smaller is whole; beyond the tolerance it is not", () => {
    expect(uses(498, { A: five }, 2)).toEqual([["A", 100]]);
    expect(uses(497, { A: five }, 2)).toEqual([["A", 99]]);
    expect(uses(0, { A: five }, 600)).toEqual([["A", 0]]);
  });

  it("several amounts of one line are filled in its order", () => {
    expect(uses(1000, { A: five, B: five })).toEqual([
      ["A", 100],
      ["B", 100],
    ]);
    expect(uses(700, { A: five, B: five, C: five })).toEqual([
      ["A", 100],
      ["B", 40],
      ["C", 0],
    ]);
  });

  it("references that nobody made are passed over", () => {
    expect(uses(500, { B: five }, 0, ["FORGED00", "B"])).toEqual([["B", 100]]);
    expect(uses(500, {}, 0, ["FORGED00"])).toEqual([]);
  });

  it("never more than each reward's price, whatever was taken off", () => {
    expect(uses(99_999, { A: five, B: ten })).toEqual([
      ["A", 100],
      ["B", 200],
    ]);
  });
});
