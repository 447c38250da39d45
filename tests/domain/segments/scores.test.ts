import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Purchases } from "#app/domain/segments/customer.ts";
import { type CountedOrder, purchasesOf } from "#app/domain/segments/purchases.ts";
import { bordersOf, fifthsOf, leastFor, scoreOf, scoresOf } from "#app/domain/segments/scores.ts";
import { aCustomer, TODAY } from "./a-customer.ts";

const DAY_MS = 86_400_000;
const dayOf = (instant: number): number => Math.floor(instant / DAY_MS);
const scoresOfAll = (values: readonly number[]): number[] => values.map((value) => scoreOf(value, fifthsOf(values)));
const order = (changes: Partial<CountedOrder> = {}): CountedOrder => ({
  placedAt: TODAY * DAY_MS,
  cancelledAt: null,
  wasPaid: true,
  goodsMinor: 1_000,
  channel: "web",
  ...changes,
});

describe("S26: a score says how many fifths of the customers are below", () => {
  it("S26: ten different values are two a fifth", () => {
    expect(scoresOfAll([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  });

  it("S26: equal customers have equal scores: the lowest that they could have", () => {
    expect(scoresOfAll([1, 1, 1, 1, 1, 1, 1, 2, 2, 3])).toEqual([1, 1, 1, 1, 1, 1, 1, 4, 4, 5]);
    expect(scoresOfAll([7, 7, 7, 7, 7])).toEqual([1, 1, 1, 1, 1]);
  });

  it.each([
    [[], []],
    [[9], [1]],
    [
      [9, 8],
      [3, 1],
    ],
    [
      [1, 2, 3],
      [1, 2, 4],
    ],
    [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ],
  ])("S26: with fewer than five customers nobody has a 5: %j", (values, scores) => {
    expect(scoresOfAll(values)).toEqual(scores);
  });

  it("S26: for any values, a score counts the fifths strictly below, and a higher value never has a lower one", () => {
    let runs = 0;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 }), (values) => {
        const fifths = fifthsOf(values);
        for (const value of values) {
          const below = values.filter((other) => other < value).length;
          expect(scoreOf(value, fifths)).toBe(1 + Math.floor((5 * below) / values.length));
          for (const score of [1, 2, 3, 4, 5]) {
            const least = leastFor(score, fifths);
            expect(least !== null && value >= least).toBe(scoreOf(value, fifths) >= score);
          }
        }
        runs += 1;
      }),
      { numRuns: 300 },
    );
    expect(runs).toBe(300);
  });

  it("S26: recency, frequency and monetary value are scored each on their own", () => {
    const customers = [1, 2, 3, 4, 5].map((number) =>
      aCustomer({ orders: number, lastDay: TODAY - number, spentMinor: (number % 3) * 100 }),
    );
    const borders = bordersOf(customers);
    expect(customers.map((customer) => scoresOf(customer, borders))).toEqual([
      { recency: 5, frequency: 1, monetary: 2 },
      { recency: 4, frequency: 2, monetary: 4 },
      { recency: 3, frequency: 3, monetary: 1 },
      { recency: 2, frequency: 4, monetary: 2 },
      { recency: 1, frequency: 5, monetary: 4 },
    ]);
  });

  it("S26: who never bought has no scores and changes nobody's", () => {
    const buyers: Purchases[] = [1, 2, 3, 4, 5].map((orders) => aCustomer({ orders }));
    const never = aCustomer({ orders: 0 });
    expect(scoresOf(never, bordersOf(buyers))).toBeNull();
    expect(bordersOf([...buyers, never, never])).toEqual(bordersOf(buyers));
  });
});

describe("S23: what a customer bought", () => {
  it("S23: counts the purchases, what they came to and where they were made", () => {
    const orders = [
      order({ placedAt: (TODAY - 40) * DAY_MS, channel: "pos" }),
      order({ goodsMinor: 2_500 }),
      order({ placedAt: (TODAY - 3) * DAY_MS, channel: "web" }),
    ];
    expect(purchasesOf(orders, dayOf)).toEqual({
      orders: 3,
      spentMinor: 4_500,
      firstDay: TODAY - 40,
      lastDay: TODAY,
      channels: ["pos", "web"],
    });
  });

  it("S26: a refund lowers the monetary value; who sent everything back has not bought", () => {
    expect(purchasesOf([order({ goodsMinor: 400 })], dayOf)).toMatchObject({ orders: 1, spentMinor: 400 });
    expect(purchasesOf([order({ goodsMinor: 0 })], dayOf)).toMatchObject({ orders: 0, spentMinor: 0, lastDay: null });
  });

  it("S23: an order that is not paid, or is cancelled, is no purchase", () => {
    const none = { orders: 0, spentMinor: 0, firstDay: null, lastDay: null, channels: [] };
    expect(purchasesOf([order({ wasPaid: false }), order({ cancelledAt: 1 })], dayOf)).toEqual(none);
  });
});
