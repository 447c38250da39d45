import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startEmbeddedPostgres } from "#app/persistence/embedded-postgres.ts";

/**
 * Writes the migration that leads from the present ones to prisma/schema.prisma: `npm run migration -- a-name`. Prisma's
 * own `migrate dev` needs an engine that is not part of its package.
 */
const root = path.resolve(import.meta.dirname, "..", "..");

async function writeMigration(name: string): Promise<void> {
  const server = await startEmbeddedPostgres({ folder: path.join(root, ".data", "test-postgres"), isThrowaway: true });
  try {
    const prisma = path.join(root, "node_modules", "prisma", "build", "index.js");
    const from = ["--from-migrations", path.join("prisma", "migrations")];
    const to = ["--to-schema-datamodel", path.join("prisma", "schema.prisma")];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [prisma, "migrate", "diff", ...from, ...to, "--script"],
      {
        cwd: root,
        env: { ...process.env, DATABASE_URL: server.connectionString },
        encoding: "utf8",
      },
    );
    if (status !== 0) throw new Error(stderr);
    if (stdout.includes("This is an empty migration")) {
      process.stdout.write("The migrations already lead to the schema; nothing was written.\n");
      return;
    }
    const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
    const folder = path.join("prisma", "migrations", `${stamp}_${name.replace(/[^a-z0-9]+/gi, "_").toLowerCase()}`);
    mkdirSync(path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, folder, "migration.sql"), stdout);
    process.stdout.write(`Wrote ${folder}/migration.sql. Read it, and add by hand what Prisma cannot say.\n`);
  } finally {
    await server.stop();
  }
}

const name = process.argv[2];
if (name === undefined) {
  process.stderr.write("Say what the migration does: npm run migration -- members-get-a-note\n");
  process.exitCode = 1;
} else await writeMigration(name);
