import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleFunction } from "./loyalty-discount/bundle-script.mjs";

/**
 * Bundles what the simulated shop and the tests run: `npm run build:extensions`. Shopify's command line builds each extension by itself
 * when a merchant deploys.
 */
await bundleFunction();
await bundleUiExtension("loyalty-checkout", "src/checkout.tsx");
await bundleUiExtension("loyalty-thank-you", "src/thank-you.tsx");

/** One ES module whose default export starts the extension. The app's address is APP_URL, or else a global that the host sets. */
async function bundleUiExtension(name, entry) {
  const { APP_URL } = process.env;
  await build({
    entryPoints: [entry],
    absWorkingDir: fileURLToPath(new URL(name, import.meta.url)),
    outfile: `dist/${name}.js`,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2020",
    platform: "browser",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { "process.env.APP_URL": APP_URL ? JSON.stringify(APP_URL) : "globalThis.APP_URL" },
    legalComments: "none",
    logLevel: "warning",
  });
}
