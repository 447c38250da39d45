import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#app/persistence/database.ts";
import { closeGoal, readGoals, readSuggestions, setGoal } from "#app/services/goals.ts";
import { rollUpFigures } from "#app/services/roll-up-figures.ts";
import { aLine, anOrder, NOON } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, type ShopAtWork } from "#tests/support/shop-at-work.ts";

const DAY_MS = 86_400_000;
const REWARDS = [{ cost: 100, amountMinor: 500 }];

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

/** A shop of which ten customers bought for €65.00 each in the days before today, 8 of them twice: 1.8 a year. */
async function aShopWithAYear(): Promise<ShopAtWork> {
  const at = await aShopAtWork(database);
  for (let number = 0; number < 18; number += 1)
    await buy(at, number, number % 10, NOON - (20 - number) * DAY_MS, 6_500);
  await rollUpFigures(at.app, at.shop);
  return at;
}

async function buy(
  at: ShopAtWork,
  number: number,
  customer: number,
  placedAt: number,
  priceMinor: number,
): Promise<void> {
  const state = anOrder({
    gid: `gid://shopify/Order/${100 + number}`,
    customerGid: `gid://shopify/Customer/${customer}`,
    email: `c${customer}@example.com`,
    placedAt,
    paidAt: placedAt,
    version: placedAt,
    lines: [aLine("A", { priceMinor })],
  });
  await at.hear({ gid: state.gid, state });
}

const FREQUENCY = { measure: "purchase_frequency" as const, endsOn: "2027-01-04", isPrimary: true, setBy: "Ann" };
const ORDER_VALUE = { measure: "average_order_value" as const, endsOn: "2026-04-05", isPrimary: false, setBy: "Ann" };

describe("S5: goals", () => {
  it("S6, S7: start from what the shop's own days before say, and name a target or a change", async () => {
    const at = await aShopWithAYear();
    const frequency = await setGoal(at.app, at.shop, { ...FREQUENCY, target: { value: 2_100 } }, REWARDS);
    expect(frequency).toMatchObject({ outcome: "set", baseline: 1_800, target: 2_100, isPrimary: true });
    const value = await setGoal(at.app, at.shop, { ...ORDER_VALUE, target: { changeBasisPoints: 1_000 } }, REWARDS);
    expect(value).toMatchObject({ outcome: "set", baseline: 6_500, target: 7_150, isPrimary: false });
  });

  it("S8: reviews that were heard of are the baseline; with none before, no share of them is a change", async () => {
    const at = await aShopWithAYear();
    const wish = { measure: "product_reviews" as const, endsOn: "2026-07-05", isPrimary: false, setBy: "Ann" };
    const change = { changeBasisPoints: 3_000 };
    const none = await setGoal(at.app, at.shop, { ...wish, target: change }, REWARDS);
    expect(none).toEqual({ outcome: "refused", issues: ["no_change"] });
    const given = await setGoal(at.app, at.shop, { ...wish, target: change, baseline: 100 }, REWARDS);
    expect(given).toMatchObject({ outcome: "set", baseline: 100, target: 130 });
    await at.app.database.pool.query(
      `insert into member_event (shop_id, source, event_id, name, occurred_at)
       select $1, 'test', n::text, 'review', $2 from generate_series(1, 10) as n`,
      [at.shop.id, new Date(at.app.clock.now().getTime() - 86_400_000)],
    );
    const heard = await setGoal(at.app, at.shop, { ...wish, target: change }, REWARDS);
    expect(heard).toMatchObject({ outcome: "set", baseline: 10, target: 13 });
  });

  it("are refused with what keeps them from being one", async () => {
    const at = await aShopWithAYear();
    const none = await setGoal(at.app, at.shop, { ...FREQUENCY, target: { value: 1_800 } }, REWARDS);
    expect(none).toEqual({ outcome: "refused", issues: ["no_change"] });
    const late = await setGoal(at.app, at.shop, { ...FREQUENCY, endsOn: "2025-01-01", target: { value: 2 } }, REWARDS);
    expect(late).toEqual({ outcome: "refused", issues: ["ends_before_start"] });
    expect(await readGoals(at.app, at.shop, REWARDS)).toEqual([]);
  });

  it("have exactly one primary among them, whatever is set and closed, also at the same moment", async () => {
    const at = await aShopWithAYear();
    const set = (isPrimary: boolean) =>
      setGoal(at.app, at.shop, { ...FREQUENCY, isPrimary, target: { value: 2_100 } }, REWARDS);
    const primaries = async () => (await readGoals(at.app, at.shop, REWARDS)).map(({ isPrimary }) => isPrimary);
    await Promise.all([set(false), set(true), set(true)]);
    expect(await primaries()).toEqual([true, false, false]);
    const [first] = await readGoals(at.app, at.shop, REWARDS);
    expect(await closeGoal(at.app, at.shop, first?.id ?? "")).toEqual({ outcome: "closed" });
    expect(await closeGoal(at.app, at.shop, first?.id ?? "")).toEqual({ outcome: "unknown" });
    expect(await primaries()).toEqual([true, false]);
  });

  it("S3: say where they stand: progress, time gone, forecast and what helps", async () => {
    const at = await aShopWithAYear();
    await setGoal(at.app, at.shop, { ...ORDER_VALUE, target: { changeBasisPoints: 1_000 } }, REWARDS);
    expect((await readGoals(at.app, at.shop, REWARDS))[0]?.progress).toEqual({ outcome: "not_started" });
    at.clock.advance(45 * DAY_MS);
    expect((await readGoals(at.app, at.shop, REWARDS))[0]?.progress).toEqual({
      outcome: "not_measured",
      reason: "no_orders",
    });
    await buy(at, 50, 1, NOON + 30 * DAY_MS, 6_825);
    await rollUpFigures(at.app, at.shop);
    expect((await readGoals(at.app, at.shop, REWARDS))[0]).toMatchObject({
      progress: {
        outcome: "under_way",
        current: 6_825,
        progress: 5_000,
        elapsed: 5_000,
        forecast: 6_825,
        isOnCourse: false,
      },
      helpedBy: ["threshold_above_average_order"],
    });
  });
});

describe("S9: suggestions", () => {
  it("S7, S31: come from the shop's own year and the programme's settings", async () => {
    const at = await aShopWithAYear();
    const programme = {
      earning: [
        {
          code: "per_amount" as const,
          points: 1,
          perMinor: 100,
          basis: "after_discounts" as const,
          rounding: "down" as const,
        },
      ],
      rewards: [{ id: "five", code: "amount_off" as const, cost: 100, minimumMinor: null, amountMinor: 500 }],
    };
    expect(await readSuggestions(at.app, at.shop, programme)).toEqual({
      averageOrderMinor: 6_500,
      thresholdMinor: 7_500,
      spendAYearMinor: 11_700,
      pointsBasisPoints: 500,
    });
  });

  it("are absent where there is nothing to read them off", async () => {
    const at = await aShopAtWork(database);
    expect(await readSuggestions(at.app, at.shop, null)).toEqual({
      averageOrderMinor: null,
      thresholdMinor: null,
      spendAYearMinor: null,
      pointsBasisPoints: null,
    });
  });
});
