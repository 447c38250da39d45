import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { runNpm } from "./run-quietly.mjs";
import { SetUpError } from "./set-up-error.mjs";

/** Shopify's own package that carries the introspection of its APIs (ISC). Its dependencies are large and not needed. */
const source = {
  name: "@shopify/dev-mcp@1.16.0",
  integrity: "sha512-tqgRnK7sQhjew+htxtleTH23nXB5fZcsrhWgEkomsorGXvLOB2mh2upwZm8uzuTDNTZnqtLMe64yIwh6s2awtw==",
};
const schemas = ["admin_2026-10", "functions_discount_2026-10", "functions_discount_2026-07"];

/** Puts Shopify's schemas into `.cache/schemas/`, as introspection JSON. They are not ours to keep in git. */
export async function fetchSchemas(root) {
  const folder = path.join(root, ".cache", "schemas");
  const stamp = path.join(folder, ".source");
  const wanted = `${source.integrity} ${schemas.join(" ")}`;
  const isPresent = schemas.every((schema) => existsSync(path.join(folder, `${schema}.json`)));
  if (isPresent && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;

  mkdirSync(path.join(root, ".cache"), { recursive: true });
  const work = mkdtempSync(path.join(root, ".cache", "schemas-"));
  try {
    const archive = await pack(root, work);
    const entries = readTar(gunzipSync(archive));
    mkdirSync(folder, { recursive: true });
    for (const schema of schemas) {
      const entry = entries.get(`package/dist/data/${schema}.json.gz`);
      if (entry === undefined) throw new SetUpError(`${source.name} holds no schema ${schema}.`);
      const unfinished = path.join(work, schema);
      writeFileSync(unfinished, gunzipSync(entry));
      renameSync(unfinished, path.join(folder, `${schema}.json`));
    }
    writeFileSync(stamp, wanted);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function pack(root, folder) {
  process.stderr.write("Fetching Shopify's API schemas from the npm registry.\n");
  const { isDone, output } = await runNpm(["pack", source.name, "--pack-destination", folder, "--ignore-scripts"], {
    cwd: root,
    env: process.env,
  });
  const file = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (!isDone || file === undefined) {
    throw new SetUpError(`${output.trim()}\n\nnpm could not fetch ${source.name}. Is the npm registry reachable?`);
  }
  const archive = readFileSync(path.join(folder, file));
  const integrity = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
  if (integrity !== source.integrity) {
    throw new SetUpError(`What came as ${source.name} is not what this project expects, so it was not used.`);
  }
  return archive;
}

/** A tar archive is blocks of 512 bytes: a header with name (at 0) and octal size (at 124), then the content. */
function readTar(archive) {
  const entries = new Map();
  for (let at = 0; at + 512 <= archive.length; ) {
    const name = archive.toString("utf8", at, at + 100).replace(/\0.*$/s, "");
    if (name === "") break;
    const size = Number.parseInt(archive.toString("ascii", at + 124, at + 136), 8);
    entries.set(name, archive.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return entries;
}
