import { spawn } from "node:child_process";

/**
 * Runs a program and returns what it printed. Its output is shown only when it fails.
 *
 * @returns {Promise<{ isDone: boolean, output: string }>}
 */
export function runQuietly(program, given, options) {
  const child = spawn(program, given, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ isDone: false, output: `${output}${error.message}` }));
    child.once("close", (code) => resolve({ isDone: code === 0, output }));
  });
}

/** Runs npm with the Node that runs us: as it was called for this script, or as found on the path. */
export function runNpm(given, options) {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith(".js")) return runQuietly(process.execPath, [npm, ...given], options);
  return runQuietly("npm", given, { ...options, shell: process.platform === "win32" });
}
