import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type pg from "pg";
import type { SendPlan, SendReport } from "./sender.ts";
import { type BenchShop, SECRET } from "./system.ts";

/** Sends as planned from a thread beside this one. */
export function sendOrders(plan: SendPlan): Promise<SendReport> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(path.join(import.meta.dirname, "sender.ts"), { workerData: plan });
    thread.once("message", resolve);
    thread.once("error", reject);
  });
}

export interface Throughput {
  ordersPerSecond: number;
  sent: number;
  failed: number;
  bodyBytes: number;
}

let nextOrder = 0;

/** As many orders as can be taken for so many seconds, and the time until the last award of them stands in the ledger. */
export async function measureThroughput(
  pool: pg.Pool,
  webUrl: string,
  shops: readonly BenchShop[],
  seconds: number,
): Promise<Throughput> {
  const plan = planFor(webUrl, shops, seconds, null);
  const startedAt = performance.now();
  const awardsBefore = await countAwards(pool);
  const report = await sendOrders(plan);
  nextOrder += report.sent;
  await waitForAwards(pool, awardsBefore + report.sent - report.failed);
  const elapsed = (performance.now() - startedAt) / 1000;
  return {
    ordersPerSecond: (report.sent - report.failed) / elapsed,
    sent: report.sent,
    failed: report.failed,
    bodyBytes: report.bodyBytes,
  };
}

export interface Steady {
  ackP50Ms: number;
  ackP99Ms: number;
  lagP95Ms: number;
  failed: number;
}

/** Answers and the way to the ledger at a steady rate. */
export async function measureSteady(
  pool: pg.Pool,
  webUrl: string,
  shops: readonly BenchShop[],
  seconds: number,
  rate: number,
): Promise<Steady> {
  const awardsBefore = await countAwards(pool);
  const first = nextOrder;
  const report = await sendOrders(planFor(webUrl, shops, seconds, rate));
  nextOrder += report.sent;
  await waitForAwards(pool, awardsBefore + report.sent - report.failed);
  const lag = await pool.query<{ lag: number }>(
    `select percentile_cont(0.95) within group (order by extract(epoch from done_at - received_at) * 1000) as lag
     from inbox where webhook_id >= $1 and webhook_id < $2 and length(webhook_id) = length($1)`,
    [`bench-${5_000_000_000_000 + first}`, `bench-${5_000_000_000_000 + nextOrder}`],
  );
  return {
    ackP50Ms: quantile(report.answers, 0.5),
    ackP99Ms: quantile(report.answers, 0.99),
    lagP95Ms: Number(lag.rows[0]?.lag),
    failed: report.failed,
  };
}

function planFor(webUrl: string, shops: readonly BenchShop[], seconds: number, ratePerSecond: number | null): SendPlan {
  return {
    url: webUrl,
    secret: SECRET,
    domains: shops.map((shop) => shop.domain),
    members: 20_000,
    seconds,
    connections: 64,
    ratePerSecond,
    firstOrder: nextOrder,
  };
}

async function countAwards(pool: pg.Pool): Promise<number> {
  const result = await pool.query<{ count: string }>("select count(*) from entry where kind = 'award'");
  return Number(result.rows[0]?.count);
}

async function waitForAwards(pool: pg.Pool, expected: number): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    const waiting = await pool.query<{ count: string }>("select count(*) from inbox where status = 'received'");
    if (Number(waiting.rows[0]?.count) === 0) break;
    await pause(100);
  }
  const awards = await countAwards(pool);
  if (awards !== expected) throw new Error(`${expected} awards were expected, ${awards} stand in the ledger`);
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
