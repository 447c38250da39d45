import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { createDatabase, type Database } from "#app/persistence/database.ts";
import { urlOfDatabase } from "./database-server.ts";

/**
 * An empty database with all tables, for the test file that asks; it goes when the file's tests have ended. The ledger
 * cannot be emptied between tests, so each test works in a shop of its own: `aShop(database)`.
 */
export async function testDatabase(options: { max?: number } = {}): Promise<Database> {
  const database = createDatabase(await testDatabaseUrl(), { max: options.max ?? 5, applicationName: "zegel-test" });
  afterAll(() => database.close());
  return database;
}

/** Like `testDatabase`, for tests that start processes of the app: only the address. */
export async function testDatabaseUrl(): Promise<string> {
  const { maintenanceUrl, template } = inject("testDatabaseServer");
  const name = `zegel_test_${process.pid}_${randomUUID().slice(0, 8)}`;
  await onServer(maintenanceUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  afterAll(() => onServer(maintenanceUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  return urlOfDatabase(maintenanceUrl, name);
}

async function onServer(maintenanceUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
