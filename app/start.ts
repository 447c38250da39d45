import { existsSync } from "node:fs";
import path from "node:path";
import { checkEnv } from "./env.server.ts";
import { EmbeddedPostgresError, startEmbeddedPostgres } from "./persistence/embedded-postgres.ts";
import { migrateDatabase } from "./persistence/migrate.ts";
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
  const connectionString = database?.connectionString ?? process.env.DATABASE_URL ?? "";
  const env = { ...process.env, DATABASE_URL: connectionString };
  await migrate(connectionString);

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

/** Brings the tables to this version before anything runs on them; several instances may start at once. */
async function migrate(connectionString: string): Promise<void> {
  try {
    await migrateDatabase(connectionString);
  } catch (error) {
    say(
      `The database could not be brought up to date, so Zegel did not start. What it holds is as it was.\n${said(error)}`,
    );
    process.exit(1);
  }
}

/** What a failed program wrote is worth more than that it failed. */
function said(error: unknown): string {
  const stderr = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
  return stderr || (error instanceof Error ? error.message : String(error));
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
