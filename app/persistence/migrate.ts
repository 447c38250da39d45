import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { runMigrations } from "graphile-worker";
import { createDatabase } from "./database.ts";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "..", "..");

/**
 * Brings our tables and those of the job queue to this version of the app. Many processes may do so at once: Prisma and
 * graphile-worker each hold a lock in the database meanwhile.
 *
 * @throws with what Prisma said when a migration fails; each migration is applied whole or not at all
 */
export async function migrateDatabase(connectionString: string): Promise<void> {
  const prisma = path.join(root, "node_modules", "prisma", "build", "index.js");
  await run(process.execPath, [prisma, "migrate", "deploy"], {
    cwd: root,
    // Prisma asks its maker for news on the way out, and waits ten seconds where no answer can come.
    env: { ...process.env, DATABASE_URL: connectionString, PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1" },
  });
  const database = createDatabase(connectionString, { max: 2, applicationName: "zegel-migrate" });
  try {
    await runMigrations({ pgPool: database.pool });
  } finally {
    await database.close();
  }
}
