import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { runMigrations } from "graphile-worker";
import pg from "pg";
import { programmeSettings } from "#app/contracts/programme.ts";
import { removeEmbeddedPostgres, startEmbeddedPostgres } from "#app/persistence/embedded-postgres.ts";
import { heapBounds } from "#app/supervise.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const FOLDER = path.join(ROOT, ".data", "bench");

export const SECRET = "bench-secret";

/** A database of its own, with the web server and the worker as a host runs them, and a Shopify that answers at once. */
export interface BenchSystem {
  pool: pg.Pool;
  connectionString: string;
  /** Where the web server listens. */
  webUrl: string;
  shops: BenchShop[];
  processes: { web: ChildProcess; worker: ChildProcess };
  close(): Promise<void>;
}

export interface BenchShop {
  id: number;
  domain: string;
}

/** A fresh database with all tables, before anybody has joined. */
export async function startDatabase(): Promise<{ pool: pg.Pool; connectionString: string; stop(): Promise<void> }> {
  await removeEmbeddedPostgres(FOLDER).catch(() => {});
  const database = await startEmbeddedPostgres({ folder: FOLDER });
  execFileSync(process.execPath, [path.join(ROOT, "node_modules/prisma/build/index.js"), "migrate", "deploy"], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: database.connectionString },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const pool = new pg.Pool({ connectionString: database.connectionString, max: 12 });
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  await runMigrations({ pgPool: pool });
  return {
    pool,
    connectionString: database.connectionString,
    stop: async () => {
      await pool.end();
      await database.stop();
      await removeEmbeddedPostgres(FOLDER);
    },
  };
}

/** Shops that have the app, with the default programme and a token that holds. */
export async function addShops(pool: pg.Pool, count: number, prefix = "bench"): Promise<BenchShop[]> {
  const domains = Array.from({ length: count }, (_, index) => `${prefix}-${index}.myshopify.com`);
  const shops = await pool.query<BenchShop>(
    `insert into shop (domain, name, currency, timezone, status, installed_at, discount_id, set_up_at)
     select domain, domain, 'EUR', 'Europe/Amsterdam', 'installed', now(), 'gid://shopify/DiscountAutomaticNode/1', now()
     from unnest($1::text[]) as domain returning id, domain`,
    [domains],
  );
  await pool.query(
    `insert into programme_version (shop_id, version, settings, published_at, published_by)
     select id, 1, $2, now() - interval '1 day', 'Zegel' from unnest($1::int[]) as id`,
    [shops.rows.map((shop) => shop.id), JSON.stringify(programmeSettings.parse({ name: "Club" }))],
  );
  await pool.query(
    `insert into session (id, shop, state, "isOnline", scope, expires, "accessToken")
     select 'offline_' || domain, domain, '', false, '', now() + interval '1 day', 'shpat_bench' from unnest($1::text[]) as domain`,
    [domains],
  );
  return shops.rows;
}

/** Starts web server and worker against the database and waits until both work. */
export async function startProcesses(connectionString: string): Promise<{
  webUrl: string;
  web: ChildProcess;
  worker: ChildProcess;
  stop(): Promise<void>;
}> {
  const port = await freePort();
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    SHOPIFY_API_KEY: "bench-key",
    SHOPIFY_API_SECRET: SECRET,
    SHOPIFY_APP_URL: `http://127.0.0.1:${port}`,
    SCOPES: "read_orders",
    DATABASE_URL: connectionString,
    PORT: String(port),
    LOG_LEVEL: "warn",
    NODE_ENV: "production",
  };
  const start = (module: string): ChildProcess =>
    spawn(
      process.execPath,
      [...heapBounds, "--import", path.join(ROOT, "tests/load/instant-shopify.ts"), path.join(ROOT, module)],
      {
        cwd: ROOT,
        env,
        // What they log is no part of the table.
        stdio: ["ignore", process.stderr, process.stderr],
      },
    );
  const web = start("app/server.ts");
  const worker = start("app/worker.ts");
  const webUrl = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    if (
      await fetch(`${webUrl}/health`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      break;
    if (tries > 300) throw new Error("the web server did not start");
    await pause(100);
  }
  const stop = async (): Promise<void> => {
    for (const child of [web, worker]) {
      if (child.exitCode !== null) continue;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await Promise.race([gone, pause(10_000)]);
      child.kill("SIGKILL");
    }
  };
  return { webUrl, web, worker, stop };
}

/** Resident megabytes of a process. */
export function residentMegabytes(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
