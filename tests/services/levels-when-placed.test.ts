import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import type { Database } from "#app/persistence/database.ts";
import { reworkTiers } from "#app/services/rework-tiers.ts";
import { aLine, anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, type ShopAtWork } from "#tests/support/shop-at-work.ts";
import "#tests/support/ledger-matchers.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const DAY = 86_400_000;
const ann = "gid://shopify/Customer/1";

const settings: ProgrammeInput = {
  tiers: {
    period: "lifetime",
    levels: [
      { id: "silver", name: "Silver", from: "10.00", multiplier: 1.5 },
      { id: "gold", name: "Gold", from: "30.00", multiplier: 3, entryReward: 7 },
    ],
  },
};

async function aShop(): Promise<ShopAtWork> {
  const shop = await aShopAtWork(database, settings);
  await reworkTiers(shop.app, shop.shop);
  return shop;
}

function bought(number: number, euros: number, days: number): OrderState {
  const placedAt = NOON + days * DAY;
  const lines = [aLine(`L${number}`, { priceMinor: euros * 100 })];
  const gid = `gid://shopify/Order/${number}`;
  return anOrder({
    gid,
    name: `#${number}`,
    placedAt,
    paidAt: placedAt,
    version: placedAt,
    lines,
    customerGid: ann,
    email: null,
  });
}

const sentBack = (order: OrderState, days: number): OrderState => {
  const letter = order.lines[0]?.gid.split("/").pop() ?? "";
  return refunded(order, {
    ...aRefund(days, { [letter]: 1 }),
    gid: `gid://shopify/Refund/${order.name}`,
    createdAt: NOON + days * DAY,
  });
};

const hear = (shop: ShopAtWork, ...states: OrderState[]) =>
  shop.hear(...states.map((state) => ({ gid: state.gid, state })));

describe("S19: the level by which an order earns", () => {
  it("is the one that the member had when it was placed, whatever was heard of first", async () => {
    const [first, second, third] = [bought(1, 12, 0), bought(2, 20, 1), bought(3, 10, 2)];
    const inOrder = await aShop();
    for (const state of [first, second, third]) await hear(inOrder, state);
    const reversed = await aShop();
    for (const state of [third, second, first]) await hear(reversed, state);
    const together = await aShop();
    await hear(together, third, first, second);
    for (const shop of [inOrder, reversed, together]) {
      // 12, half as much again of 20, three times 10, and 7 for gold.
      expect(await shop.balanceOf(ann)).toHaveBalance({ available: 12 + 30 + 30 + 7 });
      await shop.expectToAddUp();
    }
  });

  it("stays when something is sent back afterwards, and not when it was sent back before", async () => {
    const shop = await aShop();
    const first = bought(1, 12, 0);
    await hear(shop, first, bought(2, 10, 5));
    expect(await shop.earned("gid://shopify/Order/2")).toBe(15);
    await hear(shop, sentBack(first, 6));
    expect(await shop.earned("gid://shopify/Order/2")).toBe(15);
    const late = await aShop();
    await hear(late, first, bought(2, 10, 5));
    await hear(late, sentBack(first, 3));
    expect(await late.earned("gid://shopify/Order/2")).toBe(10);
    await late.expectToAddUp();
  });

  it("ends the same in any order of arrival, with any refunds", async () => {
    let runs = 0;
    const story = fc.array(
      fc.record({
        euros: fc.integer({ min: 1, max: 25 }),
        day: fc.nat(5),
        backOn: fc.option(fc.integer({ min: 1, max: 8 })),
      }),
      { minLength: 2, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(story, fc.array(fc.nat(), { minLength: 10, maxLength: 10 }), async (orders, keys) => {
        const told = orders.flatMap(({ euros, day, backOn }, place) => {
          const order = bought(place + 1, euros, day);
          return backOn === null ? [order] : [order, sentBack(order, day + backOn)];
        });
        const shuffled = told
          .map((state, place) => ({ state, key: keys[place] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ state }) => state);
        const earned = [];
        for (const news of [told, shuffled]) {
          const shop = await aShop();
          for (const state of news) await hear(shop, state);
          await reworkTiers(shop.app, shop.shop);
          earned.push(await Promise.all(orders.map((_, place) => shop.earned(`gid://shopify/Order/${place + 1}`))));
          await shop.expectToAddUp();
        }
        expect(earned[1]).toEqual(earned[0]);
        runs += 1;
      }),
      { numRuns: 15 },
    );
    expect(runs).toBe(15);
  });
});
