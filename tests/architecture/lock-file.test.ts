import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";

const names = z.record(z.string(), z.string()).default({});
const lockFile = z.object({ packages: z.record(z.string(), z.object({ optionalDependencies: names })) });

/**
 * A package's programs for other platforms are optional dependencies. npm leaves one out of the lock file when the
 * registry does not have it yet, and then refuses to install from that lock file on every fresh clone.
 */
function missingFrom(lockText: string): string[] {
  const { packages } = lockFile.parse(JSON.parse(lockText));
  return Object.entries(packages).flatMap(([place, { optionalDependencies }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !placesOf(name, place).some((candidate) => candidate in packages))
      .map((name) => `${place} asks for ${name}`),
  );
}

/** Where Node looks for a package from inside another: beside it, and beside each that it lies in. */
function placesOf(name: string, from: string): string[] {
  const outer = from.lastIndexOf("node_modules/");
  const own = `${from === "" ? "" : `${from}/`}node_modules/${name}`;
  return from === "" ? [own] : [own, ...placesOf(name, from.slice(0, Math.max(0, outer - 1)))];
}

it("the lock file holds every package of every platform, so that a fresh clone installs", () => {
  const lockText = readFileSync(path.resolve(import.meta.dirname, "..", "..", "package-lock.json"), "utf8");
  expect(missingFrom(lockText)).toEqual([]);
});

it("a platform's package that was left out is noticed", () => {
  const bundler = { optionalDependencies: { "@bundler/linux": "1.0.0", "@bundler/darwin": "1.0.0" } };
  const packages = { "node_modules/vite/node_modules/bundler": bundler, "node_modules/@bundler/linux": {} };
  expect(missingFrom(JSON.stringify({ packages }))).toEqual([
    "node_modules/vite/node_modules/bundler asks for @bundler/darwin",
  ]);
});
