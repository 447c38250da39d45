import path from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "#app/persistence/embedded-postgres.ts";
import { migrateDatabase } from "#app/persistence/migrate.ts";

const root = path.resolve(import.meta.dirname, "..", "..", "..");

export interface OwnDatabase {
  url: string;
  drop(): Promise<void>;
}

/**
 * A migrated database for one run, which goes with it: on the server that TEST_DATABASE_URL names, or on the embedded one that the tests
 * use too.
 */
export async function ownDatabase(): Promise<OwnDatabase> {
  const given = process.env.TEST_DATABASE_URL;
  const embedded = given
    ? null
    : await startEmbeddedPostgres({ folder: path.join(root, ".data", "test-postgres"), isThrowaway: true });
  const server = given ?? embedded?.connectionString ?? "";
  // Named as the tests name theirs, by process: what a killed run leaves behind is dropped by the next test run.
  const name = `zegel_test_${process.pid}_scenarios`;
  await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  await migrateDatabase(url.href);
  return {
    url: url.href,
    async drop() {
      await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await embedded?.stop();
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
