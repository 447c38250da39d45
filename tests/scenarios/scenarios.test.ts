import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabaseUrl } from "#tests/support/database.ts";
import { playFiles } from "./runner/play-files.ts";
import { playScenario } from "./runner/play-scenario.ts";
import { readScenario } from "./runner/read-scenario.ts";
import { type System, startSystem } from "./runner/system.ts";

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

let system: System;
beforeAll(async () => {
  system = await startSystem(await testDatabaseUrl());
});
afterAll(() => system.stop());

describe("our scenarios", () => {
  for (const file of files) {
    const reading = readScenario(file, readFileSync(path.join(folder, file), "utf8"));
    const title = reading.outcome === "read" ? reading.scenario.name : file;
    it(title, async () => {
      expect(reading).toMatchObject({ outcome: "read" });
      if (reading.outcome === "read") expect(await playScenario(system, reading.scenario)).toEqual([]);
    });
  }
});

describe("what is printed", () => {
  const steps = `steps:
  - customer: { id: ann, email: ann@example.com }
  - order: { id: o1, by: ann, lines: [{ sku: A, price: "10.00" }] }
`;

  it("is each figure that is not as expected with file and step, each refused word with file and line, and a count", async () => {
    const place = mkdtempSync(path.join(tmpdir(), "zegel-scenarios-"));
    const file = (name: string, text: string): string => {
      writeFileSync(path.join(place, name), text);
      return path.join(place, name);
    };
    const files = [
      file("good.yaml", `${steps}  - expect: { ann: { available: 10 } }\n`),
      file(
        "wrong.yaml",
        `${steps}  - expect: { ann: { available: 11, debt: 0 }, o1: { total: "9.99" }, last: too_many }\n`,
      ),
      file(
        "unplayable.yaml",
        `${steps}  - refund: { order: o1, amount: "10.01" }\n  - expect: { ann: { available: 10 } }\n`,
      ),
      file("refused.yaml", `${steps}  - ordr: o1\n`),
      path.join(place, "missing.yaml"),
    ];
    const printed: string[] = [];
    const played = await playFiles(
      files,
      async () => system,
      (line) => printed.push(line.replace(`${place}/`, "")),
    );
    rmSync(place, { recursive: true });
    expect(played).toEqual({ passed: 1, failed: 4 });
    expect(printed).toEqual([
      "wrong.yaml:3: expected ann.available 11, got 10",
      'wrong.yaml:3: expected o1.total "9.99", got "10.00"',
      'wrong.yaml:3: expected last "too_many", got "ok"',
      expect.stringMatching(/^unplayable\.yaml:3: expected refund to be played, got "#\d+ has less paid left/),
      'refused.yaml:4: unknown verb "ordr"',
      "missing.yaml: cannot be read",
      "1 passed, 4 failed",
    ]);
  });
});
