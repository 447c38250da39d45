import type pg from "pg";
import { createLog } from "#app/log.ts";
import { createDatabase } from "#app/persistence/database.ts";
import { type ScoringReport, scoreCustomers } from "#app/services/score-customers.ts";
import { addShops, type BenchShop, startDatabase } from "./system.ts";

/** Fills a shop with customers and their purchases of two years, straight into the tables: three orders each on the average. */
export async function seedCustomers(pool: pg.Pool, shop: BenchShop, customers: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("set session_replication_role = replica");
    await client.query("set synchronous_commit = off");
    const first = await client.query<{ id: string }>("select nextval('member_id_seq') + 100000000 as id");
    const base = Number(first.rows[0]?.id);
    const portion = 50_000;
    for (let start = 0; start < customers; start += portion) {
      const range = [shop.id, base + start, base + Math.min(start + portion, customers) - 1];
      await client.query(
        `insert into member (shop_id, id, customer_gid, joined_at)
         select $1, n, 'gid://shopify/Customer/8' || n, now() - interval '2 years' from generate_series($2::bigint, $3::bigint) as n`,
        range,
      );
      await client.query(
        "insert into balance (shop_id, member_id, available) select $1, n, n % 1000 from generate_series($2::bigint, $3::bigint) as n",
        range,
      );
    }
    // In the order of time, as a shop's orders come in: a customer's orders lie far apart.
    for (let start = 0; start < 3 * customers; start += portion) {
      const range = [shop.id, start, Math.min(start + portion, 3 * customers) - 1, base, customers];
      await client.query(
        `insert into "order" (shop_id, gid, member_id, name, channel, placed_at, paid_at, state, goods_minor)
         select $1, 'gid://shopify/Order/8' || n, $4::bigint + floor($5 * power(random(), 1.5))::bigint, '#' || n,
           (array['web', 'web', 'pos'])[1 + n % 3], placed_at, placed_at, jsonb_build_object('order', jsonb_build_object('gid', n, 'isPaid', true,
             'lines', (select jsonb_agg(jsonb_build_object('gid', 'gid://shopify/LineItem/' || n || line, 'quantity', 1, 'priceMinor', 2500,
               'discountMinor', 0, 'currentQuantity', 1, 'isGiftCard', false)) from generate_series(1, 3) as line))),
           500 + floor(20000 * random() * random())::bigint
         from generate_series($2::bigint, $3::bigint) as n
           cross join lateral (select now() - (1 - n / (3 * $5::float8)) * interval '730 days' as placed_at) as placed`,
        range,
      );
    }
    await client.query("set session_replication_role = default");
  } finally {
    client.release(true);
  }
  await pool.query("vacuum (analyze)");
}

export interface ScoringMeasurement {
  /** All orders of the shop read, everybody scored and sorted. */
  rescoreSeconds: number;
  /** The next day, with new orders of one customer in a hundred. */
  nextDaySeconds: number;
  /** Most that the process held beside what it held before. */
  megabytes: number;
  first: ScoringReport;
  next: ScoringReport;
}

export async function measureScoring(connectionString: string, shop: BenchShop): Promise<ScoringMeasurement> {
  const database = createDatabase(connectionString, { max: 2, waitsForDisk: false });
  const facts = { ...shop, currency: "EUR", timezone: "Europe/Amsterdam", taxesIncluded: true, locale: "nl" };
  let now = new Date();
  const app = { database, clock: { now: () => now }, log: createLog("bench", "error") };
  const resident = process.memoryUsage().rss;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss - resident);
  }, 100);
  try {
    const [rescoreSeconds, first] = await timed(() => scoreCustomers(app, facts));
    await database.pool.query(
      `insert into "order" (shop_id, gid, member_id, name, channel, placed_at, paid_at, state, goods_minor)
       select shop_id, gid || '-next', member_id, name, channel, now(), now(), state, goods_minor from "order"
       where shop_id = $1 and gid like '%7_' and member_id % 10 < 4`,
      [shop.id],
    );
    now = new Date(now.getTime() + 86_400_000);
    const [nextDaySeconds, next] = await timed(() => scoreCustomers(app, facts));
    return { rescoreSeconds, nextDaySeconds, megabytes: Math.round(most / 1_048_576), first, next };
  } finally {
    clearInterval(watch);
    await database.close();
  }
}

async function timed<Result>(work: () => Promise<Result>): Promise<[seconds: number, result: Result]> {
  const startedAt = performance.now();
  const result = await work();
  return [(performance.now() - startedAt) / 1000, result];
}

// On its own: `node tests/load/segments.ts 1000000`.
if (import.meta.main) {
  const server = await startDatabase();
  try {
    const [shop] = await addShops(server.pool, 1, "scores");
    if (!shop) throw new Error("no shop was added");
    const startedAt = performance.now();
    await seedCustomers(server.pool, shop, Number(process.argv[2] ?? 1_000_000));
    process.stderr.write(`Seeded in ${Math.round((performance.now() - startedAt) / 1000)} s.\n`);
    process.stdout.write(`${JSON.stringify(await measureScoring(server.connectionString, shop), null, 2)}\n`);
  } finally {
    await server.stop();
  }
}
