// @vitest-environment node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";

const extensions = join(import.meta.dirname, "../..");

describe.each(["loyalty-checkout", "loyalty-thank-you", "loyalty-discount"])("%s", (name) => {
  const words = (file: string): unknown => JSON.parse(readFileSync(join(extensions, name, "locales", file), "utf8"));
  const placeholders = (text: unknown) => String(text).match(/\{\{\w+\}\}/g) ?? [];

  test("says everything in Dutch that it says in English", () => {
    const english = Object.entries(Object(words("en.default.json")));
    const dutch = Object(words("nl.json"));
    expect(Object.keys(dutch)).toEqual(english.map(([key]) => key));
    for (const [key, text] of english) expect(placeholders(dutch[key])).toEqual(placeholders(text));
  });
});

test.each(["loyalty-checkout", "loyalty-thank-you"])(
  "the bundle of %s stays within Shopify's 64 KB, compressed",
  (name) => {
    const bundle = readFileSync(join(extensions, name, "dist", `${name}.js`));
    expect(gzipSync(bundle).length).toBeLessThanOrEqual(64_000);
  },
);
