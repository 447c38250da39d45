/**
 * What `shopify app build` and `shopify app deploy` run for this Function (shopify.extension.toml names it): makes dist/function.wasm.
 *
 * Shopify's own build of a JavaScript Function asks for a file src/index.js and downloads its compiler before it reads any setting. So
 * that everything else of the app can be built where nothing can be downloaded, the real build runs in a small app of its own below
 * dist/, by the same `shopify` command that started this one, and its result is taken over.
 *
 * Where github.com cannot be reached, an empty module stands in, so that the rest of the app's build can be checked. It exports no
 * function, and Shopify refuses to deploy a Function whose export is missing.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleEntry, bundleFunction } from "./bundle-script.mjs";

const folder = fileURLToPath(new URL(".", import.meta.url));
const wasm = join(folder, "dist/function.wasm");
const EMPTY_MODULE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

await bundleFunction();
await bundleEntry("dist/entry.js");
if (await isReachable("https://github.com")) buildWithShopify();
else {
  writeFileSync(wasm, Uint8Array.from(EMPTY_MODULE));
  console.warn(
    "github.com cannot be reached, so Shopify's compiler is not at hand: dist/function.wasm is empty and cannot be deployed.",
  );
}

async function isReachable(address) {
  try {
    await fetch(address, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(5_000) });
    return true;
  } catch {
    return false;
  }
}

/** Throws when any step fails: a Function that was not compiled must not look as if it was. */
function buildWithShopify() {
  const app = join(folder, "dist/toolchain");
  const extension = join(app, "extensions/function");
  rmSync(app, { recursive: true, force: true });
  mkdirSync(join(extension, "src"), { recursive: true });
  cpSync(join(folder, "src"), join(extension, "src"), { recursive: true, filter: (path) => !path.endsWith(".ts") });
  cpSync(join(folder, "locales"), join(extension, "locales"), { recursive: true });
  copyFileSync(join(folder, "dist/entry.js"), join(extension, "src/index.js"));
  const toml = readFileSync(join(folder, "shopify.extension.toml"), "utf8");
  const withoutBuild = toml.slice(0, toml.indexOf("  [extensions.build]"));
  const build = '  [extensions.build]\n  path = "dist/function.wasm"\n  typegen_command = "node --version"\n';
  writeFileSync(join(extension, "shopify.extension.toml"), withoutBuild + build);
  write(join(extension, "package.json"), { name: "function", private: true });
  write(join(app, "package.json"), {
    name: "toolchain",
    private: true,
    dependencies: { "@shopify/shopify_function": "2.0.1" },
  });
  writeFileSync(join(app, "shopify.app.toml"), appToml());
  run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"], app);
  run("shopify", ["app", "function", "build", "--path", extension], app);
  const built = join(extension, "dist/function.wasm");
  if (!existsSync(built)) throw new Error(`Shopify's build left no ${built}`);
  copyFileSync(built, wasm);
  rmSync(app, { recursive: true });
}

function appToml() {
  return [
    'client_id = "00000000000000000000000000000000"',
    'name = "toolchain"',
    'application_url = "https://example.com"',
    "embedded = true",
    '[auth]\nredirect_urls = ["https://example.com"]',
    '[webhooks]\napi_version = "2026-10"',
    "",
  ].join("\n");
}

function write(path, content) {
  writeFileSync(path, JSON.stringify(content));
}

function run(command, parameters, cwd) {
  execFileSync(command, parameters, { cwd, stdio: "inherit", shell: process.platform === "win32" });
}
