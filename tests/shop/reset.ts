import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { removeEmbeddedPostgres } from "#app/persistence/embedded-postgres.ts";

const folder = join(import.meta.dirname, "../../.data");

/** Throws away what the demo kept: the simulated shop and the app's own database. */
async function reset(): Promise<void> {
  if (isDemoRunning()) {
    process.stderr.write("The demo is running. Stop it with Ctrl-C first; nothing was removed.\n");
    process.exitCode = 1;
    return;
  }
  await removeEmbeddedPostgres(join(folder, "postgres"));
  for (const name of ["simulated-shop", "simulated-shop.new", "demo.pid"]) rmSync(join(folder, name), { force: true });
  process.stdout.write('The demo\'s data is gone. "npm run demo" starts afresh.\n');
}

function isDemoRunning(): boolean {
  try {
    process.kill(Number(readFileSync(join(folder, "demo.pid"), "utf8")), 0);
    return true;
  } catch {
    return false;
  }
}

await reset();
