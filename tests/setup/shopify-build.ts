import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * `npm run build:shopify`: Shopify's own CLI builds every extension, as it does before a deploy. It needs neither a login nor Shopify; the
 * command line is large and needed for nothing else, so it is installed apart, on the first use.
 */
const VERSION = "4.8.2";

const root = path.resolve(import.meta.dirname, "..", "..");
const home = path.join(root, ".cache", "shopify-cli");
const program = path.join(home, "node_modules", ".bin", "shopify");

function run(command: string, given: string[], env: NodeJS.ProcessEnv = process.env): void {
  const { status } = spawnSync(command, given, { cwd: root, stdio: "inherit", env });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(program)) {
  mkdirSync(home, { recursive: true });
  run("npm", ["install", "--prefix", home, "--no-save", "--silent", `@shopify/cli@${VERSION}`]);
}
// The command line writes its settings into the home folder; nobody's own are to be touched.
const person = mkdtempSync(path.join(tmpdir(), "shopify-home-"));
try {
  const env = {
    ...process.env,
    HOME: person,
    CI: "1",
    SHOPIFY_CLI_NO_ANALYTICS: "1",
    APP_URL: "https://zegel.example.com",
  };
  run(program, ["app", "build", "--path", root, "--skip-dependencies-installation"], env);
} finally {
  rmSync(person, { recursive: true, force: true });
}
