import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..", "..");

/** What this part of the product promises to meet; the table in `app/domain/README.md` says where. */
const REQUIREMENTS = [...between(1, 39), 44, ...between(55, 77), 82, 92].map((number) => `S${number}`);

function between(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

interface Row {
  requirement: string;
  files: string[];
  tests: string[];
}

/** The table's rows: number, words, files, tests. */
const table: Row[] = readFileSync(path.join(root, "app/domain/README.md"), "utf8")
  .split("\n")
  .flatMap((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    const [, requirement = "", , files = "", tests = ""] = cells;
    const named = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file);
    return /^S\d+$/.test(requirement) ? [{ requirement, files: named(files), tests: named(tests) }] : [];
  });

it("each requirement has one row in the table, with files and tests", () => {
  expect(table.map(({ requirement }) => requirement)).toEqual(REQUIREMENTS);
  expect(table.filter(({ files, tests }) => files.length === 0 || tests.length === 0)).toEqual([]);
});

it("every file that the table names is there", () => {
  const named = table.flatMap(({ files, tests }) => [...files, ...tests]);
  expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

it("of the tests that a row names one at least says its number", () => {
  const silent = table.filter(({ requirement, tests }) => {
    const texts = tests.map((file) => readFileSync(path.join(root, file), "utf8"));
    return !texts.flatMap(numbersIn).includes(requirement);
  });
  expect(silent).toEqual([]);
});

it("each requirement stands in the title of a test, or in the name or a comment of a scenario", () => {
  const proven = new Set([...testTitles(), ...scenarioWords()].flatMap(numbersIn));
  expect(REQUIREMENTS.filter((each) => !proven.has(each))).toEqual([]);
});

/** "S6–S8" names three. */
function numbersIn(text: string): string[] {
  return [...text.matchAll(/\bS(\d{1,2})(?:–S(\d{1,2}))?\b/g)].flatMap(([, first, last]) =>
    between(Number(first), Number(last ?? first)).map((number) => `S${number}`),
  );
}

function testTitles(): string[] {
  const titles = /\b(?:it|test|describe)(?:\.each\([\s\S]*?\))?\(\s*(["'`])((?:\\.|(?!\1).)*)\1/g;
  return filesBelow(["tests", "extensions"], ".test.ts").flatMap((text) =>
    [...text.matchAll(titles)].map(([, , title = ""]) => title),
  );
}

function scenarioWords(): string[] {
  return filesBelow(["tests/scenarios"], ".yaml").flatMap((text) =>
    text.split("\n").filter((line) => /^\s*#|^name:/.test(line)),
  );
}

function filesBelow(folders: readonly string[], ending: string): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((name) =>
        path.join(folder, name),
      ),
    )
    .filter((file) => file.endsWith(ending) && !file.includes("node_modules"))
    .map((file) => readFileSync(path.join(root, file), "utf8"));
}
