import { bundleFunction } from "./loyalty-discount/bundle-script.mjs";

/** Bundles what the simulated shop and the tests run: `npm run build:extensions`. Shopify's CLI builds each extension by itself. */
await bundleFunction();
