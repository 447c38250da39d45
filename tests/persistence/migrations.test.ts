import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";
import { migrateDatabase } from "#app/persistence/migrate.ts";
import { testDatabaseUrl } from "#tests/support/database.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

it("the migrations lead exactly to the schema", async () => {
  const prisma = path.join(root, "node_modules", "prisma", "build", "index.js");
  const from = ["--from-migrations", path.join("prisma", "migrations")];
  const to = ["--to-schema-datamodel", path.join("prisma", "schema.prisma")];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [prisma, "migrate", "diff", ...from, ...to, "--exit-code"],
    { cwd: root, env: { ...process.env, DATABASE_URL: await testDatabaseUrl() }, encoding: "utf8" },
  );
  // 0: no difference, 1: it could not be told, 2: a migration is missing, `npm run migration` writes it.
  expect({ status, stdout, stderr: status === 0 ? "" : stderr }).toMatchObject({ status: 0 });
});

it("migrating again, and by two processes at once, changes nothing and waits for nobody long", async () => {
  const url = await testDatabaseUrl();
  const started = performance.now();
  await Promise.all([migrateDatabase(url), migrateDatabase(url)]);
  // Prisma's command used to linger for ten seconds after its work.
  expect(performance.now() - started).toBeLessThan(9_000);
});
