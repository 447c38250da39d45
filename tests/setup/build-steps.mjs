import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runWithRuntime, withoutEngines } from "./install-packages.mjs";

/** Server code that the pages' bundles never hold: Node loads it by itself. */
const besidePages = ["persistence", "services", "jobs", "ingress", "emails", "shopify"];

export async function generateClient(root) {
  await whenChanged(root, {
    name: "prisma-client",
    sources: ["prisma/schema.prisma", "node_modules/prisma/package.json", "node_modules/@prisma/client/package.json"],
    outputs: () => ["node_modules/.prisma/client/index.js"],
    build: () => runWithRuntime(root, [bin(root, "prisma/build/index.js"), "generate"], withoutEngines(root)),
  });
}

/** Bundles the Function and the UI extensions as the simulated shop and the tests run them. */
export async function bundleExtensions(root) {
  const build = path.join(root, "extensions", "build.mjs");
  if (!existsSync(build)) return;
  await whenChanged(root, {
    name: "extensions",
    sources: ["extensions", "package-lock.json"],
    skip: (place) => /(^|\/)(dist|tests|node_modules)(\/|$)/.test(place),
    outputs: () => filesBelow(root, "extensions", (place) => place.endsWith("node_modules")).filter(isOutput),
    build: () => runWithRuntime(root, [build]),
  });
}

/** Builds the admin pages for browser and server. */
export async function buildPages(root) {
  await whenChanged(root, {
    name: "pages",
    sources: ["app", "public", "vite.config.ts", "remix.config.js", "package-lock.json"],
    skip: (place) => besidePages.some((folder) => place === `app/${folder}`),
    outputs: () => ["build/server/index.js", "build/client/assets"],
    build: async () => {
      process.stderr.write("Building the pages.\n");
      await runWithRuntime(root, [bin(root, "@remix-run/dev/dist/cli.js"), "vite:build"], { NODE_ENV: "production" });
    },
  });
}

function bin(root, place) {
  return path.join(root, "node_modules", ...place.split("/"));
}

function isOutput(place) {
  return place.includes("/dist/");
}

/** @type {(place: string) => boolean} */
const isKept = () => false;

/** Builds when the sources' content changed since the last time, or something that was built is gone. */
export async function whenChanged(root, { name, sources, skip = isKept, outputs, build }) {
  const stamp = path.join(root, ".cache", "stamps", `${name}.json`);
  const hash = hashOf(root, sources, skip);
  const last = readStamp(stamp);
  if (last?.hash === hash && last.outputs.every((place) => existsSync(path.join(root, place)))) return;
  await build();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, JSON.stringify({ hash, outputs: outputs() }));
}

function readStamp(stamp) {
  try {
    return JSON.parse(readFileSync(stamp, "utf8"));
  } catch {
    return null;
  }
}

function hashOf(root, sources, skip) {
  const hash = createHash("sha256");
  for (const source of sources) {
    for (const place of filesBelow(root, source, skip)) {
      hash.update(place).update(readFileSync(path.join(root, place)));
    }
  }
  return hash.digest("hex");
}

/** Every file of a folder, or the file itself, as paths from the root with forward slashes, in a fixed order. */
function filesBelow(root, place, skip) {
  if (skip(place) || !existsSync(path.join(root, place))) return [];
  const found = [];
  for (const entry of listed(root, place)) {
    if (entry === "") found.push(place);
    else found.push(...filesBelow(root, `${place}/${entry}`, skip));
  }
  return found;
}

function listed(root, place) {
  try {
    return readdirSync(path.join(root, place)).sort();
  } catch (error) {
    if (error.code === "ENOTDIR") return [""];
    throw error;
  }
}
