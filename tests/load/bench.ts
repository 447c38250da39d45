import { cpus } from "node:os";
import { parseArgs } from "node:util";
import type pg from "pg";
import { measureBareInserts } from "./bare-insert.ts";
import { measureFigures, seedTrade } from "./figures.ts";
import { measureFunction } from "./function-instructions.ts";
import { measureImport } from "./imports.ts";
import { measureMemberPages, seedMembers } from "./member-pages.ts";
import { measureOffers, seedHabits } from "./offers.ts";
import { measureSteady, measureThroughput } from "./orders.ts";
import { measureReserves } from "./reserve.ts";
import { measureScoring, seedCustomers } from "./segments.ts";
import { storefrontKilobytes, thirdPartyRequests } from "./storefront-size.ts";
import { addShops, residentMegabytes, startDatabase, startProcesses } from "./system.ts";

/** One figure with its target; `isMet` says on which side of it the figure is to be. */
interface Figure {
  name: string;
  value: number;
  unit: string;
  target: string;
  isMet: boolean;
}

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    /** Seconds of each load; the targets are meant for 60. */
    seconds: { type: "string", default: "60" },
    /** Members of the large shop, each with ten entries; the target is meant for 1,000,000. */
    members: { type: "string", default: "1000000" },
  },
});
const seconds = Number(options.seconds);
const members = Number(options.members);
const figures: Figure[] = [];

function atMost(name: string, value: number, target: number, unit = ""): void {
  note({ name, value, unit, target: `≤ ${target.toLocaleString("en")}`, isMet: value <= target });
}

function atLeast(name: string, value: number, target: number, unit = ""): void {
  note({ name, value, unit, target: `≥ ${target.toLocaleString("en")}`, isMet: value >= target });
}

/** Figures are also told as they come: a run takes a quarter of an hour. */
function note(figure: Figure): void {
  figures.push(figure);
  say(`  ${figure.name}: ${figure.value.toLocaleString("en")}${figure.unit && ` ${figure.unit}`}`);
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

async function measureServer(): Promise<void> {
  say("A database is made and the app is started.");
  const database = await startDatabase();
  const shops = await addShops(database.pool, 50);
  const processes = await startProcesses(database.connectionString);
  try {
    say(`Bare inserts, ${Math.min(seconds, 10)} s.`);
    const bare = await measureBareInserts(database.connectionString, Math.min(seconds, 10));
    say(`Orders, as many as can be taken, ${seconds} s.`);
    const throughput = await measureThroughput(database.pool, processes.webUrl, shops, seconds);
    atLeast("orders_per_second", throughput.ordersPerSecond, 1_500);
    atLeast("ratio_to_bare_insert", throughput.ordersPerSecond / bare, 0.3);
    note({ name: "bare_inserts_per_second", value: bare, unit: "", target: "–", isMet: true });
    const failed = throughput.failed;
    const residentBefore = residentMegabytes(processes.web) + residentMegabytes(processes.worker);
    say(`Orders, 750 a second, ${seconds} s.`);
    const steady = await measureSteady(database.pool, processes.webUrl, shops, seconds, 750);
    atMost("ack_p50_ms", steady.ackP50Ms, 10, "ms");
    atMost("ack_p99_ms", steady.ackP99Ms, 50, "ms");
    atMost("ledger_lag_p95_ms", steady.lagP95Ms, 1_000, "ms");
    atMost("refused_webhooks", failed + steady.failed, 0);
    say("Clicks on a reward.");
    const reserves = await measureReserves(database.pool, processes.webUrl, shops, 500);
    atMost("reserve_p50_ms", quantile(reserves, 0.5), 20, "ms");
    atMost("reserve_p95_ms", quantile(reserves, 0.95), 60, "ms");
    atMost("rss_mb_web", residentMegabytes(processes.web), 300, "MB");
    atMost("rss_mb_worker", residentMegabytes(processes.worker), 300, "MB");
    // Flat: what the second load adds to both processes together after the first has filled their heaps.
    const residentAfter = residentMegabytes(processes.web) + residentMegabytes(processes.worker);
    atMost("rss_mb_growth", Math.max(0, residentAfter - residentBefore), 30, "MB");
    say(
      `A shop of ${members.toLocaleString("en")} members and ${(members * 10).toLocaleString("en")} entries is filled; this takes minutes.`,
    );
    const [large] = await addShops(database.pool, 1, "large");
    if (!large) throw new Error("no shop was added");
    await seedMembers(database.pool, large, members);
    const pages = await measureMemberPages(database.pool, processes.webUrl, large, 20);
    atMost("member_page_ms", quantile(pages, 0.95), 50, "ms");
    say(`The same shop gets ${members.toLocaleString("en")} orders over three years, and its figures are read.`);
    await seedTrade(database.connectionString, large, members);
    atMost("figures_ms", quantile(await measureFigures(database.connectionString, large, 10), 0.95), 100, "ms");
    await measureSegments(database);
    const shoppers = Math.min(members, 100_000);
    say(`Personal offers of the week are made for ${shoppers.toLocaleString("en")} members.`);
    const [offering] = await addShops(database.pool, 1, "offers");
    if (!offering) throw new Error("no shop was added");
    await seedCustomers(database.pool, offering, shoppers);
    await seedHabits(database.pool, offering);
    atMost("offers_seconds", (await measureOffers(database.connectionString, offering)).seconds, 60, "s");
    say(`A file of ${members.toLocaleString("en")} members of another system is read and applied.`);
    const [importing] = await addShops(database.pool, 1, "imports");
    if (!importing) throw new Error("no shop was added");
    const imported = await measureImport(database.connectionString, importing, members);
    atMost("import_seconds", imported.readSeconds + imported.applySeconds, 300, "s");
  } finally {
    await processes.stop();
    await database.stop();
  }
}

/** A shop's customers are scored from all their orders; a shop of its own, so that no other load's orders are among them. */
async function measureSegments(database: { pool: pg.Pool; connectionString: string }): Promise<void> {
  say(`A shop of ${members.toLocaleString("en")} customers with three orders each is filled and scored.`);
  const [shop] = await addShops(database.pool, 1, "scores");
  if (!shop) throw new Error("no shop was added");
  await seedCustomers(database.pool, shop, members);
  const scoring = await measureScoring(database.connectionString, shop);
  atMost("rescore_seconds", scoring.rescoreSeconds, 120, "s");
  atMost("rescore_next_day_seconds", scoring.nextDaySeconds, 120, "s");
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function print(): void {
  if (options.json) {
    const rows = figures.map(({ name, value, target, isMet }) => [name, { value, target, isMet }]);
    process.stdout.write(
      `${JSON.stringify({ machine: machine(), seconds, members, figures: Object.fromEntries(rows) }, null, 2)}\n`,
    );
    return;
  }
  process.stdout.write(
    `${machine()}; ${seconds} s a load\n\n| what | figure | target | |\n| --- | ---: | ---: | --- |\n`,
  );
  for (const { name, value, unit, target, isMet } of figures) {
    const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    const figure = value.toLocaleString("en", { maximumFractionDigits: digits });
    process.stdout.write(
      `| \`${name}\` | ${figure}${unit && ` ${unit}`} | ${target} | ${isMet ? "met" : "missed"} |\n`,
    );
  }
}

function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, Node ${process.versions.node}`;
}

const counted = await measureFunction();
atMost("function_instructions_1", counted.instructionsOfOneLine, 300_000);
atMost("function_instructions_200", counted.instructionsOf200Lines, 5_000_000);
atMost("function_kb", counted.bundleBytes / 1000, 20, "KB");
atMost("storefront_kb", storefrontKilobytes(), 10, "KB");
atMost("third_party_requests", thirdPartyRequests(), 0);
await measureServer();
print();
