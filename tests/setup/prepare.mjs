import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { buildPages, bundleExtensions, generateClient } from "./build-steps.mjs";
import { fetchSchemas } from "./fetch-schemas.mjs";
import { installPackages } from "./install-packages.mjs";
import { SetUpError } from "./set-up-error.mjs";
import { withSetUpLock } from "./set-up-lock.mjs";

/**
 * Makes a fresh clone ready, does nothing where nothing changed, and then runs a command with the project's own Node
 * first on the path:
 *
 *     node tests/setup/prepare.mjs [--pages] [--as-built] -- vitest run
 *
 * `--pages` also builds the admin pages; `--as-built` trusts what a host has installed and built before. Written in plain
 * JavaScript without packages, for the Node that the machine happens to have.
 */
const root = path.resolve(import.meta.dirname, "..", "..");
const oldestNode = [20, 19];

async function main() {
  const given = process.argv.slice(2);
  const end = given.indexOf("--");
  const options = end < 0 ? given : given.slice(0, end);
  const command = end < 0 ? [] : given.slice(end + 1);
  refuseOldNode();
  const isBuilt =
    existsSync(path.join(root, "node_modules")) && existsSync(path.join(root, "build", "server", "index.js"));
  if (!(options.includes("--as-built") && isBuilt)) await prepare(options.includes("--pages"));
  if (command.length > 0) process.exitCode = await run(command);
}

async function prepare(withPages) {
  await withSetUpLock(path.join(root, ".cache", "set-up.lock"), async () => {
    await installPackages(root);
    await Promise.all([fetchSchemas(root), generateClient(root), bundleExtensions(root)]);
    if (withPages) await buildPages(root);
  });
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new SetUpError(`Node ${oldestNode.join(".")} or newer is needed to start; this is ${process.versions.node}.`);
}

/** Runs the command to its end and returns its exit code. */
function run([program, ...given]) {
  const bin = path.join(root, "node_modules", ".bin");
  const child = spawn(program, given, {
    stdio: "inherit",
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}` },
    shell: process.platform === "win32",
  });
  // Ctrl-C reaches the child by itself, which ends in its own time; a signal sent to us alone is passed on.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve) => {
    child.once("error", (error) => {
      process.stderr.write(`${program} could not be started: ${error.message}\n`);
      resolve(127);
    });
    child.once("exit", (code, signal) => resolve(signal === null ? code : signal === "SIGINT" ? 130 : 143));
  });
}

main().catch((error) => {
  process.stderr.write(`${error instanceof SetUpError ? error.message : error.stack}\n`);
  process.exitCode = 1;
});
