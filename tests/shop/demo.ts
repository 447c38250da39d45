import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startEmbeddedPostgres } from "#app/persistence/embedded-postgres.ts";
import { startAppProcess } from "./app-process.ts";
import type { ShopClock } from "./clock.ts";
import { DEMO_SHOP, furnishDemoShop } from "./demo-data.ts";
import { createReplayClock, OLDEST_DAYS, placePastOrders } from "./demo-history.ts";
import { liveFirstDay } from "./demo-life.ts";
import { freePort } from "./free-port.ts";
import { openShopFront } from "./front.ts";
import { startMailbox } from "./mailbox/mailbox.ts";
import { installAndOpenApp } from "./open-app.ts";
import { type SimulatedShop, startSimulatedShop } from "./simulated-shop.ts";
import type { ShopifyState } from "./state.ts";
import type { FrontState } from "./storefront/shop-front.ts";
import { startTunnel } from "./tunnel/tunnel.ts";

const folder = join(import.meta.dirname, "../../.data");
const stateFile = join(folder, "simulated-shop");
const lockFile = join(folder, "demo.pid");

/** Client id and secret of the app at the simulated Shopify; they open nothing else. */
const API_KEY = "d3m0d3m0d3m0d3m0d3m0d3m0d3m0d3m0";
const API_SECRET = "shpss_simulated-shop-on-this-machine-only";

/** Everything at once: a simulated Shopify with a shop, the app with web server and worker, and a mailbox. */
async function demo(): Promise<void> {
  claimFolder();
  const ports = await claimPorts({ shop: 4100, tunnel: 4101, app: 4102, mailbox: 4103, smtp: 4104 });
  const tunnel = await startTunnel({
    port: ports.tunnel,
    appPort: () => ports.app,
    adminOrigin: (shop) => `http://${shop.replace(".myshopify.com", "")}.localhost:${ports.shop}`,
  });
  const clock = createReplayClock();
  const simulated = await openSimulatedShop(ports.shop, tunnel.url, clock);
  const kept: KeptState = simulated.state;
  const front = openShopFront(simulated, kept.front ? { state: kept.front } : {});
  // Carts and sign-ins are kept with the rest.
  kept.front = front.state;
  if (!simulated.state.shops.has(DEMO_SHOP)) {
    clock.daysAgo(OLDEST_DAYS, () => furnishDemoShop(simulated, front));
    placePastOrders(simulated, clock);
  }
  const mailbox = await startMailbox({ smtpPort: ports.smtp, httpPort: ports.mailbox });
  const app = startAppProcess({
    port: ports.app,
    simulatedUrl: simulated.url,
    env: {
      SHOPIFY_API_KEY: API_KEY,
      SHOPIFY_API_SECRET: API_SECRET,
      SHOPIFY_APP_URL: tunnel.url,
      SCOPES: simulated.configuration.scopes.join(","),
      SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    },
  });
  let isStopping = false;
  const stop = async (code: number) => {
    if (isStopping) return;
    isStopping = true;
    await app.stop();
    await tunnel.close();
    await mailbox.close();
    await simulated.close();
    rmSync(lockFile, { force: true });
    process.exit(code);
  };
  process.on("SIGINT", () => {
    say("\nStopping. What you did is kept for the next start.");
    void stop(0);
  });
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));
  void app.ended.then((code) => {
    if (isStopping) return;
    say("The app stopped by itself; what it said stands above.");
    void stop(code === 0 ? 1 : (code ?? 1));
  });
  try {
    await app.isReady();
    await installAndOpenApp(simulated, DEMO_SHOP);
    if (!kept.hasLived) {
      say("The shop has sold for a year; the app counts that now. This happens once and takes some seconds.");
      await beginWithThePast(simulated);
      kept.hasLived = true;
    }
  } catch (error) {
    if (isStopping) return;
    say(error instanceof Error ? error.message : String(error));
    await stop(1);
    return;
  }
  const shop = `http://zegel-demo.localhost:${ports.shop}`;
  say(`
  Zegel runs, with a simulated shop around it.

    Merchant's admin   ${shop}/admin
    Storefront         ${shop}/            sign in as Anna, Bram or Eva
    Checkout           ${shop}/cart        put something in, then check out
    Mailbox            ${mailbox.url}

  Everything you do is kept. Ctrl-C stops it; "npm run reset" starts over.
`);
}

/** The wished ports, or the next free ones with a word about it. */
async function claimPorts<Name extends string>(wished: Record<Name, number>): Promise<Record<Name, number>> {
  const ports = { ...wished };
  let next = 0;
  for (const name in wished) {
    ports[name] = await freePort(Math.max(wished[name], next));
    next = ports[name] + 1;
    if (ports[name] !== wished[name]) say(`Port ${wished[name]} is taken, so the ${name} uses ${ports[name]}.`);
  }
  return ports;
}

type KeptState = ShopifyState & { front?: FrontState; hasLived?: boolean };

async function beginWithThePast(simulated: SimulatedShop): Promise<void> {
  const database = await startEmbeddedPostgres({ folder: join(folder, "postgres") });
  try {
    await liveFirstDay(simulated, database.connectionString);
  } finally {
    await database.stop();
  }
}

async function openSimulatedShop(port: number, appUrl: string, clock: ShopClock) {
  if (!existsSync(stateFile) && existsSync(join(folder, "postgres")))
    throw new DemoRefused(
      'The app still has its database, but the simulated shop that it belongs to is gone. "npm run reset" starts over.',
    );
  const app = { apiKey: API_KEY, apiSecret: API_SECRET, appUrl };
  try {
    return await startSimulatedShop({ app, port, clock, keepIn: stateFile });
  } catch (error) {
    throw new DemoRefused(
      `The simulated shop could not start with what ${stateFile} holds; "npm run reset" starts over without it. ${String(error)}`,
    );
  }
}

class DemoRefused extends Error {}

/** One demo at a time: two would write over each other. The mark of one that was killed is taken over. */
function claimFolder(): void {
  mkdirSync(folder, { recursive: true });
  const other = readPid();
  if (other !== null && isAlive(other))
    throw new DemoRefused(`The demo runs already, as process ${other}. Stop it there with Ctrl-C first.`);
  writeFileSync(lockFile, String(process.pid));
}

function readPid(): number | null {
  try {
    return Number(readFileSync(lockFile, "utf8")) || null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch {
    return false;
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

demo().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof DemoRefused ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});
