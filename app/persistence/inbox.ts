import type { Transaction } from "./database.ts";

type Queryable = Pick<Transaction, "query">;

export interface ReceivedWebhook {
  shopId: number;
  webhookId: string;
  topic: string;
  eventId: string | null;
  triggeredAt: Date | null;
  payload: string;
}

export interface InboxEvent {
  id: string;
  webhookId: string;
  topic: string;
  triggeredAt: Date | null;
  payload: string;
  attempts: number;
}

/**
 * Stores webhooks and wakes the work of shops, in one statement. A delivery that is there already (Shopify repeats a webhook under the
 * same id) changes nothing.
 *
 * One job a shop: its key joins all wake-ups that wait, its queue lets only one worker at a time work the shop.
 */
export async function storeWebhooks(
  database: Queryable,
  webhooks: readonly ReceivedWebhook[],
  receivedAt: Date,
  wake: readonly number[],
): Promise<void> {
  await database.query({
    name: wake.length > 0 ? "inbox.store_and_wake" : "inbox.store",
    text: `with stored as (
             insert into inbox (shop_id, webhook_id, topic, event_id, triggered_at, received_at, payload)
             select shop_id, webhook_id, topic, event_id, triggered_at, $1, payload
             from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[])
               as given(shop_id, webhook_id, topic, event_id, triggered_at, payload)
             on conflict (shop_id, webhook_id) do nothing)
           ${wake.length > 0 ? WAKE.replace("$shops", "$8") : "select"}`,
    values: [
      receivedAt,
      webhooks.map((each) => each.shopId),
      webhooks.map((each) => each.webhookId),
      webhooks.map((each) => each.topic),
      webhooks.map((each) => each.eventId),
      webhooks.map((each) => each.triggeredAt),
      webhooks.map((each) => each.payload),
      ...(wake.length > 0 ? [wake] : []),
    ],
  });
}

/** Stores one event that was told to us otherwise than by Shopify, and wakes its shop's work; answers whether it was not known yet. */
export async function storeOwnEvent(
  database: Queryable,
  event: Omit<ReceivedWebhook, "eventId">,
  receivedAt: Date,
): Promise<boolean> {
  const result = await database.query<{ isNew: boolean }>({
    name: "inbox.store_own",
    text: `with stored as (
             insert into inbox (shop_id, webhook_id, topic, triggered_at, received_at, payload)
             values ($1, $2, $3, $4, $5, $6) on conflict (shop_id, webhook_id) do nothing returning id),
           woken as (${WAKE.replace("$shops", "$7")})
           select exists (select from stored) as "isNew", (select count(*) from woken)`,
    values: [event.shopId, event.webhookId, event.topic, event.triggeredAt, receivedAt, event.payload, [event.shopId]],
  });
  return result.rows[0]?.isNew ?? false;
}

/** Wakes the work of shops whose webhooks were stored without. */
export async function wakeInboxes(database: Queryable, shops: readonly number[]): Promise<void> {
  await database.query({ name: "inbox.wake", text: WAKE.replace("$shops", "$1"), values: [shops] });
}

const WAKE = `select graphile_worker.add_job('inbox.work', json_build_object('shopId', shop_id), queue_name => 'inbox.work:' || shop_id,
  job_key => 'inbox.work:' || shop_id, job_key_mode => 'preserve_run_at', max_attempts => 1000)
  from unnest($shops::int[]) as shop_id order by shop_id`;

/** Which events to take: those of the points' own topics, those about the shop itself, or given ones. */
export type EventChoice = { topicsBut: readonly string[] } | { topics: readonly string[] } | { ids: readonly string[] };

/** Locks the oldest events of a shop that are to be worked now. */
export async function takeEvents(
  transaction: Transaction,
  shopId: number,
  now: Date,
  limit: number,
  choice: EventChoice,
): Promise<InboxEvent[]> {
  const [name, condition, value] =
    "ids" in choice
      ? ["inbox.take_ids", "id = any($4::bigint[])", choice.ids]
      : "topics" in choice
        ? ["inbox.take_topics", "topic = any($4::text[])", choice.topics]
        : ["inbox.take_but", "topic <> all($4::text[])", choice.topicsBut];
  const result = await transaction.query<InboxEvent>({
    name,
    text: `select id, webhook_id as "webhookId", topic, triggered_at as "triggeredAt", payload, attempts from inbox
           where shop_id = $1 and status = 'received' and (retry_at is null or retry_at <= $2) and ${condition}
           order by id limit $3 for update skip locked`,
    values: [shopId, now, limit, value],
  });
  return result.rows;
}

/** Worked: the payload and the personal data in it go, the id stays to recognise a repeat. */
export async function finishEvents(
  transaction: Transaction,
  shopId: number,
  ids: readonly string[],
  now: Date,
): Promise<void> {
  await transaction.query({
    name: "inbox.finish",
    text: `update inbox set status = 'done', payload = null, done_at = $3, error = null
           where shop_id = $1 and id = any($2::bigint[])`,
    values: [shopId, ids, now],
  });
}

/** The event failed: it waits until `retryAt`, or is parked for a person when that is null. `error` must name no person. */
export async function failEvent(
  database: Queryable,
  shopId: number,
  id: string,
  error: string,
  retryAt: Date | null,
): Promise<void> {
  await database.query({
    name: "inbox.fail",
    text: `update inbox set attempts = attempts + 1, error = $3, retry_at = $4,
             status = case when $4::timestamptz is null then 'parked' else 'received' end
           where shop_id = $1 and id = $2`,
    values: [shopId, id, error.slice(0, 500), retryAt],
  });
}

/** Puts parked events back to be worked again; returns how many. */
export async function unparkEvents(database: Queryable, shopId: number, ids: readonly string[]): Promise<number> {
  const result = await database.query(
    `update inbox set status = 'received', attempts = 0, retry_at = null
     where shop_id = $1 and id = any($2::bigint[]) and status = 'parked'`,
    [shopId, ids],
  );
  return result.rowCount ?? 0;
}

/** When the next event that waits for its retry is due; null when none waits. */
export async function nextRetry(database: Queryable, shopId: number): Promise<Date | null> {
  const result = await database.query<{ at: Date | null }>(
    "select min(retry_at) as at from inbox where shop_id = $1 and status = 'received'",
    [shopId],
  );
  return result.rows[0]?.at ?? null;
}

/** Removes what was done before an instant, in portions; returns how many rows went. */
export async function pruneInbox(database: Queryable, shopId: number, before: Date, limit: number): Promise<number> {
  const result = await database.query(
    `delete from inbox where shop_id = $1 and id in (
       select id from inbox where shop_id = $1 and status = 'done' and received_at < $2 limit $3)`,
    [shopId, before, limit],
  );
  return result.rowCount ?? 0;
}
