import { z } from "zod";
import type { AppContext } from "../context.ts";
import { EVENT_TOPIC, storedEvent } from "../contracts/events.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import {
  customerDeletePayload,
  customerMergePayload,
  customerPayload,
  gidOf,
  orderPayload,
  parsePayload,
  refundPayload,
} from "../contracts/webhooks.ts";
import type { ToldFacts } from "../domain/customers/known-facts.ts";
import type { OrderNews } from "../domain/orders/heard-order.ts";
import { normalizedEmail, orderFromPayload, refundFromPayload } from "../domain/orders/order-from-payload.ts";
import { forgetFactsOfCustomers, isAnyoneToLearn } from "../persistence/customer-facts.ts";
import type { Transaction } from "../persistence/database.ts";
import { failEvent, finishEvents, type InboxEvent, nextRetry, takeEvents } from "../persistence/inbox.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import { type CustomerFacts, forgetNames, type Names } from "../persistence/members.ts";
import { lockShopWork } from "../persistence/positions.ts";
import { applyCustomerFacts } from "./apply-customer-facts.ts";
import { applyCustomers } from "./apply-customers.ts";
import { applyEvents, type EventNews } from "./apply-events.ts";
import { applyOrders, type Batch } from "./apply-orders.ts";
import { applyProducts, type CatalogueNews, noCatalogueNews, readCatalogueEvent } from "./apply-products.ts";
import { dayIn, wakeDelivery } from "./book.ts";
import { mergeCustomers } from "./claim-members.ts";
import { eventNewsOf } from "./event-news.ts";
import { readProgrammes } from "./read-programmes.ts";
import { FACT_TOPICS, type FactNews, readFactEvent } from "./told-facts.ts";

/** Events that one transaction works: large enough for statements to be shared, small enough for locks to be short. */
const BATCH_SIZE = 300;
/** Failed events are tried again after these pauses, then parked where the merchant sees them. */
const RETRY_AFTER_SECONDS = [5, 30, 120, 600, 1800];

/** Events about the shop itself, worked one by one by `work-shop-events`, also while the app is not installed. */
export const SHOP_TOPICS = [
  "shop/update",
  "app/uninstalled",
  "app/scopes_update",
  "customers/data_request",
  "customers/redact",
  "shop/redact",
];

/** What an event means, sorted by what has to be done. */
interface Meaning {
  customers: CustomerFacts[];
  orders: OrderNews[];
  /** What the orders call their customers. */
  names: Map<string, Names>;
  events: EventNews[];
  facts: FactNews[];
  catalogue: CatalogueNews;
  merges: { deleted: string; kept: string }[];
  deleted: string[];
}

/**
 * Works the inbox of one shop until it is empty. The caller sees to it that one worker at a time does so. A batch that fails is worked event by
 * event, so that only what is broken waits.
 */
export async function workInbox(app: AppContext, shop: ShopFacts): Promise<{ worked: number; failed: number }> {
  let worked = 0;
  let failed = 0;
  for (;;) {
    const outcome = await workBatch(app, shop);
    worked += outcome.worked;
    failed += outcome.failed;
    if (outcome.isLast) break;
  }
  const retryAt = await nextRetry(app.database.pool, shop.id);
  if (retryAt) {
    const delaySeconds = Math.max(1, (retryAt.getTime() - app.clock.now().getTime()) / 1000);
    await enqueueShopJob(app.database.pool, "inbox.work", shop.id, delaySeconds);
  }
  return { worked, failed };
}

async function workBatch(
  app: AppContext,
  shop: ShopFacts,
): Promise<{ worked: number; failed: number; isLast: boolean }> {
  let events: InboxEvent[] = [];
  try {
    await app.database.transaction(async (transaction) => {
      events = await takeEvents(transaction, shop.id, app.clock.now(), BATCH_SIZE, { topicsBut: SHOP_TOPICS });
      await workEvents(app, transaction, shop, events);
    });
    return { worked: events.length, failed: 0, isLast: events.length < BATCH_SIZE };
  } catch (error) {
    if (events.length === 0 || isDatabaseGone(error)) throw error;
    let failed = 0;
    for (const event of events) if (!(await workAlone(app, shop, event))) failed += 1;
    return { worked: events.length - failed, failed, isLast: events.length < BATCH_SIZE };
  }
}

async function workAlone(app: AppContext, shop: ShopFacts, event: InboxEvent): Promise<boolean> {
  try {
    await app.database.transaction(async (transaction) => {
      const again = await takeEvents(transaction, shop.id, app.clock.now(), 1, { ids: [event.id] });
      await workEvents(app, transaction, shop, again);
    });
    return true;
  } catch (error) {
    if (isDatabaseGone(error)) throw error;
    const pause = error instanceof UnreadableEventError ? undefined : RETRY_AFTER_SECONDS[event.attempts];
    const retryAt = pause === undefined ? null : new Date(app.clock.now().getTime() + pause * 1000);
    const message = error instanceof Error ? `${error.name}: ${error.message}` : "unknown error";
    await failEvent(app.database.pool, shop.id, event.id, message, retryAt);
    app.log.error(
      { shop: shop.domain, topic: event.topic, webhookId: event.webhookId, isParked: retryAt === null, error: message },
      "event failed",
    );
    return false;
  }
}

async function workEvents(
  app: AppContext,
  transaction: Transaction,
  shop: ShopFacts,
  events: readonly InboxEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const now = app.clock.now();
  const meaning = meaningOf(events, shop, now);
  await lockShopWork(transaction, shop.id);
  const batch: Batch = { shop, now, programmes: await readProgrammes(transaction, shop), names: meaning.names };
  // Before the orders that name them.
  await applyProducts(transaction, shop.id, now, meaning.catalogue);
  await applyCustomers(transaction, batch, meaning.customers);
  await applyCustomerFacts(transaction, batch, factsIn(meaning, batch));
  await applyOrders(transaction, batch, meaning.orders);
  await applyEvents(transaction, batch, meaning.events);
  for (const { deleted, kept } of meaning.merges) await mergeCustomers(transaction, shop, now, deleted, kept);
  await forgetFactsOfCustomers(transaction, shop.id, meaning.deleted, now);
  await forgetNames(transaction, shop.id, meaning.deleted, now);
  await finishEvents(
    transaction,
    shop.id,
    events.map((event) => event.id),
    now,
  );
  if (await isAnyoneToLearn(transaction, shop.id)) await enqueueShopJob(transaction, "customers.learn", shop.id);
  await wakeDelivery(transaction, shop.id);
}

/** What is told of customers, as far as the programme of today collects it. */
function factsIn({ facts }: Meaning, { shop, now, programmes }: Batch): ToldFacts[] {
  const collected = programmes.at(-1)?.programme.collects;
  const today = dayIn(shop.timezone)(now.getTime());
  return collected ? facts.map((news) => news(collected, today)).filter((told) => told !== null) : [];
}

function meaningOf(events: readonly InboxEvent[], shop: ShopFacts, now: Date): Meaning {
  const meaning: Meaning = {
    customers: [],
    orders: [],
    names: new Map(),
    events: [],
    facts: [],
    catalogue: noCatalogueNews(),
    merges: [],
    deleted: [],
  };
  for (const event of events) read(event, shop, now, meaning);
  return meaning;
}

/** The payload is not what Shopify sends for its topic: trying again cannot help, so the event is parked at once. */
class UnreadableEventError extends Error {
  override name = "UnreadableEventError";
}

function read(event: InboxEvent, shop: ShopFacts, now: Date, meaning: Meaning): void {
  try {
    const payload = parsePayload(event.payload);
    const facts = readFactEvent(event.topic, payload, (event.triggeredAt ?? now).getTime());
    if (facts) meaning.facts.push(facts);
    if (FACT_TOPICS.has(event.topic)) return;
    switch (event.topic) {
      case "orders/create":
      case "orders/paid":
      case "orders/updated":
      case "orders/cancelled": {
        const order = orderPayload.parse(payload);
        const state = orderFromPayload(order, event.topic === "orders/paid");
        meaning.orders.push({ gid: state.gid, state });
        if (order.customer && state.customerGid !== null) {
          const { first_name: firstName, last_name: lastName } = order.customer;
          meaning.names.set(state.customerGid, { firstName, lastName });
        }
        return;
      }
      case "refunds/create": {
        const refund = refundPayload.parse(payload);
        const gid = gidOf("Order", { id: refund.order_id });
        meaning.orders.push({ gid, refund: refundFromPayload(refund, shop.currency, shop.taxesIncluded) });
        return;
      }
      case "customers/create":
      case "customers/update":
        meaning.customers.push(customerFacts(customerPayload.parse(payload)));
        return;
      case "customers/merge": {
        const merge = customerMergePayload.parse(payload);
        if (merge.status !== "completed") return;
        meaning.merges.push({
          deleted: merge.admin_graphql_api_customer_deleted_id,
          kept: merge.admin_graphql_api_customer_kept_id,
        });
        return;
      }
      case EVENT_TOPIC:
        meaning.events.push(eventNewsOf(storedEvent.parse(payload)));
        return;
      case "customers/delete":
        meaning.deleted.push(gidOf("Customer", customerDeletePayload.parse(payload)));
        return;
      default:
        if (readCatalogueEvent(event.topic, payload, shop.currency, meaning.catalogue)) return;
        throw new Error(`nothing is known to do with ${event.topic}`);
    }
  } catch (error) {
    // Only where it went wrong is told: the values themselves may name a person.
    const where =
      error instanceof z.ZodError
        ? error.issues.map((issue) => `${issue.path.join(".")}: ${issue.code}`).join("; ")
        : error instanceof SyntaxError
          ? "not JSON"
          : error instanceof RangeError
            ? "an amount that is none"
            : error instanceof Error
              ? error.message
              : "";
    throw new UnreadableEventError(
      `The payload of ${event.topic} cannot be read (${where.slice(0, 300)}). It is kept as it came.`,
    );
  }
}

function customerFacts(payload: z.output<typeof customerPayload>): CustomerFacts {
  return {
    customerGid: gidOf("Customer", payload),
    email: normalizedEmail(payload.email),
    firstName: payload.first_name ?? null,
    lastName: payload.last_name ?? null,
    version: payload.updated_at ?? null,
    createdAt: payload.created_at ?? null,
  };
}

/** A database that is gone fails every event alike: the job is tried again as a whole, and no event is to blame. */
function isDatabaseGone(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/^(08|57P|53)/.test(code) || ["ECONNREFUSED", "ECONNRESET", "EPIPE"].includes(code)) return true;
  // A deadlock or a serialization failure says nothing against the event either.
  if (code === "40P01" || code === "40001") return true;
  return (
    error instanceof Error &&
    /connection terminated|connection timeout|not queryable|timeout exceeded when trying to connect/i.test(
      error.message,
    )
  );
}
