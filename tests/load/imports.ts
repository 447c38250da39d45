import { Readable } from "node:stream";
import { systemClock } from "#app/clock.ts";
import { createLog } from "#app/log.ts";
import { createDatabase } from "#app/persistence/database.ts";
import { applyImports, startImport } from "#app/services/apply-import.ts";
import { importReport } from "#app/services/import-report.ts";
import { readImport } from "#app/services/read-import.ts";
import { createDrivenClock } from "#tests/shop/clock.ts";
import { aProcess } from "#tests/shopify/installed-shop.ts";
import { addShops, type BenchShop, startDatabase } from "./system.ts";

export interface ImportMeasurement {
  /** From the first byte to the report. */
  readSeconds: number;
  /** From the merchant's yes to the last member's balance. */
  applySeconds: number;
  /** Most that the process held beside what it held before. */
  megabytes: number;
  applied: number;
}

/** A file of so many members, half of them known by customer and half by address alone, written while it is read. */
function* fileOf(members: number): Generator<Buffer> {
  yield Buffer.from("customer,email,points,first_name,last_name,birthday,joined_at\n");
  const portion = 1_000;
  for (let start = 0; start < members; start += portion) {
    const lines = Array.from({ length: Math.min(portion, members - start) }, (_, at) => {
      const n = start + at;
      const customer = n % 2 === 0 ? String(7_000_000_000_000 + n) : "";
      return `${customer},member-${n}@example.com,${(n * 37) % 5_000},Ann,Jansen,1990-02-${String((n % 28) + 1).padStart(2, "0")},2024-05-31\n`;
    });
    yield Buffer.from(lines.join(""));
  }
}

export async function measureImport(
  connectionString: string,
  shop: BenchShop,
  members: number,
): Promise<ImportMeasurement> {
  const database = createDatabase(connectionString, { max: 2, waitsForDisk: false });
  const facts = { ...shop, currency: "EUR", timezone: "Europe/Amsterdam", taxesIncluded: true, locale: "nl" };
  const app = {
    ...aProcess(database, { clock: createDrivenClock() }),
    clock: systemClock,
    log: createLog("bench", "error"),
  };
  const resident = process.memoryUsage().rss;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss - resident);
  }, 100);
  try {
    const start = performance.now();
    const content = Readable.from(fileOf(members));
    const read = await readImport(app, shop.id, {
      format: "plain",
      fileName: "bench.csv",
      content,
      startedBy: "bench",
    });
    if (read.outcome !== "checked") throw new Error(`the file was not read: ${read.outcome}`);
    const checked = performance.now();
    await startImport(app, shop.id, read.importId);
    await applyImports(app, facts);
    const done = performance.now();
    const report = await importReport(app, shop.id, read.importId);
    return {
      readSeconds: (checked - start) / 1000,
      applySeconds: (done - checked) / 1000,
      megabytes: most / 1024 ** 2,
      applied: report?.applied ?? 0,
    };
  } finally {
    clearInterval(watch);
    await database.close();
  }
}

/** `node tests/load/imports.ts 100000`: this measurement alone. */
if (import.meta.main) {
  const database = await startDatabase();
  try {
    const [shop] = await addShops(database.pool, 1);
    if (!shop) throw new Error("no shop was made");
    console.log(await measureImport(database.connectionString, shop, Number(process.argv[2] ?? 100_000)));
  } finally {
    await database.stop();
  }
}
