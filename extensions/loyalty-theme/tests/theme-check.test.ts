// @vitest-environment node
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { themeCheckRun } from "@shopify/theme-check-node";
import { afterEach, beforeEach, expect, test } from "vitest";

const extension = fileURLToPath(new URL("..", import.meta.url));
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "theme-check-"));
  for (const folder of ["assets", "blocks", "locales", "snippets"]) {
    cpSync(join(extension, folder), join(copy, folder), { recursive: true });
  }
  writeFileSync(join(copy, ".theme-check.yml"), "extends: theme-check:theme-app-extension\n");
});
afterEach(() => rmSync(copy, { recursive: true }));

async function offenses(): Promise<string[]> {
  const run = await themeCheckRun(copy, join(copy, ".theme-check.yml"));
  return run.offenses.map(({ check, message, uri }) => `${uri.split("/").at(-1)}: ${check}: ${message}`);
}

test("Shopify's theme check finds nothing in the blocks", async () => {
  expect(await offenses()).toEqual([]);
});

test("it would find a filter that does not exist and a text that is not translated", async () => {
  writeFileSync(
    join(copy, "blocks/wrong.liquid"),
    "{{ 'no.such.text' | t }}{{ shop.name | shout }}{% schema %}{}{% endschema %}",
  );
  expect((await offenses()).join("\n")).toMatch(/no\.such\.text/);
});

test("script and style of all blocks together weigh at most 10 KB compressed and ask nobody else for anything", () => {
  const scripts = ["zegel.js", "zegel-claims.js"].map((name) => readFileSync(join(extension, "assets", name), "utf8"));
  const style = readFileSync(join(extension, "assets/zegel.css"), "utf8");
  expect([...scripts, style].reduce((sum, text) => sum + gzipSync(text).length, 0)).toBeLessThanOrEqual(10_000);
  expect(`${scripts.join("")}${style}`).not.toMatch(/https?:\/\/|url\(|@import/);
});
