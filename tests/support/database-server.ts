import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "#app/persistence/embedded-postgres.ts";
import { isRunning } from "#app/persistence/file-lock.ts";
import { migrateDatabase } from "#app/persistence/migrate.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

declare module "vitest" {
  interface ProvidedContext {
    /** A database of the test server that is there to make others from it, and the migrated template to clone. */
    testDatabaseServer: { maintenanceUrl: string; template: string };
  }
}

/**
 * Vitest's global set-up: one PostgreSQL for the run, and in it one migrated database for the workers to clone. Runs at
 * the same time share both. TEST_DATABASE_URL names another server, with a user who may create databases.
 */
export default async function prepareDatabaseServer(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const embedded = given
    ? null
    : await startEmbeddedPostgres({ folder: path.join(root, ".data", "test-postgres"), isThrowaway: true });
  const maintenanceUrl = embedded?.connectionString ?? given ?? "";
  const template = await prepareTemplate(maintenanceUrl);
  project.provide("testDatabaseServer", { maintenanceUrl, template });
  return async () => {
    await embedded?.stop();
  };
}

/** The template's name tells its content, so that another branch's or version's run gets another one. */
function templateName(): string {
  const hash = createHash("sha256");
  const migrations = path.join(root, "prisma", "migrations");
  for (const file of readdirSync(migrations, { recursive: true, encoding: "utf8" }).sort()) {
    if (file.endsWith(".sql")) hash.update(file).update(readFileSync(path.join(migrations, file)));
  }
  hash.update(readFileSync(path.join(root, "node_modules", "graphile-worker", "package.json")));
  return `zegel_template_${hash.digest("hex").slice(0, 16)}`;
}

async function prepareTemplate(maintenanceUrl: string): Promise<string> {
  const template = templateName();
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    // Two runs that start together: the second waits here and finds the template made.
    await client.query("SELECT pg_advisory_lock(hashtext('zegel test template'))");
    await dropDatabasesOfDeadRuns(client);
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [template]);
    if (found.rowCount === 0) {
      const unfinished = `${template}_unfinished`;
      await client.query(`DROP DATABASE IF EXISTS ${unfinished}`);
      await client.query(`CREATE DATABASE ${unfinished}`);
      await migrateDatabase(urlOfDatabase(maintenanceUrl, unfinished));
      await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
    }
  } finally {
    await client.end();
  }
  return template;
}

/** Databases of tests are named after the process that made them; a killed one leaves them behind. */
async function dropDatabasesOfDeadRuns(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT datname AS name FROM pg_database WHERE datname LIKE 'zegel\\_test\\_%'",
  );
  for (const { name } of rows) {
    if (!isRunning(Number(name.split("_")[2]))) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
}

/** The same server, another database. */
export function urlOfDatabase(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
