import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabaseUrl } from "#tests/support/database.ts";
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
