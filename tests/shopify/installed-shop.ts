import { RequestedTokenType } from "@shopify/shopify-api";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import { bypass, http } from "msw";
import { setupServer } from "msw/node";
import type { AppContext } from "#app/context.ts";
import type { Env } from "#app/env.server.ts";
import { createLog } from "#app/log.ts";
import type { Database } from "#app/persistence/database.ts";
import { offlineSessionsIn } from "#app/persistence/offline-sessions.ts";
import { createShopifyApi, refreshAt } from "#app/shopify/api.ts";
import { createGateway } from "#app/shopify/gateway.ts";
import { createTokens } from "#app/shopify/token.ts";
import { readAppConfiguration } from "#tests/shop/app-configuration.ts";
import { createDrivenClock, type DrivenClock } from "#tests/shop/clock.ts";
import type { NewShop } from "#tests/shop/shops.ts";
import { type SimulatedShop, startSimulatedShop } from "#tests/shop/simulated-shop.ts";
import type { Shop } from "#tests/shop/state.ts";

export const credentials = {
  apiKey: "zegel-test-key",
  apiSecret: "zegel-test-secret",
  appUrl: "https://zegel.example.com",
};

/** A simulated Shopify that the gateway reaches at https://x.myshopify.com. */
export interface ReachableShopify {
  simulated: SimulatedShop;
  clock: DrivenClock;
  /** What the app asked so far: "SetMetafields", or "token" for the token endpoint. */
  asked: string[];
  /** Makes requests of this name fail with 503 until told otherwise. */
  outage(name: string | null): void;
  close(): Promise<void>;
}

export async function startShopify(): Promise<ReachableShopify> {
  const clock = createDrivenClock(new Date());
  const root = new URL("../..", import.meta.url).pathname;
  const configuration = { ...readAppConfiguration(root), functionHandles: ["loyalty-discount"] };
  const simulated = await startSimulatedShop({ app: { ...credentials }, clock, configuration });
  const asked: string[] = [];
  let failing: string | null = null;
  const forwarder = setupServer(
    http.all("https://*.myshopify.com/*", async ({ request }) => {
      const url = new URL(request.url);
      const body = await request.text();
      const name = url.pathname.includes("oauth") ? "token" : (/(?:query|mutation) (\w+)/.exec(body)?.[1] ?? "");
      asked.push(name);
      if (name === failing) return new Response("", { status: 503 });
      const headers = new Headers(request.headers);
      headers.set("x-forwarded-host", url.host);
      const target = `${simulated.url}${url.pathname}${url.search}`;
      const carried = request.method === "GET" ? {} : { body };
      return fetch(bypass(target, { method: request.method, headers, ...carried }));
    }),
  );
  forwarder.listen({ onUnhandledFrame: "bypass" });
  return {
    simulated,
    clock,
    asked,
    outage(name) {
      failing = name;
    },
    async close() {
      forwarder.close();
      await simulated.close();
    },
  };
}

export const env: Env = {
  SHOPIFY_API_KEY: credentials.apiKey,
  SHOPIFY_API_SECRET: credentials.apiSecret,
  SHOPIFY_APP_URL: credentials.appUrl,
  SCOPES: readAppConfiguration(new URL("../..", import.meta.url).pathname).scopes,
  DATABASE_URL: undefined,
  PORT: 3000,
  LOG_LEVEL: "silent",
};

/** A process of the app: with a gateway, and so a memory for tokens, of its own. */
export function aProcess(database: Database, shopify: Pick<ReachableShopify, "clock">): AppContext {
  const log = createLog("test", "silent");
  const tokens = createTokens(offlineSessionsIn(database), refreshAt(createShopifyApi(env, log)));
  return { database, clock: shopify.clock, log, gateway: createGateway({ tokens, log }), env };
}

/** A shop whose merchant has installed the app and opens it: the token exchange of a first visit, nothing else. */
export async function aVisitedShop(database: Database, shopify: ReachableShopify, shop: NewShop = {}): Promise<Shop> {
  const opened = shopify.simulated.addShop(shop);
  shopify.simulated.installApp(opened.domain);
  await visit(database, shopify, opened);
  return opened;
}

/** Stores a fresh offline token, as Shopify's library does when a merchant opens the app. */
export async function visit(database: Database, shopify: ReachableShopify, shop: Shop): Promise<void> {
  const api = createShopifyApi(env, createLog("test", "silent"));
  const { session } = await api.auth.tokenExchange({
    shop: shop.domain,
    sessionToken: shopify.simulated.tokens.forAdmin(shop),
    requestedTokenType: RequestedTokenType.OfflineAccessToken,
    expiring: true,
  });
  await new PrismaSessionStorage(database.prisma).storeSession(session);
}

/** Makes the stored token look as if it ended in a moment. */
export async function letTokenExpire(database: Database, shop: Shop): Promise<void> {
  await database.pool.query(`update session set "expires" = now() at time zone 'UTC' where shop = $1`, [shop.domain]);
}
