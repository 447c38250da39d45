// @vitest-environment node
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { themeCheckRun } from "@shopify/theme-check-node";
import { expect, test } from "vitest";

test("Shopify's theme check finds nothing in the blocks", async () => {
  const folder = mkdtempSync(join(tmpdir(), "theme-check-"));
  const configuration = join(folder, "theme-check.yml");
  writeFileSync(configuration, "extends: theme-check:theme-app-extension\nignore:\n  - tests/**\n");
  try {
    const root = fileURLToPath(new URL("..", import.meta.url));
    const { offenses } = await themeCheckRun(root, configuration);
    expect(offenses.map(({ check, message, uri }) => `${uri.split("/").at(-1)}: ${check}: ${message}`)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
