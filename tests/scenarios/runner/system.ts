import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Logger, type Runner, run, runOnce } from "graphile-worker";
import { adoptContext, createContext } from "#app/context.server.ts";
import type { AppContext } from "#app/context.ts";
import { taskList } from "#app/jobs/task-list.ts";
import { readAppConfiguration } from "#tests/shop/app-configuration.ts";
import { forward, isForShopify } from "#tests/shop/forward.ts";
import { type SimulatedShop, startSimulatedShop } from "#tests/shop/simulated-shop.ts";
import type { Shop } from "#tests/shop/state.ts";
import { frontRoutes } from "#tests/shop/storefront/routes.ts";
import { createShopFront, type ShopFront } from "#tests/shop/storefront/shop-front.ts";
import { createScenarioClock, type ScenarioClock } from "./scenario-clock.ts";

const root = path.resolve(import.meta.dirname, "..", "..", "..");

/** The app with its database and worker, and the Shopify that it talks to. Files play one after the other, each in a shop of its own. */
export interface System {
  app: AppContext;
  clock: ScenarioClock;
  simulated: SimulatedShop;
  front: ShopFront;
  /** The merchant opens the app's page for the first time, which sets the shop up; answers the shop's number with the app. */
  openAdmin(shop: Shop): Promise<number>;
  /** Works what is owed to the outside and due, as the worker does a second later. */
  deliverOutbox(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything in this process; once a process, since the app keeps one context in it. */
export async function startSystem(databaseUrl: string): Promise<System> {
  const clock = createScenarioClock();
  const configuration = readAppConfiguration(root);
  const credentials = {
    apiKey: "zegel-scenarios",
    apiSecret: randomBytes(24).toString("hex"),
    appUrl: "http://127.0.0.1:0",
  };
  const simulated = await startSimulatedShop({ app: credentials, clock, configuration });
  const front = createShopFront(simulated);
  simulated.mount(...frontRoutes(front));
  const restoreFetch = sendShopifyTo(simulated.url);

  const app = adoptContext(
    createContext(
      {
        SHOPIFY_API_KEY: credentials.apiKey,
        SHOPIFY_API_SECRET: credentials.apiSecret,
        SHOPIFY_APP_URL: "https://zegel.example.com",
        SCOPES: configuration.scopes,
        DATABASE_URL: databaseUrl,
        PORT: 3000,
        LOG_LEVEL: process.env.LOG_LEVEL === "debug" ? "debug" : "silent",
      },
      { process: "scenario", clock },
    ),
  );
  const { "outbox.deliver": deliver, ...tasks } = taskList(app);
  if (!deliver) throw new Error("the app has no job outbox.deliver any more");
  const worker = await startWorker(app, tasks);
  // Loaded only now: these modules ask for the context as soon as they are loaded.
  const { openAdmin, startWebProcess } = await import("./web-process.ts");
  const web = await startWebProcess(app);
  simulated.app.appUrl = `http://127.0.0.1:${(web.server.address() as AddressInfo).port}`;

  return {
    app,
    clock,
    simulated,
    front,
    openAdmin: (shop) => openAdmin(shop, simulated.tokens.forAdmin(shop)),
    deliverOutbox: () =>
      runOnce({ pgPool: app.database.pool, taskList: { "outbox.deliver": deliver }, noHandleSignals: true, logger }),
    async stop() {
      await worker.stop();
      await web.drain(1_000);
      await simulated.close();
      await app.database.close();
      restoreFetch();
    },
  };
}

const logger = new Logger(() => () => {});

/**
 * The worker, but for what is owed to the outside: that waits until a file has come to rest. Otherwise it would depend on the speed of this
 * machine whether two orders in a row find the same wallet.
 */
function startWorker(app: AppContext, tasks: ReturnType<typeof taskList>): Promise<Runner> {
  return run({
    pgPool: app.database.pool,
    taskList: tasks,
    concurrency: 2,
    pollInterval: 200,
    noHandleSignals: true,
    logger,
  });
}

/** Whatever this process sends to https://x.myshopify.com reaches the simulated shop. Returns what undoes it. */
function sendShopifyTo(address: string): () => void {
  const send = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    return isForShopify(url) ? forward(address, new Request(input, init), send) : send(input, init);
  };
  return () => {
    globalThis.fetch = send;
  };
}
