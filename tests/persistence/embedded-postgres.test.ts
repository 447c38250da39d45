import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { createDatabase, type Database } from "#app/persistence/database.ts";
import { removeEmbeddedPostgres, startEmbeddedPostgres } from "#app/persistence/embedded-postgres.ts";

// `mkdtemp` makes a folder that the server's user may not enter when we are root: data and programs are staged elsewhere.
const folder = path.join(await mkdtemp(path.join(tmpdir(), "zegel-embedded-")), "postgres");
afterAll(async () => {
  await removeEmbeddedPostgres(folder);
  await rm(path.dirname(folder), { recursive: true, force: true });
});

async function withServer<T>(work: (database: Database, notices: string[]) => Promise<T>): Promise<T> {
  const notices: string[] = [];
  const server = await startEmbeddedPostgres({ folder, onNotice: (sentence) => notices.push(sentence) });
  const database = createDatabase(server.connectionString, { max: 2 });
  try {
    return await work(database, notices);
  } finally {
    await database.close();
    await server.stop();
  }
}

async function processId(database: Database): Promise<number> {
  const { rows } = await database.pool.query<{ file: string }>(
    "SELECT current_setting('data_directory') || '/postmaster.pid' AS file",
  );
  return Number.parseInt(await readFile(rows[0]!.file, "utf8"), 10);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function untilItAnswers(database: Database): Promise<number> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      const { rows } = await database.pool.query<{ n: number }>("SELECT n FROM kept");
      return rows[0]!.n;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(50);
    }
  }
}

it("what is stored stays from one start to the next, and the server ends with its last user", async () => {
  const pid = await withServer(async (database) => {
    await database.pool.query("CREATE TABLE kept AS SELECT 7 AS n");
    return processId(database);
  });
  // The server removes its pid file last, a moment before its process is gone.
  await expect.poll(() => isRunning(pid)).toBe(false);
  expect(await withServer(untilItAnswers)).toBe(7);
});

it("a second start joins the running server, which outlives the first one's stop", async () => {
  const first = await startEmbeddedPostgres({ folder });
  await withServer(async (database) => {
    await first.stop();
    expect(await untilItAnswers(database)).toBe(7);
  });
});

it("a killed server is started again on the same address, with what was stored, and says so", async () => {
  await withServer(async (database, notices) => {
    const pid = await processId(database);
    process.kill(pid, "SIGKILL");
    await expect.poll(() => isRunning(pid)).toBe(false);
    await expect.poll(() => notices.at(-1), { timeout: 30_000 }).toBe("The database runs again.");
    expect(await untilItAnswers(database)).toBe(7);
    expect(await processId(database)).not.toBe(pid);
  });
});

it("a server that was killed while nobody watched starts again, on another port when its own was taken", async () => {
  let left = { pidFile: "", port: 0 };
  await withServer(async (database) => {
    const { rows } = await database.pool.query(
      "SELECT current_setting('data_directory') AS d, inet_server_port() AS p",
    );
    left = { pidFile: `${rows[0].d}/postmaster.pid`, port: rows[0].p };
  });
  // What a killed server leaves: a pid file, here with the id of a process that is no server at all.
  await writeFile(left.pidFile, `${process.pid}\n${path.dirname(left.pidFile)}\n0\n${left.port}\n\n127.0.0.1\n`);
  const squatter = createServer().listen(left.port, "127.0.0.1");
  try {
    expect(await withServer(untilItAnswers)).toBe(7);
  } finally {
    squatter.close();
  }
});

it("a password that does not fit is told in a sentence, and the data is kept", async () => {
  const file = path.join(folder, "password");
  const password = await readFile(file, "utf8");
  await writeFile(file, "wrong");
  await expect(startEmbeddedPostgres({ folder })).rejects.toThrow(/another password .* Its data is kept/);
  await writeFile(file, password);
  expect(await withServer(untilItAnswers)).toBe(7);
});

it("the password is for our eyes only", async () => {
  expect((await stat(path.join(folder, "password"))).mode & 0o077).toBe(0);
});
