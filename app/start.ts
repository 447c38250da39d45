import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { checkEnv } from "./env.server.ts";
import { EmbeddedPostgresError, startEmbeddedPostgres } from "./persistence/embedded-postgres.ts";
import { supervise } from "./supervise.ts";

const root = path.resolve(import.meta.dirname, "..");

/** What a host runs: checks the configuration, brings the database up to date, runs the web server and the worker. */
async function start(): Promise<void> {
  const sentences = missing();
  if (sentences.length > 0) {
    say(`Zegel cannot start:\n${sentences.map((sentence) => `  - ${sentence}`).join("\n")}`);
    process.exit(1);
  }
  const database = process.env.DATABASE_URL ? null : await ownDatabase();
  const env = { ...process.env, DATABASE_URL: database?.connectionString ?? process.env.DATABASE_URL };
  migrate(env);

  const parts = [
    supervise({ name: "web server", module: path.join(root, "app", "server.ts"), env, onNotice: say }),
    supervise({ name: "worker", module: path.join(root, "app", "worker.ts"), env, onNotice: say }),
  ];
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    await Promise.all(parts.map((part) => part.stop()));
    await database?.stop();
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
}

function missing(): string[] {
  const checked = checkEnv(process.env);
  const sentences = checked.outcome === "incomplete" ? checked.sentences : [];
  const isBuilt = existsSync(path.join(root, "build", "server", "index.js"));
  return isBuilt ? sentences : [...sentences, "The pages are not built yet: run `npm run build` once."];
}

async function ownDatabase() {
  say("DATABASE_URL is not set: Zegel starts its own PostgreSQL, with its data in .data/postgres.");
  return startEmbeddedPostgres({ folder: path.join(root, ".data", "postgres"), onNotice: say });
}

/** Brings the tables to this version. Several instances may start at once: Prisma holds a lock in the database meanwhile. */
function migrate(env: NodeJS.ProcessEnv): void {
  const prisma = path.join(root, "node_modules", "prisma", "build", "index.js");
  const run = spawnSync(process.execPath, [prisma, "migrate", "deploy"], { cwd: root, env, encoding: "utf8" });
  if (run.status === 0) return;
  say(
    `The database could not be brought up to date, so Zegel did not start. Nothing was changed half. It said:\n${run.stderr}`,
  );
  process.exit(1);
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

start().catch((error: unknown) => {
  say(
    error instanceof EmbeddedPostgresError
      ? error.message
      : error instanceof Error
        ? String(error.stack)
        : String(error),
  );
  process.exit(1);
});
