import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import type { ToldFacts } from "../domain/customers/known-facts.ts";
import type { OrderNews } from "../domain/orders/heard-order.ts";
import { asksOfCustomers } from "../domain/programme/facts-wanted.ts";
import { forgetFactsOfCustomers, isAnyoneToLearn } from "../persistence/customer-facts.ts";
import type { Transaction } from "../persistence/database.ts";
import { failEvent, finishEvents, type InboxEvent, nextRetry, takeEvents } from "../persistence/inbox.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import { forgetNames } from "../persistence/members.ts";
import { lockShopWork } from "../persistence/positions.ts";
import { GatewayError } from "../shopify/errors.ts";
import { applyCustomerFacts } from "./apply-customer-facts.ts";
import { applyCustomers } from "./apply-customers.ts";
import { applyEvents } from "./apply-events.ts";
import { applyOrders, type Batch } from "./apply-orders.ts";
import { applyProducts } from "./apply-products.ts";
import { dayIn, wakeDelivery } from "./book.ts";
import { mergeCustomers } from "./claim-members.ts";
import { type Meaning, meaningOf, UnreadableEventError } from "./event-meaning.ts";
import { FactsMissingError, missingFacts, readMissingFacts } from "./missing-facts.ts";
import { readProgrammes } from "./read-programmes.ts";

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
  const read: ReadFacts = { orders: [], asked: new Set() };
  let events: InboxEvent[] = [];
  for (;;) {
    try {
      await app.database.transaction(async (transaction) => {
        events = await takeEvents(transaction, shop.id, app.clock.now(), BATCH_SIZE, { topicsBut: SHOP_TOPICS });
        await workEvents(app, transaction, shop, events, read);
      });
      return { worked: events.length, failed: 0, isLast: events.length < BATCH_SIZE };
    } catch (error) {
      if (events.length === 0 || isDatabaseGone(error)) throw error;
      if (error instanceof FactsMissingError && (await isRead(app, shop, error, read))) continue;
      let failed = 0;
      for (const event of events) if (!(await workAlone(app, shop, event, read))) failed += 1;
      return { worked: events.length - failed, failed, isLast: events.length < BATCH_SIZE };
    }
  }
}

/** What was read at Shopify for the events of a batch, because their rules ask more than webhooks tell. */
interface ReadFacts {
  orders: OrderNews[];
  /** Orders that were asked for. */
  asked: Set<string>;
}

/** Reads what a batch lacks, between two tries of it. Whatever is read is lacking no more, so this ends. */
async function isRead(
  app: AppContext,
  shop: ShopFacts,
  { missing }: FactsMissingError,
  read: ReadFacts,
): Promise<boolean> {
  try {
    read.orders.push(...(await readMissingFacts(app, shop, missing)));
    for (const gid of missing.orders) read.asked.add(gid);
    return true;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    app.log.warn({ shop: shop.domain, reason: error.message }, "orders wait for what their rules ask of Shopify");
    return false;
  }
}

async function workAlone(app: AppContext, shop: ShopFacts, event: InboxEvent, read: ReadFacts): Promise<boolean> {
  try {
    await app.database.transaction(async (transaction) => {
      const again = await takeEvents(transaction, shop.id, app.clock.now(), 1, { ids: [event.id] });
      await workEvents(app, transaction, shop, again, read);
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
  read: ReadFacts,
): Promise<void> {
  if (events.length === 0) return;
  const now = app.clock.now();
  const meaning = meaningOf(events, shop, now);
  await lockShopWork(transaction, shop.id);
  const programmes = await readProgrammes(transaction, shop);
  const batch: Batch = { shop, now, programmes, names: meaning.names };
  const missing = await missingFacts(
    transaction,
    shop.id,
    programmes.map(({ programme }) => programme),
    [...meaning.orders, ...read.orders],
    read.asked,
  );
  if (missing) throw new FactsMissingError(missing);
  const heard = new Set(meaning.orders.map(({ gid }) => gid));
  meaning.orders.push(...read.orders.filter(({ gid }) => heard.has(gid)));
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
  const programme = batch.programmes.at(-1)?.programme;
  if (programme && asksOfCustomers(programme) && (await isAnyoneToLearn(transaction, shop.id)))
    await enqueueShopJob(transaction, "customers.learn", shop.id);
  await wakeDelivery(transaction, shop.id);
}

/** What is told of customers, as far as the programme of today collects it. */
function factsIn({ facts }: Meaning, { shop, now, programmes }: Batch): ToldFacts[] {
  const collected = programmes.at(-1)?.programme.collects;
  const today = dayIn(shop.timezone)(now.getTime());
  return collected ? facts.map((news) => news(collected, today)).filter((told) => told !== null) : [];
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
