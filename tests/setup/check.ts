import { spawnSync } from "node:child_process";
import path from "node:path";

/**
 * What a commit needs beside its tests: format and lint, types, and that generated code is what its sources generate.
 * Everything is checked before the verdict, so that one run tells all there is to do.
 */
const root = path.resolve(import.meta.dirname, "..", "..");

const checks: { what: string; command: string[] }[] = [
  { what: "format and lint", command: ["biome", "check", "--error-on-warnings", "."] },
  { what: "types", command: ["tsc", "--noEmit", "-p", "."] },
  { what: "generated code", command: ["node", "app/shopify/operations/generate.ts", "--check"] },
];

const failed = checks.filter(({ what, command: [program, ...given] }) => {
  const started = performance.now();
  const { status } = spawnSync(program!, given, { cwd: root, stdio: "inherit" });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? "ok    " : "FAILED"} ${what} (${seconds} s)\n`);
  return status !== 0;
});
process.exitCode = failed.length === 0 ? 0 : 1;
