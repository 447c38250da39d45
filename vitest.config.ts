import { configDefaults, defineConfig } from "vitest/config";

const setupFiles = ["tests/support/quiet-console.ts"];
const globalSetup = ["tests/support/database-server.ts"];

export default defineConfig({
  test: {
    // The machine that this is measured on has two cores, and the database needs some of them.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "pure",
          setupFiles,
          include: ["tests/*.test.ts", "tests/{domain,contracts,architecture,components,emails,i18n}/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "database",
          setupFiles,
          globalSetup,
          include: ["tests/{persistence,services,queries,jobs,ingress,routes,shopify,support}/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "shop",
          setupFiles,
          globalSetup,
          include: ["tests/{shop,scenarios,load,hostile}/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        esbuild: { jsx: "automatic", jsxImportSource: "preact" },
        test: {
          name: "extensions",
          setupFiles,
          include: ["extensions/*/tests/**/*.test.{ts,tsx}"],
          environment: "jsdom",
          server: { deps: { inline: [/ui-extensions-tester/] } },
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          setupFiles,
          globalSetup,
          include: ["tests/e2e/**/*.test.ts"],
          // Several browsers on two cores only wait for each other.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: "setup",
          setupFiles,
          include: ["tests/setup/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
    ],
    exclude: [...configDefaults.exclude, ".data/**", ".cache/**"],
  },
});
