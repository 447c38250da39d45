import { execFile } from "node:child_process";
import { readFile, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { EmbeddedPostgresError } from "./embedded-postgres-home.ts";
import { isRunning } from "./file-lock.ts";

const run = promisify(execFile);

/** Settings of the server: many small transactions on a machine that the app shares. */
export async function settingsFor(data: string, isThrowaway: boolean): Promise<string[]> {
  const disk = await statfs(data);
  const freeMb = (disk.bavail * disk.bsize) / 1024 / 1024;
  const walMb = Math.max(128, Math.min(isThrowaway ? 1024 : 4096, Math.floor(freeMb / 8)));
  return [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "timezone=UTC",
    "log_timezone=UTC",
    // An error's detail repeats the row that caused it, and rows hold personal data.
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
    "max_connections=200",
    "shared_buffers=512MB",
    // No parallel queries: they need more shared memory than a container gives and help nobody on two cores.
    "max_parallel_workers_per_gather=0",
    "dynamic_shared_memory_type=mmap",
    "jit=off",
    "random_page_cost=1.1",
    "wal_level=minimal",
    "max_wal_senders=0",
    "wal_compression=off",
    `max_wal_size=${walMb}MB`,
    "checkpoint_timeout=15min",
    ...(isThrowaway ? ["fsync=off", "full_page_writes=off", "synchronous_commit=off"] : ["synchronous_commit=on"]),
  ];
}

/** What `postmaster.pid` says: line 1 is the process, line 4 the port. Null when the server ended by itself. */
export async function readPidFile(data: string): Promise<{ pid: number; port: number } | null> {
  const lines = (await readFile(path.join(data, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return pid > 0 && port > 0 ? { pid, port } : null;
}

/** Whether this living process is a PostgreSQL: after a crash its id may have gone to anyone. */
export async function isPostgres(pid: number): Promise<boolean> {
  if (!isRunning(pid)) return false;
  const command = await run("ps", ["-o", "command=", "-p", String(pid)])
    .then(({ stdout }) => stdout)
    .catch(() => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""));
  return command.includes("postgres") && !command.includes("<defunct>");
}

export type Answer = "ready" | "password_refused" | "silent";

/** Asks the server for a connection until it gives one, it is gone or patience ends. */
export async function waitForAnswer(address: string, patienceMs: number, isAlive: () => boolean): Promise<Answer> {
  const deadline = performance.now() + patienceMs;
  while (isAlive() && performance.now() < deadline) {
    const client = new pg.Client({ connectionString: inMaintenanceDatabase(address), connectionTimeoutMillis: 2000 });
    client.on("error", () => {});
    try {
      await client.connect();
      return "ready";
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === "28P01") return "password_refused";
      await pause(30);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return "silent";
}

function inMaintenanceDatabase(address: string): string {
  const url = new URL(address);
  url.pathname = "/postgres";
  return url.href;
}

export async function createDatabaseWhenMissing(address: string): Promise<void> {
  const name = new URL(address).pathname.slice(1);
  const client = new pg.Client({ connectionString: inMaintenanceDatabase(address) });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/** The wished port when it is free on this machine, otherwise another; 0 wishes for any. */
export async function freePort(wished: number): Promise<number> {
  const port = await new Promise<number | null>((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(null));
    probe.listen(wished, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === "object" ? address.port : null));
    });
  });
  if (port !== null) return port;
  if (wished === 0) throw new EmbeddedPostgresError("This machine has no free port for the database.");
  return freePort(0);
}

/** "Fast" shutdown: connections are closed, what was committed is kept. */
export async function endServer(data: string): Promise<void> {
  const running = await readPidFile(data);
  if (running === null || !(await isPostgres(running.pid))) return;
  process.kill(running.pid, "SIGINT");
  const deadline = performance.now() + 60_000;
  // The server removes its pid file last; its process may stay listed where nobody collects the dead.
  while ((await readPidFile(data)) !== null && isRunning(running.pid)) {
    if (performance.now() > deadline) process.kill(running.pid, "SIGKILL");
    await pause(20);
  }
}
