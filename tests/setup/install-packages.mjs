import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { runNpm, runQuietly } from "./run-quietly.mjs";
import { SetUpError } from "./set-up-error.mjs";

/** Installs what package-lock.json asks for, when node_modules holds anything else. */
export async function installPackages(root) {
  if (!isInstalled(root)) {
    process.stderr.write("Installing the packages; the first time this takes a minute or two.\n");
    const { isDone, output } = await runNpm(["ci", "--include=dev", "--no-audit", "--no-fund"], {
      cwd: root,
      env: { ...process.env, ...withoutEngines(root) },
    });
    if (!isDone) {
      throw new SetUpError(
        `${complaint(output)}\n\nnpm could not install the packages. Is the npm registry reachable?`,
      );
    }
  }
  await ensureRuntime(root);
}

/** Compares versions, not dates: a checkout changes the lock file's date without changing what it asks for. */
export function isInstalled(root) {
  const wanted = packagesOf(path.join(root, "package-lock.json"));
  const present = packagesOf(path.join(root, "node_modules", ".package-lock.json"));
  if (wanted === null || present === null) return false;
  return Object.entries(wanted).every(([place, { version, optional, link }]) => {
    if (place === "" || link || optional) return true;
    return present[place]?.version === version;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? null;
  } catch {
    return null;
  }
}

/** Prisma's packages download engine binaries unless these name existing files; what we use is inside the packages. */
export function withoutEngines(root) {
  const anyFile = path.join(root, "package.json");
  return {
    PRISMA_QUERY_ENGINE_LIBRARY: anyFile,
    PRISMA_SCHEMA_ENGINE_BINARY: anyFile,
    PRISMA_SKIP_POSTINSTALL_GENERATE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  };
}

/** The package `node` brings its program by an install script, which some machines switch off. */
async function ensureRuntime(root) {
  if (existsSync(runtimeOf(root))) return;
  await runNpm(["rebuild", "node", "--ignore-scripts=false", "--foreground-scripts"], { cwd: root, env: process.env });
  if (existsSync(runtimeOf(root))) return;
  throw new SetUpError(
    "The package `node`, which brings the runtime of this project, was installed without its program. Allow its install script and run `npm ci`.",
  );
}

/** The project's own Node, newer than the machine's may be. */
export function runtimeOf(root) {
  return path.join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
}

export async function runWithRuntime(root, given, environment = {}) {
  const bin = path.join(root, "node_modules", ".bin");
  const { isDone, output } = await runQuietly(runtimeOf(root), given, {
    cwd: root,
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}`, ...environment },
  });
  if (!isDone) throw new SetUpError(`${lastLines(output)}\n\n${path.relative(root, given[0])} failed.`);
}

/** npm warns at length, says what is wrong, and then lists everything that it could also have done. */
function complaint(output) {
  const lines = output.trim().split("\n");
  const errors = lines.filter((line) => line.startsWith("npm error") && line.trim() !== "npm error");
  return (errors.length > 0 ? errors.slice(0, 12) : lines.slice(-30)).join("\n");
}

function lastLines(output) {
  return output.trim().split("\n").slice(-30).join("\n");
}
