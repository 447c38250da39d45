import { randomBytes, randomUUID } from "node:crypto";
import { createAdminRoutes } from "./admin-api/routes.ts";
import { type Bucket, createBucket } from "./admin-api/throttle.ts";
import { type AppConfiguration, readAppConfiguration } from "./app-configuration.ts";
import { forwardToApp } from "./auth/app-proxy.ts";
import { createAuthorityRoutes } from "./auth/routes.ts";
import {
  type AppCredentials,
  createSessionTokens,
  type RegisteredApp,
  type SessionTokens,
} from "./auth/session-token.ts";
import { type BulkOperations, createBulkOperations } from "./bulk/bulk-operations.ts";
import { createBulkRoutes } from "./bulk/routes.ts";
import { realTime, type ShopClock } from "./clock.ts";
import { type Customers, createCustomers } from "./customers.ts";
import { toGid } from "./gid.ts";
import { createInstallations, type Installations } from "./installations.ts";
import { keepState, readState } from "./keep-state.ts";
import { appIdOf } from "./metafields.ts";
import { createOrders, type Orders } from "./orders.ts";
import { type Catalogue, createCatalogue } from "./products.ts";
import type { Route } from "./routes.ts";
import { listen } from "./server.ts";
import { makeShop, type NewShop, updateShop } from "./shops.ts";
import type { Customer, Shop, ShopifyState } from "./state.ts";
import { createWebhookSender, type DeliveryMode, type SentWebhook, type WebhookSender } from "./webhooks.ts";

export interface SimulatedShopOptions {
  app: AppCredentials;
  /** 0, the default, takes any free port of 127.0.0.1. */
  port?: number;
  clock?: ShopClock;
  /** By what tokens live and die; the machine's, as the app's libraries read no other. */
  tokenClock?: ShopClock;
  /** The repository's `shopify.app.toml` and `extensions/` unless given. */
  configuration?: AppConfiguration;
  /** More routes, before our own; `mount` adds some later. */
  routes?: Route[];
  /** A file in which the state lives on: read at the start, written while it changes and at the end. */
  keepIn?: string;
  webhooks?: { retryDelaysMs?: number[]; timeoutMs?: number };
  /** Called when there is no state from before, to make one. */
  seed?: (simulated: SimulatedShop) => void | Promise<void>;
}

/** All of the simulated Shopify: many shops, one app. Everything that changes a shop sends the webhooks that Shopify would send. */
export interface SimulatedShop extends Catalogue, Customers, Orders, Installations {
  /** http://127.0.0.1:port. */
  url: string;
  port: number;
  app: RegisteredApp;
  configuration: AppConfiguration;
  clock: ShopClock;
  state: ShopifyState;
  tokens: SessionTokens;
  addShop(shop?: NewShop): Shop;
  /** Changes a shop's settings: shop/update. */
  updateShop(shop: string, change: Omit<NewShop, "domain">): Shop;
  /** By domain or handle; throws for what is unknown. */
  shop(domain: string): Shop;
  /** The shop of "x.myshopify.com" or "x.localhost"; on a plain local address the only shop that there is. */
  shopOfHost(host: string): Shop | null;
  /** Stands in for the shop on routes that answer for any host. */
  noShop: Shop;
  newGid(type: string): string;
  /** The Admin API's leaky buckets. */
  bucket: Bucket;
  /** Sends a storefront request under the app proxy's prefix on to the app, signed; the customer is the one who is signed in. */
  forwardToApp(shop: Shop, customer: Customer | null, request: Request): Promise<Response>;
  mount(...routes: Route[]): void;
  /** How a shop's webhooks travel from here on. */
  deliver(shop: string, mode: DeliveryMode): void;
  /** The answers to the next so many requests of this name, such as "IssueGiftCard", are lost: the app is told nothing of what was done. */
  loseAnswers(operation: string, times?: number): void;
  /** Lets go of the webhooks that were kept back; of every shop when none is named. */
  release(shop?: string): void;
  /** Resolves when no webhook is on its way. */
  settled(): Promise<void>;
  /** Sends a webhook as it is: for hostile and odd input. */
  sendWebhook(shop: string, topic: string, payload: unknown, eventId?: string): void;
  /** Delivers again what was sent before, under the same ids: Shopify delivers at least once. */
  resendWebhook(sent: SentWebhook): void;
  /** What the Admin API's bulk operations do; `hold` and `release` drive how they end. */
  bulk: BulkOperations;
  /** Every webhook sent so far (the last few thousand), the oldest first. */
  sent: readonly SentWebhook[];
  close(): Promise<void>;
}

const firstId = 9_007_199_254_800_001n;
const quickRetriesMs = [50, 100, 200, 400, 800, 1600, 3200, 6400];

/** Starts a simulated Shopify on 127.0.0.1. */
export async function startSimulatedShop(options: SimulatedShopOptions): Promise<SimulatedShop> {
  const clock = options.clock ?? realTime;
  const app = { ...options.app, appId: appIdOf(options.app.apiKey) };
  const configuration = options.configuration ?? readAppConfiguration(new URL("../..", import.meta.url).pathname);
  const kept = options.keepIn ? readState(options.keepIn) : null;
  const state: ShopifyState = kept ?? { shops: new Map(), nextId: firstId };
  const keeper = options.keepIn ? keepState(options.keepIn, state) : null;
  const newGid = (type: string) => {
    const id = state.nextId;
    state.nextId += BigInt(1 + (randomBytes(1)[0] ?? 0));
    return toGid(type, id);
  };
  const webhooks = createWebhookSender({
    apiSecret: app.apiSecret,
    appUrl: () => app.appUrl,
    configuration,
    clock,
    retryDelaysMs: options.webhooks?.retryDelaysMs ?? quickRetriesMs,
    timeoutMs: options.webhooks?.timeoutMs ?? 5000,
  });
  const findShop = (domain: string): Shop => {
    const shop = state.shops.get(domain) ?? state.shops.get(`${domain}.myshopify.com`);
    if (!shop) throw new Error(`The simulated Shopify has no shop ${domain}.`);
    return shop;
  };
  const tokenClock = options.tokenClock ?? realTime;
  const lostAnswers = new Map<string, number>();
  const world: World = {
    app,
    configuration,
    clock,
    tokenClock,
    state,
    newGid,
    shop: findShop,
    webhooks,
    lostAnswers,
    bulk: createBulkOperations(() => world),
  };
  const bucket = createBucket();
  const routes: Route[] = [
    ...(options.routes ?? []),
    ...createAuthorityRoutes(world),
    ...createAdminRoutes(world, bucket),
    ...createBulkRoutes(world),
  ];
  const server = await listen(() => simulated, routes, options.port ?? 0);
  const simulated: SimulatedShop = {
    ...createCatalogue(world),
    ...createCustomers(world),
    ...createOrders(world),
    ...createInstallations(world),
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    app,
    configuration,
    clock,
    state,
    tokens: createSessionTokens(app, tokenClock),
    forwardToApp: (shop, customer, request) => forwardToApp(world, shop, customer, request),
    addShop: (shop) => makeShop(world, shop ?? {}),
    updateShop: (shop, change) => updateShop(world, findShop(shop), change),
    shop: findShop,
    shopOfHost: (host) => shopOfHost(state, host),
    noShop: makeShop({ ...world, state: { ...state, shops: new Map() } }, { domain: "none.myshopify.com" }),
    newGid,
    bucket,
    mount: (...more) => void routes.push(...more),
    loseAnswers: (operation, times = 1) => void lostAnswers.set(operation, times),
    deliver: (shop, mode) => webhooks.setMode(findShop(shop).domain, mode),
    release: (shop) => webhooks.release(shop === undefined ? undefined : findShop(shop).domain),
    async settled() {
      await simulated.bulk.idle();
      await webhooks.settled();
    },
    sendWebhook: (shop, topic, payload, eventId) =>
      webhooks.send(findShop(shop), topic, payload, eventId ?? randomUUID()),
    resendWebhook: (sent) => webhooks.resend(sent),
    bulk: world.bulk,
    sent: webhooks.log,
    async close() {
      webhooks.close();
      keeper?.close();
      await server.close();
    },
  };
  if (!kept) await options.seed?.(simulated);
  return simulated;
}

/** What the parts of the simulation share. */
export interface World {
  app: RegisteredApp;
  configuration: AppConfiguration;
  clock: ShopClock;
  tokenClock: ShopClock;
  state: ShopifyState;
  newGid(type: string): string;
  shop(domain: string): Shop;
  webhooks: WebhookSender;
  /** How many answers to requests of a name are still to be lost. */
  lostAnswers: Map<string, number>;
  bulk: BulkOperations;
}

function shopOfHost(state: ShopifyState, host: string): Shop | null {
  if (host === "127.0.0.1" || host === "localhost") {
    const [only, second] = state.shops.values();
    return only && !second ? only : null;
  }
  const handle = /^([a-z0-9-]+)\.localhost$/.exec(host)?.[1];
  return state.shops.get(handle ? `${handle}.myshopify.com` : host) ?? null;
}
