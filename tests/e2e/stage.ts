import { randomBytes } from "node:crypto";
import type { Browser } from "playwright-core";
import { startAppProcess } from "#tests/shop/app-process.ts";
import { DEMO_SHOP, furnishDemoShop } from "#tests/shop/demo-data.ts";
import { OLDEST_DAYS, placePastOrders, type ReplayClock } from "#tests/shop/demo-history.ts";
import { freePort } from "#tests/shop/free-port.ts";
import { openShopFront } from "#tests/shop/front.ts";
import { type SimulatedShop, startSimulatedShop } from "#tests/shop/simulated-shop.ts";
import { startTunnel } from "#tests/shop/tunnel/tunnel.ts";
import { launchChromium } from "#tests/support/chromium.ts";

/** The demo's shop with nothing bought yet and the app not installed, the app's own processes beside it, and a browser. */
export interface Stage {
  browser: Browser;
  simulated: SimulatedShop;
  /** Address of the shop: storefront, checkout and, below /admin, the merchant's side. */
  origin: string;
  /** Address that the app is known by. */
  appOrigin: string;
  /** How many offline tokens Shopify has given the app for the shop. */
  tokensGiven(): number;
  close(): Promise<void>;
}

/** Starts everything as `npm run demo` does, on free ports and the given database; with a clock that goes back, the shop has sold for a year. */
export async function openStage(databaseUrl: string, clock?: ReplayClock): Promise<Stage> {
  // First of all: a machine without one has nothing to stop yet.
  const browser = await launchChromium();
  // Two runs at a time look for their ports in different places.
  const appPort = await freePort(20_000 + (process.pid % 200) * 100);
  const tunnel = await startTunnel({
    appPort: () => appPort,
    adminOrigin: (shop) => `http://${shop.replace(".myshopify.com", "")}.localhost:${simulated.port}`,
  });
  const credentials = { apiKey: "e2e0e2e0e2e0e2e0", apiSecret: randomBytes(24).toString("hex"), appUrl: tunnel.url };
  const simulated = await startSimulatedShop({ app: credentials, ...(clock ? { clock } : {}) });
  const front = openShopFront(simulated);
  if (clock) {
    clock.daysAgo(OLDEST_DAYS, () => furnishDemoShop(simulated, front));
    placePastOrders(simulated, clock);
  } else furnishDemoShop(simulated, front);
  const app = startAppProcess({
    port: appPort,
    simulatedUrl: simulated.url,
    env: {
      SHOPIFY_API_KEY: credentials.apiKey,
      SHOPIFY_API_SECRET: credentials.apiSecret,
      SHOPIFY_APP_URL: tunnel.url,
      SCOPES: simulated.configuration.scopes.join(","),
      DATABASE_URL: databaseUrl,
    },
  });
  await app.isReady();
  return {
    browser,
    simulated,
    origin: `http://${DEMO_SHOP.replace(".myshopify.com", "")}.localhost:${simulated.port}`,
    appOrigin: tunnel.url,
    tokensGiven: () =>
      simulated.shop(DEMO_SHOP).installation?.tokens.filter((token) => token.mode === "offline").length ?? 0,
    async close() {
      await browser.close();
      await app.stop();
      await tunnel.close();
      await simulated.close();
    },
  };
}
