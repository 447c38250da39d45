import type pg from "pg";
import { systemClock } from "#app/clock.ts";
import { programmeSettings } from "#app/contracts/programme.ts";
import { createLog } from "#app/log.ts";
import { createDatabase } from "#app/persistence/database.ts";
import { makeOffers } from "#app/services/make-offers.ts";
import { createDrivenClock } from "#tests/shop/clock.ts";
import { aProcess } from "#tests/shopify/installed-shop.ts";
import { seedCustomers } from "./segments.ts";
import { addShops, type BenchShop, startDatabase } from "./system.ts";

const PRODUCTS = 2_000;

/** Gives the orders of a seeded shop goods: each customer comes back to a handful of products. */
export async function seedHabits(pool: pg.Pool, shop: BenchShop): Promise<void> {
  await pool.query(
    `insert into product (shop_id, gid, handle, title, type, price_minor, status, read_at)
     select $1, 'gid://shopify/Product/' || n, 'product-' || n, 'Product ' || n, 'Type ' || n % 40, 1000, 'active', now()
     from generate_series(0, $2::int - 1) as n`,
    [shop.id, PRODUCTS],
  );
  const client = await pool.connect();
  try {
    await client.query("set session_replication_role = replica");
    await client.query(
      `update "order" set state = jsonb_build_object('order', state->'order' || jsonb_build_object('isTest', false, 'lines',
         (select jsonb_agg(line || jsonb_build_object('productGid', 'gid://shopify/Product/' || (member_id * 7 + place * (1 + floor(random() * 3)::int)) % $2::int))
          from jsonb_array_elements(state->'order'->'lines') with ordinality as lines(line, place))))
       where shop_id = $1`,
      [shop.id, PRODUCTS],
    );
    await client.query("set session_replication_role = default");
  } finally {
    client.release(true);
  }
  await pool.query("update programme_version set settings = $2 where shop_id = $1", [
    shop.id,
    JSON.stringify(
      programmeSettings.parse({ offers: { choose: 10, activate: 5, boughtAtLeast: 1, lookbackDays: 730 } }),
    ),
  ]);
  await pool.query("vacuum (analyze)");
}

/** Seconds in which every member of a shop gets this week's offers, and how many got some. */
export async function measureOffers(
  connectionString: string,
  shop: BenchShop,
): Promise<{ seconds: number; boxes: number }> {
  const database = createDatabase(connectionString, { max: 2, waitsForDisk: false });
  const facts = { ...shop, currency: "EUR", timezone: "Europe/Amsterdam", taxesIncluded: true, locale: "nl" };
  const app = {
    ...aProcess(database, { clock: createDrivenClock() }),
    clock: systemClock,
    log: createLog("bench", "error"),
  };
  try {
    const start = performance.now();
    const boxes = await makeOffers(app, facts);
    return { seconds: (performance.now() - start) / 1000, boxes };
  } finally {
    await database.close();
  }
}

/** `node tests/load/offers.ts 100000`: this measurement alone. */
if (import.meta.main) {
  const database = await startDatabase();
  try {
    const [shop] = await addShops(database.pool, 1, "offers");
    if (!shop) throw new Error("no shop was added");
    await seedCustomers(database.pool, shop, Number(process.argv[2] ?? 100_000));
    await seedHabits(database.pool, shop);
    console.log(await measureOffers(database.connectionString, shop));
  } finally {
    await database.stop();
  }
}
