import { readFile } from "node:fs/promises";
import { playScenario } from "./play-scenario.ts";
import { readScenario } from "./read-scenario.ts";
import type { System } from "./system.ts";

export interface Played {
  passed: number;
  failed: number;
}

/** Plays files one after the other and prints each failure as `file:step: expected …, got …`, a file that is refused as `file:line: …`. */
export async function playFiles(
  files: readonly string[],
  start: () => Promise<System>,
  print: (line: string) => void,
): Promise<Played> {
  const played: Played = { passed: 0, failed: 0 };
  let system: System | null = null;
  for (const file of files) {
    const problems = await problemsOf(file, async () => (system ??= await start()));
    for (const problem of problems) print(problem);
    if (problems.length === 0) played.passed += 1;
    else played.failed += 1;
  }
  print(`${played.passed} passed, ${played.failed} failed`);
  return played;
}

/** A file that cannot be read or is refused never waits for the system to start. */
async function problemsOf(file: string, system: () => Promise<System>): Promise<string[]> {
  const source = await readFile(file, "utf8").catch(() => null);
  if (source === null) return [`${file}: cannot be read`];
  const reading = readScenario(file, source);
  if (reading.outcome === "refused") return reading.refusals.map(({ line, message }) => `${file}:${line}: ${message}`);
  const failures = await playScenario(await system(), reading.scenario);
  return failures.map(({ step, expected, got }) => `${file}:${step}: expected ${expected}, got ${got}`);
}
