import { fileURLToPath } from "node:url";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where the built Function stands: a classic script that leaves its functions on `globalThis`. `npm run build:extensions` writes it. */
export const BUNDLE_PATH = here("./dist/function.js");

/** Each target's function in the bundle, its input query and the schema's type of its result. */
export const TARGETS = {
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
} as const;

export type Target = keyof typeof TARGETS;
