import { addDays, type Period } from "#app/domain/metrics/calendar.ts";
import { createDatabase } from "#app/persistence/database.ts";
import { readFigures } from "#app/services/figures.ts";
import { rollUpFigures } from "#app/services/roll-up-figures.ts";
import type { BenchShop } from "./system.ts";

/** Three years of days, which is as far back as figures look for a period of a year and the year before. */
const DAYS = 1_096;
const TIMEZONE = "Europe/Amsterdam";

/**
 * Gives a large shop three years of trade: so many orders by its members, spread over days as shops sell, rolled up by the product's own
 * roll-up in one go, and points by day.
 */
export async function seedTrade(connectionString: string, shop: BenchShop, orders: number): Promise<void> {
  const database = createDatabase(connectionString, { max: 4 });
  try {
    // One in ten is a guest, so that members stand against others.
    await database.pool.query("update member set status = 'guest' where shop_id = $1 and id % 10 = 0", [shop.id]);
    await database.pool.query(
      `with people as (select min(id) as first, count(*) as many from member where shop_id = $1)
       insert into "order" (shop_id, gid, member_id, channel, placed_at, paid_at, state, goods_minor)
       select $1, 'gid://shopify/Order/8' || n, first + (hashint8(n)::bigint & 2147483647) % many, case when n % 7 = 0 then 'pos' else 'web' end,
         placed_at, placed_at, '{"order":{"isPaid":true,"isTest":false}}', 1000 + n % 9000
       from people, generate_series(1, $2::bigint) as n,
         lateral (select now() - (n * 7919 % ($3::int * 86400)) * interval '1 second' as placed_at) as placed`,
      [shop.id, orders, DAYS],
    );
    // The members of the bench are written without triggers.
    await database.pool.query(
      "insert into figure_due (shop_id, member_id) select $1, id from member where shop_id = $1",
      [shop.id],
    );
    await database.pool.query(
      `insert into daily_statistic (shop_id, day, issued, redeemed, expired)
       select $1, current_date - n, 50000, 15000, 100 from generate_series(0, $2::int - 1) as n on conflict do nothing`,
      [shop.id, DAYS],
    );
    await database.pool.query('analyze "order", member, figure_due');
    await rollUpFigures({ database }, { id: shop.id, timezone: TIMEZONE });
    await database.pool.query("vacuum analyze purchase, daily_sale, daily_buyer, daily_join, figure_due");
  } finally {
    await database.close();
  }
}

/** Every figure of a month, a quarter and a year, each with the period before and the year before. Milliseconds, sorted. */
export async function measureFigures(connectionString: string, shop: BenchShop, rounds: number): Promise<number[]> {
  const database = createDatabase(connectionString, { max: 4 });
  const today = new Date().toISOString().slice(0, 10);
  const times: number[] = [];
  try {
    for (let round = 0; round <= rounds; round += 1) {
      for (const days of [30, 91, 365]) {
        const period: Period = { from: addDays(today, 1 - days - round), to: addDays(today, -round) };
        const startedAt = performance.now();
        const { now } = await readFigures({ database }, shop.id, period, [{ cost: 100, amountMinor: 500 }]);
        // The first round fills caches and plans.
        if (round > 0) times.push(performance.now() - startedAt);
        if (now.all.repeatBuyers === 0 || now.retention.outcome !== "measured") throw new Error("figures were empty");
      }
    }
  } finally {
    await database.close();
  }
  return times.sort((a, b) => a - b);
}
