import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import { createDatabase, type Database } from "#app/persistence/database.ts";
import {
  type EmbeddedPostgres,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from "#app/persistence/embedded-postgres.ts";
import { type ReceivedWebhook, storeWebhooks } from "#app/persistence/inbox.ts";
import { migrateDatabase } from "#app/persistence/migrate.ts";
import { env } from "#tests/shopify/installed-shop.ts";
import { aLine, anOrder, aRefund, lineGid, refunded } from "#tests/support/an-order.ts";
import { webhookOf } from "#tests/support/order-webhooks.ts";
import { aShopAtWork, type ShopAtWork } from "#tests/support/shop-at-work.ts";

const SHOPS = 3;
const CUSTOMERS = 20;
const ORDERS = 450;
/** How long deliveries, and with them the killing, go on. */
const STORM_MS = 14_000;
const REST_MS = 40_000;

let folder: string;
let server: EmbeddedPostgres;
let database: Database;
let shops: ShopAtWork[];

beforeAll(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), "zegel-crash-")), "postgres");
  server = await startEmbeddedPostgres({ folder });
  await migrateDatabase(server.connectionString);
  database = createDatabase(server.connectionString, { max: 8 });
  shops = await Promise.all(Array.from({ length: SHOPS }, () => aShopAtWork(database)));
});
afterAll(async () => {
  await database.close();
  await server.stop();
  await removeEmbeddedPostgres(folder);
  await rm(path.dirname(folder), { recursive: true, force: true });
});

/** The worker as it runs in production, started again whenever it ends, until told to stop. */
class Worker {
  #child: ChildProcess | null = null;
  #isStopping = false;
  deaths = 0;

  start(): void {
    const entry = path.resolve(import.meta.dirname, "../../app/worker.ts");
    const { SHOPIFY_API_KEY, SHOPIFY_API_SECRET, SHOPIFY_APP_URL, LOG_LEVEL } = env;
    const settings = { SHOPIFY_API_KEY, SHOPIFY_API_SECRET, SHOPIFY_APP_URL, LOG_LEVEL, SCOPES: env.SCOPES.join() };
    const child = fork(entry, {
      env: { ...process.env, ...settings, DATABASE_URL: server.connectionString },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#child = child;
    child.once("exit", () => {
      if (this.#isStopping) return;
      this.deaths += 1;
      setTimeout(() => !this.#isStopping && this.start(), 100);
    });
  }

  kill(): void {
    this.#child?.kill("SIGKILL");
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const hasEnded = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await hasEnded;
  }
}

/** Kills the database server's parent process and with it all of its connections; the embedded server comes back by itself. */
async function killDatabase(): Promise<void> {
  const { rows } = await persistently(() =>
    database.pool.query<{ file: string }>("select current_setting('data_directory') || '/postmaster.pid' as file"),
  );
  const pid = Number.parseInt(await readFile(rows[0]?.file ?? "", "utf8"), 10);
  process.kill(pid, "SIGKILL");
  while (isThere(pid)) await pause(10);
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Connections of a killed server answer for a moment longer; a new one is had only when it is back. */
async function untilBack(): Promise<void> {
  await persistently(async () => {
    const fresh = createDatabase(server.connectionString, { max: 1 });
    await fresh.isReachable().finally(() => fresh.close());
  });
  await pause(500);
}

/** As Shopify does: what was not answered with a yes is sent again, under the same id. */
async function persistently<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(100);
    }
  }
}

interface Expected {
  shop: ShopAtWork;
  gid: string;
  points: number;
}

/** Orders of €20.00 in two lines; of every third one line goes back, every seventh is cancelled. */
function orders(): { expected: Expected[]; webhooks: ReceivedWebhook[] } {
  const expected: Expected[] = [];
  const webhooks: ReceivedWebhook[] = [];
  for (let number = 1; number <= ORDERS; number += 1) {
    const shop = shops[number % SHOPS] as ShopAtWork;
    const gid = `gid://shopify/Order/${number}`;
    const states = [storyOf(gid, number)].flat();
    for (const state of states) {
      const { topic, payload } = webhookOf({ gid, state });
      webhooks.push({
        shopId: shop.shop.id,
        webhookId: randomUUID(),
        topic,
        eventId: null,
        triggeredAt: null,
        payload,
      });
    }
    expected.push({ shop, gid, points: number % 7 === 0 ? 0 : number % 3 === 0 ? 10 : 20 });
  }
  return { expected, webhooks };
}

function storyOf(gid: string, number: number): OrderState[] {
  const lines = ["A", "B"].map((letter) => ({ ...aLine(letter), gid: lineGid(`${number}${letter}`) }));
  const customerGid = `gid://shopify/Customer/${number % CUSTOMERS}`;
  const paid = anOrder({ gid, customerGid, email: `c${number % CUSTOMERS}@example.com`, lines });
  const states = [paid];
  if (number % 3 === 0) {
    const refund = { ...aRefund(1, { [`${number}A`]: 1 }), gid: gid.replace("Order", "Refund") };
    states.push({ ...refunded(paid, refund), paidAt: null });
  }
  const newest = states.at(-1) ?? paid;
  if (number % 7 === 0)
    states.push({ ...newest, version: newest.version + 60_000, paidAt: null, cancelledAt: newest.version + 60_000 });
  return states;
}

describe("workers and the database, killed at random moments under load", () => {
  it("lose nothing and do nothing twice", { timeout: 90_000 }, async () => {
    const { expected, webhooks } = orders();
    const worker = new Worker();
    worker.start();
    let kills = 0;
    let isStorm = true;
    const storm = (async () => {
      const endsAt = performance.now() + STORM_MS;
      while (performance.now() < endsAt) {
        await pause(700 + Math.random() * 1500);
        kills += 1;
        if (kills % 4 === 2) await killDatabase();
        else worker.kill();
      }
      isStorm = false;
    })();
    try {
      const portions = Math.ceil(webhooks.length / 12);
      for (let start = 0; start < webhooks.length; start += 12) {
        const portion = webhooks.slice(start, start + 12);
        const woken = [...new Set(portion.map((each) => each.shopId))].sort();
        await persistently(() => storeWebhooks(database.pool, portion, new Date(), woken));
        if (isStorm) await pause(STORM_MS / portions);
      }
      await storm;
      await untilBack();
      await untilWorked();
    } finally {
      await storm;
      await worker.stop();
    }
    expect(worker.deaths).toBeGreaterThan(3);
    for (const { shop, gid, points } of expected) expect(await shop.earned(gid), gid).toBe(points);
    for (const shop of shops) {
      expect(await shop.parked()).toEqual([]);
      await shop.expectToAddUp();
    }
    const total = expected.reduce((sum, each) => sum + each.points, 0);
    const { rows } = await database.pool.query<{ points: string }>("select sum(available) as points from balance");
    expect(Number(rows[0]?.points)).toBe(total);
  });
});

async function untilWorked(): Promise<void> {
  const deadline = performance.now() + REST_MS;
  for (;;) {
    const waiting = await persistently(() =>
      database.pool.query<{ count: string }>("select count(*) from inbox where status = 'received'"),
    );
    if (Number(waiting.rows[0]?.count) === 0) return;
    if (performance.now() > deadline) throw new Error(`${waiting.rows[0]?.count} events still wait to be worked`);
    await pause(200);
  }
}
