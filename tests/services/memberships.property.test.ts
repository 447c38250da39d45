import fc from "fast-check";
import { expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import { workedMemberships } from "#app/domain/memberships/worked-memberships.ts";
import type { OrderNews } from "#app/domain/orders/heard-order.ts";
import { membershipsOf } from "#app/persistence/memberships.ts";
import { readProgrammes } from "#app/services/read-programmes.ts";
import { storedOf, sweepMemberships } from "#app/services/work-memberships.ts";
import { workOrders } from "#app/services/work-orders.ts";
import { aMembership } from "#tests/domain/memberships/a-membership.ts";
import { NOON } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { deliver, delivery, story, tell } from "#tests/support/order-story.ts";
import { aShopAtWork } from "#tests/support/shop-at-work.ts";

const database = await testDatabase();
const DAY_MS = 86_400_000;
const settings = { memberships: [aMembership({ term: { days: 30 }, graceDays: 5, multiplier: 1.5 })] };
const ANN = "gid://shopify/Customer/1";

/** The same order so many days later, with the membership as its first line. */
function sells(order: OrderState, day: number): OrderState {
  const later = (at: number): number => at + day * DAY_MS;
  return {
    ...order,
    placedAt: later(order.placedAt),
    version: later(order.version),
    paidAt: order.paidAt === null ? null : later(order.paidAt),
    cancelledAt: order.cancelledAt === null ? null : later(order.cancelledAt),
    refunds: order.refunds.map((refund) => ({ ...refund, createdAt: later(refund.createdAt) })),
    lines: order.lines.map((line, index) => (index === 0 ? { ...line, sku: "PREMIUM", isGiftCard: false } : line)),
  };
}

function newsOf(each: OrderNews, day: number): OrderNews {
  if ("state" in each) return { ...each, state: sells(each.state, day) };
  return { ...each, refund: { ...each.refund, createdAt: each.refund.createdAt + day * DAY_MS } };
}

it("memberships end as the final states of all orders have them, however those were heard of", {
  timeout: 120_000,
}, async () => {
  let runs = 0;
  let sold = 0;
  let multiplied = 0;
  const purchase = fc.record({ story, day: fc.nat(120) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(purchase, { minLength: 2, maxLength: 5, size: "max" }),
      delivery,
      async (purchases, way) => {
        runs += 1;
        const atWork = await aShopAtWork(database, settings);
        atWork.clock.set(new Date(NOON + 130 * DAY_MS));
        const told = purchases.map(({ story: one, day }, index) => {
          const { news, final } = tell(one, `gid://shopify/Order/${index + 1}`);
          return { news: news.map((each) => newsOf(each, day)), final: sells(final, day) };
        });
        const finals = told.map(({ final }) => final);
        for (const batch of deliver(
          told.flatMap(({ news }) => news),
          finals,
          way,
        )) {
          await atWork.hear(...batch);
        }
        await sweepMemberships(atWork.app, atWork.shop);
        await atWork.expectToAddUp();
        const member = (await atWork.balanceOf(ANN))?.id ?? "";
        const programmes = await readProgrammes(database.pool, atWork.shop);
        const { rows } = await database.pool.query<{ order: OrderState; isMultiplied: boolean }>(
          `select state->'order' as "order", award->'tier' is not null as "isMultiplied" from "order" where shop_id = $1`,
          [atWork.shop.id],
        );
        const states = rows.map(({ order }) => order);
        const expected = workedMemberships(states, programmes, atWork.shop.timezone, atWork.clock.now().getTime());
        if (expected.length > 0) sold += 1;
        if (rows.some(({ isMultiplied }) => isMultiplied)) multiplied += 1;
        expect(await membershipsOf(database.pool, atWork.shop.id, [member])).toEqual(
          expected.map((each) => storedOf(member, each)),
        );
        // The same orders in a shop that hears of each once, the newest first, earn the same.
        const truth = await aShopAtWork(database, settings);
        truth.clock.set(atWork.clock.now());
        for (const state of states.sort((a, b) => b.placedAt - a.placedAt))
          await workOrders(truth.app, truth.shop, [state]);
        for (const { gid } of states) expect(await atWork.earned(gid)).toBe(await truth.earned(gid));
      },
    ),
    { numRuns: 15 },
  );
  expect(runs).toBe(15);
  expect(sold).toBeGreaterThan(7);
  expect(multiplied).toBeGreaterThan(0);
});
