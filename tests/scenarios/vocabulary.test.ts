import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { z } from "zod";
import { readScenario } from "./runner/read-scenario.ts";
import { VERBS } from "./runner/verbs.ts";
import { vocabulary } from "./runner/vocabulary.ts";

const readme = readFileSync(path.join(import.meta.dirname, "README.md"), "utf8");
const rows = [...readme.matchAll(/^\| `([^`]+)` \| (.+) \| `(.+)` \|$/gm)].map(
  ([, word = "", says = "", example = ""]) => ({
    word,
    says,
    example,
  }),
);

describe("the README of scenarios", () => {
  it("lists every word that a file may use, and no other", () => {
    expect(rows.map(({ word }) => word).sort()).toEqual(vocabulary().sort());
  });

  it("gives each word an example that is YAML and uses it", () => {
    for (const { word, example } of rows) {
      expect(() => parse(example), word).not.toThrow();
      expect(example, word).toContain(word.split(".").at(-1));
    }
  });

  it("shows each verb as it may be written", () => {
    const verbs: Record<string, z.ZodType> = VERBS;
    for (const { word, example } of rows) {
      const step: Record<string, unknown> = parse(example);
      for (const [verb, value] of Object.entries(step)) {
        const schema = verbs[verb];
        // An example may also be a part of a step, such as `redeem: [r1]` of an order.
        if (schema && word.split(".")[0] === verb) expect(schema.safeParse(value).error, example).toBeUndefined();
      }
    }
  });

  it("begins with a scenario that can be played", () => {
    const [, example = ""] = /```yaml\n([\s\S]+?)```/.exec(readme) ?? [];
    expect(readScenario("README.md", example)).toMatchObject({ outcome: "read" });
  });
});
