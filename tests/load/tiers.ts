import { type ProgrammeInput, programmeSettings } from "#app/contracts/programme.ts";
import { createDatabase } from "#app/persistence/database.ts";
import { previewTiers } from "#app/services/preview-tiers.ts";
import { reworkTiers, type TiersReworked } from "#app/services/rework-tiers.ts";
import { seedCustomers } from "./segments.ts";
import { addShops, type BenchShop, startDatabase } from "./system.ts";

export interface TiersMeasurement {
  /** Everybody, after levels were published. */
  publishedSeconds: number;
  /** What other levels would do, member by member. */
  previewSeconds: number;
  /** Everybody for whom a year begins. */
  newYearSeconds: number;
  published: TiersReworked;
  newYear: TiersReworked;
}

const settings = (gold: string): ProgrammeInput => ({
  tiers: {
    period: "calendar_year",
    levels: [
      { id: "member", name: "Member", from: "0" },
      { id: "silver", name: "Silver", from: "100.00" },
      { id: "gold", name: "Gold", from: gold, multiplier: 1.5 },
    ],
  },
});

/** Works out the levels of all customers of a shop: when levels are published, previewed, and at the turn of the year. */
export async function measureTiers(connectionString: string, shop: BenchShop): Promise<TiersMeasurement> {
  const database = createDatabase(connectionString, { max: 2, waitsForDisk: false });
  const facts = { ...shop, currency: "EUR", timezone: "Europe/Amsterdam", taxesIncluded: true, locale: "nl" };
  let now = new Date();
  const app = { database, clock: { now: () => now } };
  try {
    await database.pool.query(
      `insert into programme_version (shop_id, version, settings, published_at, published_by)
       select $1, coalesce(max(version), 0) + 1, $2, $3, 'bench' from programme_version where shop_id = $1`,
      [shop.id, JSON.stringify(programmeSettings.parse(settings("250.00"))), now],
    );
    const [publishedSeconds, published] = await timed(() => reworkTiers(app, facts));
    const [previewSeconds] = await timed(() => previewTiers(app, facts, settings("300.00")));
    now = new Date(Date.UTC(now.getUTCFullYear() + 1, 0, 2));
    const [newYearSeconds, newYear] = await timed(() => reworkTiers(app, facts));
    return { publishedSeconds, previewSeconds, newYearSeconds, published, newYear };
  } finally {
    await database.close();
  }
}

async function timed<Result>(work: () => Promise<Result>): Promise<[seconds: number, result: Result]> {
  const startedAt = performance.now();
  const result = await work();
  return [(performance.now() - startedAt) / 1000, result];
}

// On its own: `node tests/load/tiers.ts 1000000`.
if (import.meta.main) {
  const server = await startDatabase();
  try {
    const [shop] = await addShops(server.pool, 1, "tiers");
    if (!shop) throw new Error("no shop was added");
    await seedCustomers(server.pool, shop, Number(process.argv[2] ?? 1_000_000));
    process.stdout.write(`${JSON.stringify(await measureTiers(server.connectionString, shop), null, 2)}\n`);
  } finally {
    await server.stop();
  }
}
