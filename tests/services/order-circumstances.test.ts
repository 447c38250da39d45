import { beforeAll, describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import type { Database } from "#app/persistence/database.ts";
import { readOrderEarning } from "#app/queries/order-earning.ts";
import { maturePoints } from "#app/services/mature-points.ts";
import { workOrders } from "#app/services/work-orders.ts";
import { aLine, anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, type ShopAtWork } from "#tests/support/shop-at-work.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const DAY = 86_400_000;
const gidOf = (number: number) => `gid://shopify/Order/${6_000_000_000_000_000_000n + BigInt(number)}`;

/** The nth order, a minute after the one before it: €10.00 by the first customer unless said otherwise. */
const order = (number: number, more: Partial<OrderState> & { by?: number; euros?: number } = {}): OrderState => {
  const { by = 1, euros = 10, ...changes } = more;
  const placedAt = NOON + number * 60_000;
  return anOrder({
    gid: gidOf(number),
    name: `#${1000 + number}`,
    placedAt,
    version: placedAt,
    paidAt: placedAt,
    customerGid: `gid://shopify/Customer/${by}`,
    email: `${by}@example.com`,
    lines: [aLine("A", { priceMinor: euros * 100 })],
    ...changes,
  });
};
const hear = (shop: ShopAtWork, ...states: OrderState[]) =>
  shop.hear(...states.map((state) => ({ gid: state.gid, state })));
const earned = (shop: ShopAtWork, ...numbers: number[]) =>
  Promise.all(numbers.map((number) => shop.earned(gidOf(number))));
const limited = (limits: object): ProgrammeInput => ({
  earning: [{ code: "per_amount", points: 1, per: "1.00", id: "spend", limits }],
});

describe("S67: limits", () => {
  it("per order, member and day count what each gave, in one batch as in many", async () => {
    const one = await aShopAtWork(database, limited({ perMember: 25 }));
    await hear(one, order(1), order(2), order(3), order(4, { by: 2 }));
    expect(await earned(one, 1, 2, 3, 4)).toEqual([10, 10, 5, 10]);
    const many = await aShopAtWork(database, limited({ perMemberPerDay: 15, perDay: 22 }));
    for (const number of [1, 2]) await hear(many, order(number));
    await hear(many, order(3, { by: 2 }));
    const tomorrow = { placedAt: NOON + 12 * 3_600_000 };
    await hear(many, order(4, tomorrow));
    expect(await earned(many, 1, 2, 3, 4)).toEqual([10, 5, 7, 10]);
    const each = await aShopAtWork(database, limited({ perOrder: 7 }));
    await hear(each, order(1), order(2, { euros: 3 }));
    expect(await earned(each, 1, 2)).toEqual([7, 3]);
    for (const shop of [one, many, each]) await shop.expectToAddUp();
  });

  it("of a budget are exact when two processes work at once", async () => {
    const shop = await aShopAtWork(database, limited({ budget: 95 }));
    const states = Array.from({ length: 16 }, (_, index) => order(index + 1, { by: 1 + (index % 5) }));
    await Promise.all(states.map((state) => workOrders(shop.app, shop.shop, [state])));
    const given = await earned(shop, ...states.map((_, index) => index + 1));
    expect(given.reduce((sum, points) => sum + points, 0)).toBe(95);
    await shop.expectToAddUp();
  });

  it("are free again for what came back, and what was given stays within them as goods come back in parts", async () => {
    const shop = await aShopAtWork(database, limited({ budget: 25 }));
    const large = order(1, { lines: [aLine("A", { quantity: 4, priceMinor: 4000 })] });
    await hear(shop, large);
    expect(await earned(shop, 1)).toEqual([25]);
    await hear(shop, order(2));
    expect(await earned(shop, 2)).toEqual([0]);
    await hear(shop, refunded(large, aRefund(1, { A: 1 })));
    expect(await earned(shop, 1)).toEqual([25]);
    await hear(shop, refunded(large, aRefund(1, { A: 1 }), aRefund(2, { A: 2 })));
    expect(await earned(shop, 1)).toEqual([10]);
    await hear(shop, order(3, { euros: 100 }));
    expect(await earned(shop, 2, 3)).toEqual([0, 15]);
    await shop.expectToAddUp();
  });

  it("of a campaign count what it gave beyond the usual", async () => {
    const shop = await aShopAtWork(database, {
      earning: [
        { code: "per_amount", points: 1, per: "1.00" },
        { code: "campaign", id: "double", factor: 2, from: "2026-01-05", to: "2026-01-06", limits: { budget: 15 } },
      ],
    });
    await hear(shop, order(1), order(2, { by: 2 }), order(3));
    expect(await earned(shop, 1, 2, 3)).toEqual([20, 15, 10]);
    await hear(shop, { ...order(1), version: NOON + DAY, cancelledAt: NOON + DAY });
    await hear(shop, order(4));
    expect(await earned(shop, 1, 2, 3, 4)).toEqual([0, 15, 10, 20]);
    await shop.expectToAddUp();
  });

  it("of a campaign that has given all leave room for the next best", async () => {
    const run = { code: "campaign" as const, from: "2026-01-05", to: "2026-01-06" };
    const shop = await aShopAtWork(database, {
      earning: [
        { code: "per_amount", points: 1, per: "1.00" },
        { ...run, id: "triple", factor: 3, limits: { budget: 20 } },
        { ...run, id: "double", factor: 2 },
      ],
    });
    await hear(shop, order(1), order(2));
    expect(await earned(shop, 1, 2)).toEqual([30, 20]);
    await shop.expectToAddUp();
  });

  it("go along when two customers become one", async () => {
    const shop = await aShopAtWork(database, limited({ perMember: 25 }));
    await hear(shop, order(1), order(2, { by: 2 }));
    await shop.receive({
      topic: "customers/merge",
      payload: JSON.stringify({
        admin_graphql_api_customer_kept_id: "gid://shopify/Customer/1",
        admin_graphql_api_customer_deleted_id: "gid://shopify/Customer/2",
        status: "completed",
      }),
    });
    expect(await shop.work()).toMatchObject({ failed: 0 });
    await hear(shop, order(3));
    expect(await earned(shop, 3)).toEqual([5]);
    await shop.expectToAddUp();
  });
});

it("S67: why an order earned what it did is told by what its award remembers", async () => {
  const shop = await aShopAtWork(database, {
    earning: [
      { code: "per_amount", points: 1, per: "1.00", id: "spend", limits: { perOrder: 15 } },
      { code: "per_order", points: 5, audience: { tags: ["vip"] } },
      { code: "milestone", points: 50, nth: 2 },
      { code: "campaign", id: "double", factor: 2, from: "2026-01-05", to: "2026-01-06" },
    ],
  });
  const large = order(1, { lines: [aLine("A", { quantity: 2, priceMinor: 2000 })] });
  await hear(shop, large);
  shop.clock.advance(1000);
  await shop.publish({ earning: [] });
  const explained = async () => {
    const told = await readOrderEarning(database, shop.shop.id, gidOf(1));
    return [told?.points, told?.rules.map(({ points, outcome }) => [points, outcome])];
  };
  expect(await explained()).toEqual([
    15,
    [
      [15, "limit"],
      [0, "not_reached"],
    ],
  ]);
  await hear(shop, refunded(large, aRefund(1, { A: 2 })));
  expect((await explained())[0]).toBe(0);
  expect(await readOrderEarning(database, shop.shop.id, gidOf(2))).toBeNull();
});

describe("S6: milestones", () => {
  const second: ProgrammeInput = { earning: [{ code: "milestone", points: 100, nth: 2 }] };

  it("are moved by an order that is heard of late", async () => {
    const shop = await aShopAtWork(database, second);
    await hear(shop, order(2), order(3));
    expect(await earned(shop, 2, 3)).toEqual([0, 100]);
    await hear(shop, order(1));
    expect(await earned(shop, 1, 2, 3)).toEqual([0, 100, 0]);
    await shop.expectToAddUp();
  });

  it("are taken back with their order; those after it keep what they gave", async () => {
    const shop = await aShopAtWork(database, second);
    await hear(shop, order(1), order(2), order(3));
    const cancelledAt = NOON + DAY;
    await hear(shop, { ...order(2), version: cancelledAt, cancelledAt });
    await hear(shop, order(4, { placedAt: cancelledAt + 1000 }));
    expect(await earned(shop, 1, 2, 3, 4)).toEqual([0, 0, 0, 0]);
    const later = cancelledAt + DAY;
    await hear(shop, { ...order(1), version: later, cancelledAt: later });
    expect(await earned(shop, 1, 2, 3, 4)).toEqual([0, 0, 0, 0]);
    // Two of four orders were gone when the next one was placed: it is the third.
    await hear(shop, order(5, { placedAt: later + 1000 }));
    expect(await earned(shop, 4, 5)).toEqual([0, 0]);
    await shop.expectToAddUp();
  });

  it("count a guest's orders for who they become", async () => {
    const shop = await aShopAtWork(database, second);
    await hear(shop, order(1, { customerGid: null }));
    await hear(shop, order(2));
    expect(await earned(shop, 1, 2)).toEqual([0, 100]);
    await shop.expectToAddUp();
  });
});

describe("a waiting time from when the goods were sent", () => {
  const waiting: ProgrammeInput = { availableAfterDays: 14, availableFrom: "fulfilled" };

  it("keeps points pending until so many days after that, whenever it is heard", async () => {
    const shop = await aShopAtWork(database, waiting);
    await hear(shop, order(1));
    shop.clock.advance(100 * DAY);
    await maturePoints(shop.app, shop.shop);
    expect(await shop.balanceOf("gid://shopify/Customer/1")).toMatchObject({ pending: 10, available: 0 });
    await hear(shop, { ...order(1), version: NOON + 100 * DAY, fulfilledAt: NOON + 95 * DAY });
    shop.clock.advance(9 * DAY - 1);
    await maturePoints(shop.app, shop.shop);
    expect(await shop.balanceOf("gid://shopify/Customer/1")).toMatchObject({ pending: 10, available: 0 });
    shop.clock.advance(1);
    await maturePoints(shop.app, shop.shop);
    expect(await shop.balanceOf("gid://shopify/Customer/1")).toMatchObject({ pending: 0, available: 10 });
    await shop.expectToAddUp();
  });

  it("is cut short by a return, which takes pending points", async () => {
    const shop = await aShopAtWork(database, waiting);
    await hear(shop, order(1), refunded(order(1), aRefund(1, { A: 1 })));
    expect(await shop.balanceOf("gid://shopify/Customer/1")).toMatchObject({ pending: 0, available: 0, debt: 0 });
    await shop.expectToAddUp();
  });
});
