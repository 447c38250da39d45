import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { breaches, type Source } from "./import-rules.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

function sourcesBelow(folder: string): Source[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.split(path.sep).join("/")}`)
    .filter((file) => /\.(tsx?|mjs|js)$/.test(file) && !/\/(dist|tests|node_modules)\//.test(file))
    .map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") }));
}

it("every file of the app and its extensions imports only what its room may", () => {
  const sources = [...sourcesBelow("app"), ...sourcesBelow("extensions")];
  expect(sources.length).toBeGreaterThan(100);
  expect(breaches(sources)).toEqual([]);
});

describe("the guard fires on", () => {
  it.each([
    ["a query that calls a service", "app/queries/home.ts", 'import { award } from "../services/award-orders.ts";'],
    [
      "a domain file that reads the database",
      "app/domain/ledger/lot.ts",
      'import { x } from "#app/persistence/lots.ts";',
    ],
    [
      "a contract that knows the domain",
      "app/contracts/wallet.ts",
      'import type { Lot } from "../domain/ledger/lot.ts";',
    ],
    [
      "a service that reaches into a route",
      "app/services/award-orders.ts",
      'export { loader } from "../routes/app.tsx";',
    ],
    [
      "a component that opens the context",
      "app/components/page.tsx",
      'import { appContext } from "../context.server.ts";',
    ],
    [
      "an import over several lines",
      "app/queries/home.ts",
      'import {\n  a,\n  b,\n} from "#app/services/award-orders.ts";',
    ],
    ["an import at run time", "app/domain/ledger/lot.ts", 'const lots = await import("../../persistence/lots.ts");'],
    ["an import for its effect", "app/contracts/wallet.ts", 'import "../services/award-orders.ts";'],
    ["a test inside the app", "app/services/award-orders.ts", 'import { aShop } from "#tests/support/a-shop.ts";'],
    [
      "a test inside an extension",
      "extensions/x/src/a.ts",
      'import { aShop } from "../../../tests/support/a-shop.ts";',
    ],
    ["SQL outside persistence", "app/services/award-orders.ts", 'import pg from "pg";'],
    ["a statement in a service", "app/services/award-orders.ts", 'await transaction.query("select 1");'],
    ["Prisma outside persistence", "app/queries/home.ts", 'import { Prisma } from "@prisma/client";'],
    ["a domain that asks for the time", "app/domain/ledger/lot.ts", "const now = Date.now();"],
    ["a domain that makes today", "app/domain/ledger/lot.ts", "const today = new Date();"],
    ["a domain that throws dice", "app/domain/ledger/lot.ts", "const id = Math.random();"],
    ["a domain that reads settings", "app/domain/ledger/lot.ts", "const key = process.env.KEY;"],
    ["a domain that calls out", "app/domain/ledger/lot.ts", 'await fetch("https://example.com");'],
  ])("%s", (_what, file, text) => {
    expect(breaches([{ file, text }])).toHaveLength(1);
  });

  it.each([
    ["its own room", "app/domain/ledger/lot.ts", 'import { a } from "./balance.ts";'],
    ["what stands below", "app/services/award-orders.ts", 'import { a } from "#app/persistence/entries.ts";'],
    ["a comment that mentions it", "app/domain/ledger/lot.ts", "// Date.now() is not for here\n/* process.env */"],
    ["a package", "app/services/award-orders.ts", 'import { z } from "zod";'],
  ])("and not on %s", (_what, file, text) => {
    expect(breaches([{ file, text }])).toEqual([]);
  });
});
