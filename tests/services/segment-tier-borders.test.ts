import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { tierBordersOf } from "#app/domain/segments/top-share.ts";
import type { Database } from "#app/persistence/database.ts";
import { recommendTierBorders } from "#app/services/segment-tier-borders.ts";
import { aShop } from "#tests/support/a-shop.ts";
import { NOON } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const DAY = 86_400_000;
const purchase = fc.record({ customer: fc.nat(9), spentMinor: fc.integer({ min: 1, max: 6 }), daysAgo: fc.nat(20) });

it("S56: borders from the orders of a shop and a period equal the pure rule, to the customer", async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(purchase, { maxLength: 30 }), fc.constantFrom(null, 10), async (purchases, days) => {
      const shop = await aShop(database);
      const members = await database.pool.query<{ id: string }>(
        "insert into member (shop_id, joined_at) select $1, now() from generate_series(1, 10) returning id",
        [shop.id],
      );
      await database.pool.query(
        `insert into "order" (shop_id, gid, member_id, state, goods_minor, placed_at, paid_at)
         select $1, 'o' || row_number() over (), member, '{"order": null}', spent, at, at
         from unnest($2::bigint[], $3::bigint[], $4::timestamptz[]) as bought(member, spent, at)`,
        [
          shop.id,
          purchases.map((each) => members.rows[each.customer]?.id),
          purchases.map((each) => each.spentMinor),
          purchases.map((each) => new Date(NOON - each.daysAgo * DAY)),
        ],
      );
      const spent = new Map<number, number>();
      for (const { customer, spentMinor, daysAgo } of purchases) {
        if (days === null || daysAgo <= days) spent.set(customer, (spent.get(customer) ?? 0) + spentMinor);
      }
      const since = days === null ? null : new Date(NOON - days * DAY);
      const shares = [10, 33, 50, 100];
      expect(await recommendTierBorders({ database }, shop, since, shares)).toEqual({
        customers: spent.size,
        borders: tierBordersOf([...spent.values()], shares),
      });
      runs += 1;
    }),
    { numRuns: 40 },
  );
  expect(runs).toBe(40);
});
