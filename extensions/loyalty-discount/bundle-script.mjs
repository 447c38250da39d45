import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** One classic script that leaves the Function's exports on `globalThis`, in the language that the engine of Shopify's toolchain knows. */
export async function bundleFunction() {
  await build({
    stdin: {
      contents: 'import * as targets from "./src/entry.ts"; Object.assign(globalThis, targets);',
      resolveDir: folder,
      loader: "ts",
    },
    absWorkingDir: folder,
    outfile: "dist/function.js",
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    platform: "neutral",
    legalComments: "none",
    logLevel: "warning",
  });
}

/** The same code as one ES module, which is what Shopify's own build starts from. */
export async function bundleEntry(outfile) {
  await build({
    entryPoints: ["src/entry.ts"],
    absWorkingDir: folder,
    outfile,
    bundle: true,
    format: "esm",
    target: "es2020",
    platform: "neutral",
    legalComments: "none",
    logLevel: "warning",
  });
}
