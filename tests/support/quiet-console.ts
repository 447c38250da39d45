import { format } from "node:util";
import { afterEach, expect } from "vitest";

/**
 * Vitest's set-up file: a warning or an error on the console that the test did not expect fails it, since somebody who
 * reads such a line in production would have to find out what it means.
 */
const unexpected: string[] = [];

for (const level of ["error", "warn"] as const) {
  console[level] = (...said: unknown[]) => {
    unexpected.push(`console.${level}: ${format(...said)}`);
  };
}

/** What was said on the console since the last test or the last call; whoever asks for it expects it. */
export function takeConsoleOutput(): string[] {
  return unexpected.splice(0);
}

afterEach(() => {
  expect(takeConsoleOutput(), "unexpected output on the console").toEqual([]);
});
