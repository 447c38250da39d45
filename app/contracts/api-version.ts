/**
 * The one Admin API version that the app speaks: client, webhooks and the simulated shop.
 * `shopify.app.toml` must say the same; a test holds the two together.
 */
export const API_VERSION = "2026-10";

/** The newest version of UI extensions that the npm package `@shopify/ui-extensions` knows; their TOML files say it. */
export const UI_EXTENSIONS_VERSION = "2026-07";
