import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { AppConfiguration, WebhookSubscription } from "./app-configuration.ts";
import { isDriven, type ShopClock } from "./clock.ts";
import { legacyId } from "./gid.ts";
import { metafieldsOf, ownerTypeOf } from "./metafields.ts";
import { toJsonText } from "./raw-json.ts";
import type { Shop } from "./state.ts";

/**
 * How a shop's webhooks travel from here on. `late` waits for the clock, `reversed` until the clock moves and then sends the last first,
 * `held` until `release`; `lost` never arrives at all.
 */
export type DeliveryMode = "once" | "twice" | "lost" | "reversed" | "held" | { lateMs: number };

export interface SentWebhook {
  shop: string;
  topic: string;
  webhookId: string;
  eventId: string;
  /** As signed at the first delivery. */
  headers: Record<string, string>;
  body: string;
  /** Path or address at the app. */
  uri: string;
  /** What the app answered, attempt by attempt; 0 stands for no answer in time. Empty while it waits or when it was lost. */
  statuses: number[];
  outcome: "waiting" | "delivered" | "given_up" | "lost";
}

export interface WebhookSender {
  /** Sends an event to every subscription of its topic. Does nothing where the shop has not installed the app. */
  send(shop: Shop, topic: string, payload: unknown, eventId: string): void;
  /** Delivers again what was sent before, byte by byte and under the same ids, whatever the shop's mode. */
  resend(sent: SentWebhook): void;
  setMode(shop: string, mode: DeliveryMode): void;
  /** Lets go of what `held`, `reversed` and `late` kept back. */
  release(shop?: string): void;
  /** Resolves when nothing is on its way; what is kept back does not count. */
  settled(): Promise<void>;
  log: SentWebhook[];
  close(): void;
}

export interface WebhookOptions {
  apiSecret: string;
  appUrl(): string;
  configuration: AppConfiguration;
  clock: ShopClock;
  /** Milliseconds before each retry of real time. Shopify retries 8 times over 4 hours. */
  retryDelaysMs: number[];
  timeoutMs: number;
}

interface Kept {
  shop: string;
  dueAt: number | null;
  isReversed: boolean;
  start: () => Promise<void>;
}

export function createWebhookSender(options: WebhookOptions): WebhookSender {
  const modes = new Map<string, DeliveryMode>();
  const log: SentWebhook[] = [];
  const abort = new AbortController();
  const lanes = createLanes(mostAtOnce);
  const road = createRoad();
  const shelf = createShelf(options.clock, road, abort.signal);
  return {
    log,
    send(shop, topic, payload, eventId) {
      if (!shop.installation && topic !== "app/uninstalled" && topic !== "shop/redact") return;
      for (const subscription of options.configuration.webhooks.filter((each) => each.topic === topic)) {
        const sent = prepareWebhook(options, subscription, shop, payload, eventId);
        log.push(sent);
        if (log.length > longestLog) log.splice(0, log.length - longestLog);
        const mode = modes.get(shop.domain) ?? "once";
        const start = () => deliver(options, lanes, sent, abort.signal);
        if (mode === "lost") sent.outcome = "lost";
        else if (mode === "once") road.enter(start());
        else if (mode === "twice") road.enter(Promise.all([start(), start()]));
        else shelf.keep(shop.domain, mode, start);
      }
    },
    resend: (sent) => road.enter(deliver(options, lanes, sent, abort.signal)),
    setMode: (shop, mode) => void modes.set(shop, mode),
    release: (shop) => shelf.letGo((entry) => shop === undefined || entry.shop === shop),
    settled: road.empty,
    close() {
      abort.abort();
      shelf.close();
    },
  };
}

/** What is on its way right now. */
interface Road {
  enter(delivery: Promise<unknown>): void;
  empty(): Promise<void>;
}

function createRoad(): Road {
  let onTheWay = 0;
  let waiting: (() => void)[] = [];
  return {
    enter(delivery) {
      onTheWay += 1;
      void delivery.finally(() => {
        onTheWay -= 1;
        if (onTheWay > 0) return;
        for (const resolve of waiting) resolve();
        waiting = [];
      });
    },
    empty: () => (onTheWay === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}

/** What is kept back until a time, a move of the clock or a release. */
interface Shelf {
  keep(shop: string, mode: DeliveryMode, start: () => Promise<void>): void;
  letGo(which: (entry: Kept) => boolean): void;
  close(): void;
}

function createShelf(clock: ShopClock, road: Road, signal: AbortSignal): Shelf {
  let kept: Kept[] = [];
  const letGo = (which: (entry: Kept) => boolean) => {
    const now = kept.filter(which);
    if (now.length === 0) return;
    kept = kept.filter((entry) => !which(entry));
    const inOrder = [...now.filter((each) => !each.isReversed), ...now.filter((entry) => entry.isReversed).reverse()];
    // One after the other: sent at once they would arrive in any order.
    road.enter(inOrder.reduce((before, entry) => before.then(entry.start), Promise.resolve()));
  };
  const stopListening = clock.onMove(() => {
    const now = clock.now().getTime();
    letGo((entry) => entry.isReversed || (entry.dueAt !== null && entry.dueAt <= now));
  });
  return {
    letGo,
    keep(shop, mode, start) {
      const isLate = typeof mode === "object";
      const dueAt = isLate ? clock.now().getTime() + mode.lateMs : null;
      const entry: Kept = { shop, dueAt, isReversed: mode === "reversed", start };
      kept.push(entry);
      if (!isLate || isDriven(clock)) return;
      void pause(mode.lateMs, signal).then(() => letGo((each) => each === entry && !signal.aborted));
    },
    close() {
      stopListening();
      kept = [];
    },
  };
}

/** Requests open at once: with thousands the five seconds would pass in our own queue and not at the app. */
const mostAtOnce = 64;

type Lanes = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Runs so many at once and the others in the order in which they came. */
function createLanes(most: number): Lanes {
  let busy = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (busy >= most) await new Promise<void>((resolve) => queue.push(resolve));
    else busy += 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else busy -= 1;
    }
  };
}

/** Webhooks remembered; a long demo must not fill the memory. */
const longestLog = 5000;

/** The headers that Shopify sends; the signature is over the bytes of the body. */
function prepareWebhook(
  options: WebhookOptions,
  subscription: WebhookSubscription,
  shop: Shop,
  payload: unknown,
  eventId: string,
): SentWebhook {
  const body = toJsonText(withFields(withMetafields(payload, subscription, shop), subscription));
  const webhookId = randomUUID();
  const { topic, uri } = subscription;
  const headers = {
    "Content-Type": "application/json",
    "User-Agent": "Shopify-Captain-Hook",
    "X-Shopify-Topic": topic,
    "X-Shopify-Shop-Domain": shop.domain,
    "X-Shopify-API-Version": options.configuration.apiVersion,
    "X-Shopify-Webhook-Id": webhookId,
    "X-Shopify-Event-Id": eventId,
    "X-Shopify-Triggered-At": options.clock.now().toISOString(),
    "X-Shopify-Hmac-SHA256": createHmac("sha256", options.apiSecret).update(body).digest("base64"),
  };
  return { shop: shop.domain, topic, webhookId, eventId, headers, body, uri, statuses: [], outcome: "waiting" };
}

/** The metafields of whatever the payload is about, as far as the subscription names their namespaces. */
function withMetafields(payload: unknown, { metafieldNamespaces }: WebhookSubscription, shop: Shop): unknown {
  if (!metafieldNamespaces || typeof payload !== "object" || payload === null) return payload;
  const owner = "admin_graphql_api_id" in payload ? String(payload.admin_graphql_api_id) : "";
  const metafields = metafieldsOf(shop, owner)
    .filter(({ namespace }) => metafieldNamespaces.includes(namespace))
    .map(({ gid, namespace, key, type, value, createdAt, updatedAt }) => ({
      id: legacyId(gid),
      namespace,
      key,
      value,
      description: null,
      owner_id: legacyId(owner),
      created_at: createdAt.toISOString(),
      updated_at: updatedAt.toISOString(),
      owner_resource: ownerTypeOf(owner).toLowerCase(),
      type,
      admin_graphql_api_id: gid,
    }));
  return { ...payload, metafields };
}

function withFields(payload: unknown, { includeFields }: WebhookSubscription): unknown {
  return includeFields ? fieldsOf(payload, includeFields) : payload;
}

/** Only these fields; "variants.price" is one of each of a list. */
function fieldsOf(payload: unknown, paths: readonly string[]): unknown {
  if (Array.isArray(payload)) return payload.map((each) => fieldsOf(each, paths));
  if (typeof payload !== "object" || payload === null) return payload;
  return Object.fromEntries(
    Object.entries(payload).flatMap(([name, value]) => {
      if (paths.includes(name)) return [[name, value]];
      const within = paths.filter((path) => path.startsWith(`${name}.`)).map((path) => path.slice(name.length + 1));
      return within.length === 0 ? [] : [[name, fieldsOf(value, within)]];
    }),
  );
}

/** Tries until the app answers 200, each try with the same ids and bytes, as Shopify does. A redirect is a failure. */
async function deliver(options: WebhookOptions, lanes: Lanes, sent: SentWebhook, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; attempt <= options.retryDelaysMs.length; attempt += 1) {
    if (attempt > 0) await pause(options.retryDelaysMs[attempt - 1] ?? 0, signal);
    if (signal.aborted) return;
    const status = await lanes(() => post(options, sent, signal));
    sent.statuses.push(status);
    if (status === 200) {
      sent.outcome = "delivered";
      return;
    }
  }
  if (sent.outcome === "waiting") sent.outcome = "given_up";
}

async function post(options: WebhookOptions, sent: SentWebhook, signal: AbortSignal): Promise<number> {
  try {
    const response = await fetch(new URL(sent.uri, options.appUrl()), {
      method: "POST",
      headers: sent.headers,
      body: sent.body,
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

/** Waits, or until everything is closed. Does not keep a process alive that is otherwise done. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
}
