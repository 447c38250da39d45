/**
 * Options of the Remix compiler; `vite.config.ts` hands them to the Vite plugin, which does not read this file by itself.
 *
 * Single fetch stays off: Shopify's library answers a data request whose session token has expired with a thrown 401 and a
 * header that App Bridge reads to try again, and single fetch would fold that answer into a stream.
 *
 * @type {import("@remix-run/dev").VitePluginConfig}
 */
export default {
  appDirectory: "app",
  buildDirectory: "build",
  serverModuleFormat: "esm",
  future: {
    v3_fetcherPersist: true,
    v3_relativeSplatPath: true,
    v3_throwAbortReason: true,
    v3_lazyRouteDiscovery: true,
    v3_singleFetch: false,
  },
};
