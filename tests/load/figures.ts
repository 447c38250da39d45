import { addDays, type Period } from "#app/domain/metrics/calendar.ts";
import { createDatabase } from "#app/persistence/database.ts";
import { readFigures } from "#app/services/figures.ts";
import { readGroupFigures, readGroups } from "#app/services/group-figures.ts";
import { rollUpFigures } from "#app/services/roll-up-figures.ts";
import { seedMembers } from "./member-pages.ts";
import { addShops, type BenchShop, startDatabase } from "./system.ts";

/** Three years of days, which is as far back as figures look for a period of a year and the year before. */
const DAYS = 1_096;
const TIMEZONE = "Europe/Amsterdam";

/**
 * Gives a large shop three years of trade: so many orders by its members, spread over days as shops sell, rolled up by the product's own
 * roll-up in one go, and points by day. Half of the members have a level, which some of them reached while they bought; all but a few are in a
 * segment, some in two. Answers the seconds of the roll-up.
 */
export async function seedTrade(connectionString: string, shop: BenchShop, orders: number): Promise<number> {
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
      `insert into tier_change (shop_id, member_id, from_level, to_level, at, noted_at, cause, version, why)
       select $1, id, null, case when id % 6 = 1 then 'gold' else 'silver' end, now() - (id % $2::int) * interval '1 day', now(), 'bought', 1, '{}'
       from member where shop_id = $1 and id % 2 = 1 order by 4 desc`,
      [shop.id, DAYS],
    );
    await database.pool.query(
      `insert into member_score (shop_id, member_id, channels, segments)
       select $1, id, '{}', case id % 10 when 0 then '{}' when 1 then '{champions,loved}' when 2 then '{pearls}' else '{sleepers}' end::text[]
       from member where shop_id = $1`,
      [shop.id],
    );
    await database.pool.query(
      `insert into segment_member (shop_id, code, member_id, since)
       select $1, code, member_id, now() from member_score cross join lateral unnest(segments) as code where shop_id = $1`,
      [shop.id],
    );
    await database.pool.query(
      `insert into daily_statistic (shop_id, day, issued, redeemed, expired)
       select $1, current_date - n, 50000, 15000, 100 from generate_series(0, $2::int - 1) as n on conflict do nothing`,
      [shop.id, DAYS],
    );
    await database.pool.query('analyze "order", member, figure_due, tier_change, member_score');
    const startedAt = performance.now();
    await rollUpFigures({ database }, { id: shop.id, timezone: TIMEZONE });
    const seconds = (performance.now() - startedAt) / 1000;
    await database.pool.query("vacuum analyze purchase, daily_sale, daily_buyer, daily_group, daily_join, figure_due");
    return seconds;
  } finally {
    await database.close();
  }
}

/**
 * Every figure of a month, a quarter and a year, each with the period before and the year before, of the shop, of one level and of one
 * segment; and every segment beside each other. Milliseconds of each such answer, sorted.
 */
export async function measureFigures(connectionString: string, shop: BenchShop, rounds: number): Promise<number[]> {
  const database = createDatabase(connectionString, { max: 4 });
  const today = new Date().toISOString().slice(0, 10);
  const times: number[] = [];
  try {
    for (let round = 0; round <= rounds; round += 1) {
      for (const days of [30, 91, 365]) {
        const period: Period = { from: addDays(today, 1 - days - round), to: addDays(today, -round) };
        const answers: (() => Promise<boolean>)[] = [
          async () => {
            const { now } = await readFigures({ database }, shop.id, period, [{ cost: 100, amountMinor: 500 }]);
            return now.all.repeatBuyers > 0 && now.retention.outcome === "measured";
          },
          ...[{ tier: "silver" }, { segment: "sleepers" }].map((group) => async () => {
            const { now } = await readGroupFigures({ database }, shop.id, period, group);
            return now.repeatBuyers > 0 && now.retention.outcome === "measured";
          }),
          async () => (await readGroups({ database }, shop.id, period, "segment")).length === 4,
        ];
        for (const answer of answers) {
          const startedAt = performance.now();
          if (!(await answer())) throw new Error("figures were empty");
          // The first round fills caches and plans.
          if (round > 0) times.push(performance.now() - startedAt);
        }
      }
    }
  } finally {
    await database.close();
  }
  return times.sort((a, b) => a - b);
}

// On its own: `node tests/load/figures.ts 1000000`.
if (import.meta.main) {
  const orders = Number(process.argv[2] ?? 1_000_000);
  const server = await startDatabase();
  try {
    const [shop] = await addShops(server.pool, 1, "trade");
    if (!shop) throw new Error("no shop was added");
    await seedMembers(server.pool, shop, orders);
    const rollUpSeconds = await seedTrade(server.connectionString, shop, orders);
    const times = await measureFigures(server.connectionString, shop, 5);
    const [p50, p95] = [0.5, 0.95].map((share) => Math.round(times[Math.floor(times.length * share)] ?? 0));
    process.stdout.write(`${JSON.stringify({ orders, rollUpSeconds, p50, p95 }, null, 2)}\n`);
  } finally {
    await server.stop();
  }
}
