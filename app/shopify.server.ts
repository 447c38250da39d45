import "@shopify/shopify-app-remix/adapters/node";
import { AppDistribution, shopifyApp } from "@shopify/shopify-app-remix/server";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import { appContext } from "./context.server.ts";
import { installShop } from "./services/install-shop.ts";
import { LIBRARY_API_VERSION, libraryLogger } from "./shopify/api.ts";
import { GatewayError } from "./shopify/errors.ts";

const { env, log, database } = appContext();

/**
 * Shopify's own library: who is visiting (session tokens, token exchange, app-proxy signatures) and the document's headers.
 * What the app asks of Shopify goes through the gateway, whose tokens are refreshed under a lock.
 */
const shopify = shopifyApp({
  apiKey: env.SHOPIFY_API_KEY,
  apiSecretKey: env.SHOPIFY_API_SECRET,
  apiVersion: LIBRARY_API_VERSION,
  scopes: env.SCOPES,
  appUrl: env.SHOPIFY_APP_URL,
  authPathPrefix: "/auth",
  sessionStorage: new PrismaSessionStorage(database.prisma),
  distribution: AppDistribution.AppStore,
  logger: libraryLogger(log),
  future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
  hooks: {
    // Runs after each token exchange: on the first visit, and whenever a visit finds the hour's token about to end.
    afterAuth: async ({ session }) => {
      try {
        await installShop(appContext(), session.shop);
      } catch (error) {
        // A Shopify that is busy must not lock the merchant out: the page itself sees that the set-up is not done.
        if (!(error instanceof GatewayError)) throw error;
        log.warn({ shop: session.shop, reason: error.failure.reason }, "the set-up waits for the next visit");
      }
    },
  },
});

// Nothing else of it: `unauthenticated` and the app-proxy check would refresh tokens outside of the gateway's lock.
export const { authenticate, addDocumentResponseHeaders } = shopify;
