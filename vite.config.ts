import { vitePlugin as remix } from "@remix-run/dev";
import type { Plugin } from "vite";
import { defineConfig } from "vite";
import remixOptions from "./remix.config.js";

/**
 * Leaves our own server code out of the server bundle: Node loads `#app/….ts` natively, by the imports of package.json. So the
 * web server and the routes share one instance of each module (one pool, one session storage), and stack traces name the source.
 */
function serverCodeStaysOutside(): Plugin {
  return {
    name: "server-code-stays-outside",
    enforce: "pre",
    apply: "build",
    resolveId(source, _importer, options) {
      const isOurServerCode = options.ssr === true && source.startsWith("#app/") && source.endsWith(".ts");
      return isOurServerCode ? { id: source, external: true } : null;
    },
  };
}

/** Said of other people's code, or of routes that have nothing for the browser: nobody here can or need act on it. */
const toldInVain = new Set(["INVALID_ANNOTATION", "EMPTY_BUNDLE"]);

export default defineConfig({
  plugins: [serverCodeStaysOutside(), remix(remixOptions)],
  logLevel: "warn",
  build: {
    assetsInlineLimit: 0,
    rollupOptions: {
      onLog(level, log, tell) {
        if (!toldInVain.has(log.code ?? "")) tell(level, log);
      },
    },
  },
});
