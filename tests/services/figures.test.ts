import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#app/persistence/database.ts";
import { countsOf, readFigures, readSinceLaunch } from "#app/services/figures.ts";
import { readGroupFigures, readGroups } from "#app/services/group-figures.ts";
import { reworkTiers } from "#app/services/rework-tiers.ts";
import { rollUpFigures } from "#app/services/roll-up-figures.ts";
import { scoreCustomers } from "#app/services/score-customers.ts";
import { defineSegment } from "#app/services/segment-settings.ts";
import { sweepShop } from "#app/services/sweep-shop.ts";
import { verifyShop } from "#app/services/verify-shop.ts";
import { aLine, anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, mergeWebhook, type ShopAtWork } from "#tests/support/shop-at-work.ts";
import { countSlowly, rawRows } from "./figures-slowly.ts";

const DAY_MS = 86_400_000;
const REWARDS = [{ cost: 100, amountMinor: 500 }];
const JANUARY = { from: "2026-01-01", to: "2026-01-31" };
const measured = (value: number) => ({ outcome: "measured", value });

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

/** An order of €10.00 by a customer, or by a guest when they have none. */
function bought(number: number, buyer: { customer?: string; email: string | null }, at = NOON) {
  const { customer, email } = buyer;
  return anOrder({
    gid: `gid://shopify/Order/${number}`,
    customerGid: customer ? `gid://shopify/Customer/${customer}` : null,
    email,
    placedAt: at,
    paidAt: at,
    version: at,
  });
}
const hear = (shop: ShopAtWork, ...orders: ReturnType<typeof anOrder>[]) =>
  shop.hear(...orders.map((state) => ({ gid: state.gid, state })));

const ANN = { customer: "1", email: "ann@example.com" };
const BOB = { customer: "2", email: "bob@example.com" };
const GUEST = { email: "guest@example.com" };

describe("figures of a shop at work", () => {
  it("S70–S77: orders that came in by webhooks are in the figures after the next sweep, members against others", async () => {
    const at = await aShopAtWork(database);
    await hear(
      at,
      bought(1, ANN),
      bought(2, ANN, NOON + DAY_MS),
      bought(3, BOB),
      bought(4, GUEST),
      bought(5, { email: null }),
    );
    await sweepShop(at.app, at.shop);
    const { now, before } = await readFigures(at.app, at.shop.id, JANUARY, REWARDS);
    expect(now).toMatchObject({
      orders: 5,
      goodsMinor: 5_000,
      averageOrderValue: measured(1_000),
      activeParticipants: 2,
      members: { buyers: 2, repeatBuyers: 1, repeatPurchaseRate: measured(5_000), purchaseFrequency: measured(1_500) },
      others: { buyers: 1, repeatBuyers: 0, repeatPurchaseRate: measured(0) },
      all: { buyers: 3, newBuyers: 3 },
      participation: measured(6_667),
      redemption: measured(0),
      // Four awards of 10 points; nobody is known who could have those of the fifth order.
      outstanding: 40,
      liability: measured(200),
      retention: { outcome: "not_enough", reason: "no_customers_at_start" },
      alarms: ["redemption_low"],
      channels: [{ channel: "web", orders: 5, goodsMinor: 5_000 }],
    });
    expect(before).toMatchObject({
      orders: 0,
      averageOrderValue: { outcome: "not_enough", reason: "no_orders" },
      alarms: [],
    });
  });

  it("S74: figures follow refunds, cancellations and guests who sign up, and equal a count of every row", async () => {
    const at = await aShopAtWork(database);
    const half = { ...bought(1, ANN), lines: [aLine("A"), aLine("B")] };
    await hear(at, half, bought(2, BOB), bought(3, GUEST), bought(4, GUEST, NOON + 40 * DAY_MS));
    await rollUpFigures(at.app, at.shop);
    at.clock.advance(41 * DAY_MS);
    const cancelled = { ...bought(2, BOB), version: NOON + DAY_MS, cancelledAt: NOON + DAY_MS };
    await hear(
      at,
      refunded(half, aRefund(1, { A: 1 })),
      cancelled,
      bought(5, { customer: "3", email: GUEST.email }, NOON + 41 * DAY_MS),
    );
    await rollUpFigures(at.app, at.shop);
    const periods = [JANUARY, { from: "2026-02-01", to: "2026-02-28" }, { from: "2026-01-01", to: "2026-12-31" }];
    const counts = await countsOf(database.pool, at.shop.id, periods);
    const rows = await rawRows(database, at.shop);
    expect(counts).toEqual(periods.map((period) => countSlowly(rows, period)));
    expect(counts[0]).toMatchObject({ members: { orders: 2, goodsMinor: 2_000 }, others: { orders: 0 } });
    expect(counts[2]).toMatchObject({ members: { buyers: 2, repeatBuyers: 1 } });
  });

  it("S71: the time since launch stands beside as long a time before it", async () => {
    const at = await aShopAtWork(database);
    const launched = "2026-01-05";
    await hear(at, bought(1, ANN, NOON - 3 * DAY_MS), bought(2, BOB, NOON - 2 * DAY_MS));
    await hear(at, bought(3, ANN, NOON + DAY_MS), bought(4, ANN, NOON + 2 * DAY_MS), bought(5, BOB, NOON + DAY_MS));
    await rollUpFigures(at.app, at.shop);
    const { since, before } = await readSinceLaunch(at.app, at.shop.id, launched, "2026-01-14", REWARDS);
    expect([since.period, before.period]).toEqual([
      { from: "2026-01-05", to: "2026-01-14" },
      { from: "2025-12-26", to: "2026-01-04" },
    ]);
    expect([since.all.repeatPurchaseRate, before.all.repeatPurchaseRate]).toEqual([measured(5_000), measured(0)]);
  });

  it("a day is the shop's: an order at half past eleven in the evening UTC is the next day's in Amsterdam", async () => {
    const at = await aShopAtWork(database);
    await hear(at, bought(1, ANN, Date.UTC(2026, 0, 31, 23, 30)));
    await rollUpFigures(at.app, at.shop);
    const counts = await countsOf(database.pool, at.shop.id, [JANUARY, { from: "2026-02-01", to: "2026-02-01" }]);
    expect(counts.map(({ members }) => members.orders)).toEqual([0, 1]);
  });
});

describe("S78: figures by group", () => {
  const LEVELS = [
    { id: "silver", name: "Silver", from: "10.00" },
    { id: "gold", name: "Gold", from: "30.00" },
  ];

  async function aShopWithLevels(): Promise<ShopAtWork> {
    const at = await aShopAtWork(database, { tiers: { period: "lifetime", levels: LEVELS } });
    await reworkTiers(at.app, at.shop);
    return at;
  }
  const inTurn = async (at: ShopAtWork, ...orders: ReturnType<typeof anOrder>[]) => {
    for (const order of orders) await hear(at, order);
  };

  it("a purchase is of the level that the buyer had when it was placed: the one that reaches a level is not", async () => {
    const at = await aShopWithLevels();
    await inTurn(at, ...[0, 1, 2, 3, 4].map((day) => bought(day, ANN, NOON + day * DAY_MS)), bought(9, BOB));
    await rollUpFigures(at.app, at.shop);
    const tiers = await readGroups(at.app, at.shop.id, JANUARY, "tier", ["gold", "silver", "platinum"]);
    expect(tiers.map(({ code, figures }) => [code, figures.orders, figures.buyers, figures.repeatBuyers])).toEqual([
      ["gold", 2, 1, 1],
      ["silver", 2, 1, 1],
      ["platinum", 0, 0, 0],
    ]);
    expect(tiers[1]?.figures).toMatchObject({ newBuyers: 1, averageOrderValue: measured(1_000), goodsMinor: 2_000 });
    expect(tiers[2]?.figures.retention).toEqual({ outcome: "not_enough", reason: "no_customers_at_start" });
    await at.expectToAddUp();
  });

  it("a level that was lost later changes no purchase of before", async () => {
    const at = await aShopWithLevels();
    const big = { ...bought(1, ANN), lines: [aLine("A", { priceMinor: 4_000 })] };
    await inTurn(at, big, bought(2, ANN, NOON + DAY_MS));
    at.clock.advance(2 * DAY_MS);
    await hear(at, refunded(big, aRefund(2, { A: 1 })), bought(3, ANN, NOON + 3 * DAY_MS));
    await rollUpFigures(at.app, at.shop);
    const ordersAt = async (tier: string) => (await readGroupFigures(at.app, at.shop.id, JANUARY, { tier })).now.orders;
    expect([await ordersAt("gold"), await ordersAt("silver")]).toEqual([1, 1]);
    await at.expectToAddUp();
  });

  it("a segment's past is that of the customers who are in it now, as sorted the last time", async () => {
    const at = await aShopAtWork(database);
    await hear(at, bought(1, ANN, NOON - 20 * DAY_MS), bought(2, ANN), bought(3, BOB));
    await defineSegment(at.app, at.shop, "regulars", {
      kind: "custom",
      name: "Regulars",
      condition: { code: "orders", atLeast: 2 },
    });
    const regulars = () => readGroupFigures(at.app, at.shop.id, JANUARY, { segment: "regulars" });
    await rollUpFigures(at.app, at.shop);
    expect(await readGroups(at.app, at.shop.id, JANUARY, "segment")).toEqual([]);
    await scoreCustomers(at.app, at.shop);
    await at.expectToAddUp();
    await rollUpFigures(at.app, at.shop);
    expect((await regulars()).now).toMatchObject({ orders: 1, buyers: 1, newBuyers: 0, retention: measured(10_000) });
    await hear(at, bought(4, BOB, NOON + DAY_MS));
    await scoreCustomers(at.app, at.shop);
    await rollUpFigures(at.app, at.shop);
    expect((await regulars()).now).toMatchObject({ orders: 3, buyers: 2, repeatBuyers: 1, newBuyers: 1 });
    // Cancelled, and sorted out of it at night: nothing of the segment is left to him.
    const version = NOON + 2 * DAY_MS;
    await hear(at, { ...bought(4, BOB, NOON + DAY_MS), version, cancelledAt: version });
    await scoreCustomers(at.app, at.shop);
    await rollUpFigures(at.app, at.shop);
    expect(
      (await readGroups(at.app, at.shop.id, JANUARY, "segment")).map(({ code, figures }) => [code, figures.buyers]),
    ).toEqual([["regulars", 1]]);
    await at.expectToAddUp();
  });

  it("buyers by channel stand beside the period before and the year before; a merge makes one of two", async () => {
    const at = await aShopAtWork(database);
    const inShop = (order: ReturnType<typeof anOrder>) => ({ ...order, channel: "pos" as const });
    await hear(
      at,
      inShop(bought(1, ANN)),
      inShop(bought(2, BOB)),
      bought(3, ANN),
      inShop(bought(4, ANN, NOON - 31 * DAY_MS)),
      inShop(bought(5, { email: null })),
    );
    await rollUpFigures(at.app, at.shop);
    const first = await readGroupFigures(at.app, at.shop.id, JANUARY, { channel: "pos" });
    expect(first.now).toMatchObject({ orders: 2, buyers: 2, newBuyers: 1, retention: measured(10_000) });
    expect([first.before.buyers, first.yearBefore.buyers]).toEqual([1, 0]);
    await at.receive(mergeWebhook("gid://shopify/Customer/2", "gid://shopify/Customer/1"));
    await at.work();
    await rollUpFigures(at.app, at.shop);
    const { now } = await readGroupFigures(at.app, at.shop.id, JANUARY, { channel: "pos" });
    expect(now).toMatchObject({ orders: 2, buyers: 1, repeatBuyers: 1, newBuyers: 0 });
    await at.expectToAddUp();
  });
});

describe("a roll-up", () => {
  it("beside a writer that has not committed leaves its order due, and makes nobody wait", async () => {
    const at = await aShopAtWork(database);
    await hear(at, bought(1, ANN));
    const writer = await database.pool.connect();
    try {
      await writer.query("begin");
      await writer.query(`update "order" set goods_minor = 700 where shop_id = $1`, [at.shop.id]);
      expect(await rollUpFigures(at.app, at.shop)).toMatchObject({ days: 1 });
      const counted = await countsOf(database.pool, at.shop.id, [JANUARY]);
      expect(counted[0]?.members.goodsMinor).toBe(1_000);
      await writer.query("commit");
    } finally {
      writer.release();
    }
    expect(await rollUpFigures(at.app, at.shop)).toEqual({ settled: 1, days: 1 });
    expect((await countsOf(database.pool, at.shop.id, [JANUARY]))[0]?.members.goodsMinor).toBe(700);
  });

  it("two at once count everything once", async () => {
    const at = await aShopAtWork(database);
    await hear(
      at,
      ...Array.from({ length: 20 }, (_, index) => bought(index, index % 2 ? ANN : BOB, NOON + index * DAY_MS)),
    );
    const both = await Promise.all([rollUpFigures(at.app, at.shop), rollUpFigures(at.app, at.shop)]);
    expect(both.filter(({ settled }) => settled > 0)).toHaveLength(1);
    const rows = await rawRows(database, at.shop);
    expect(await countsOf(database.pool, at.shop.id, [JANUARY])).toEqual([countSlowly(rows, JANUARY)]);
  });
});

describe("verification of figures", () => {
  it.each([
    ["update daily_sale set orders = orders + 1 where shop_id = $1", "orders"],
    ["delete from daily_sale where shop_id = $1", "goods"],
    ["update daily_buyer set first_orders = 0 where shop_id = $1", "first orders"],
    ["update daily_buyer set again_within = '{9}' where shop_id = $1", "buyers who came again"],
    ["update daily_group set third_within = '{9}' where shop_id = $1", "buyers who came a third time"],
    ["delete from daily_group where shop_id = $1", "goods of known buyers"],
    ["update purchase set tier = 'gold' where shop_id = $1", "level in figures is that of the history"],
    ["update purchase set channel_previous_day = null where shop_id = $1", "days since the purchases before"],
    ["delete from daily_join where shop_id = $1", "members joined"],
    ["update purchase set goods_minor = 5 where shop_id = $1", "goods in figures"],
    ["update purchase set previous_day = null where shop_id = $1", "days since the purchases before"],
    ["delete from purchase where shop_id = $1", "goods in figures"],
  ])("sees what somebody changed by hand: %s", async (statement, field) => {
    const at = await aShopAtWork(database);
    await hear(at, bought(1, ANN), bought(2, ANN, NOON + DAY_MS), bought(3, ANN, NOON + 3 * DAY_MS), bought(4, GUEST));
    await rollUpFigures(at.app, at.shop);
    await at.expectToAddUp();
    await database.pool.query(statement, [at.shop.id]);
    const { differences } = await verifyShop(at.app, at.shop);
    expect(differences.first).toContainEqual(expect.objectContaining({ what: "figure", field }));
  });

  it("leaves alone what is due to be counted", async () => {
    const at = await aShopAtWork(database);
    await hear(at, bought(1, ANN));
    await at.expectToAddUp();
    await rollUpFigures(at.app, at.shop);
    await hear(at, { ...bought(1, ANN), version: NOON + 1, cancelledAt: NOON + 1 }, bought(2, BOB));
    await at.expectToAddUp();
  });
});
