import { fileURLToPath } from "node:url";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Where the built Function stands and what it is called by: a classic script (IIFE, ES2020) that leaves both functions on `globalThis`.
 * `npm run build:extensions` writes it.
 */
export const discountFunction = {
  handle: "zegel-discount",
  bundlePath: here("./dist/function.js"),
  targets: {
    "cart.lines.discounts.generate.run": {
      functionName: "cartLinesDiscountsGenerateRun",
      inputQueryPath: here("./src/cart-lines.graphql"),
      resultType: "CartLinesDiscountsGenerateRunResult",
    },
    "cart.delivery-options.discounts.generate.run": {
      functionName: "cartDeliveryOptionsDiscountsGenerateRun",
      inputQueryPath: here("./src/delivery-options.graphql"),
      resultType: "CartDeliveryOptionsDiscountsGenerateRunResult",
    },
  },
} as const;
