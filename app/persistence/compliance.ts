import type { Transaction } from "./database.ts";
import { FORGOTTEN_STATE } from "./orders.ts";

type Queryable = Pick<Transaction, "query">;

export interface ComplianceRecord {
  topic: "customers/data_request" | "customers/redact" | "shop/redact";
  webhookId: string;
  /** Null once the request itself is to forget the customer. */
  customerGid: string | null;
  receivedAt: Date;
  doneAt: Date;
  export: unknown;
  record: Record<string, number>;
}

/** Records that a request was carried out; the same request again keeps the first record. */
export async function recordCompliance(database: Queryable, shopId: number, request: ComplianceRecord): Promise<void> {
  await database.query(
    `insert into compliance_request (shop_id, topic, webhook_id, customer_gid, received_at, done_at, export, record)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (shop_id, webhook_id) do nothing`,
    [
      shopId,
      request.topic,
      request.webhookId,
      request.customerGid,
      request.receivedAt,
      request.doneAt,
      request.export === null ? null : JSON.stringify(request.export),
      JSON.stringify(request.record),
    ],
  );
}

/** Everything kept of one member, for the merchant to pass on to them. */
export async function everythingOf(database: Queryable, shopId: number, memberId: string): Promise<unknown> {
  const result = await database.query<{ everything: unknown }>(
    `select jsonb_build_object(
       'member', (select jsonb_build_object('customer', customer_gid, 'email', email, 'firstName', first_name, 'lastName', last_name,
          'joinedAt', joined_at)
          from member where shop_id = $1 and id = $2),
       'balance', (select to_jsonb(balance) - 'shop_id' - 'member_id' from balance where shop_id = $1 and member_id = $2),
       'scores', (select jsonb_build_object('recency', recency, 'frequency', frequency, 'monetary', monetary, 'segments', segments)
          from member_score where shop_id = $1 and member_id = $2),
       'facts', (select coalesce(jsonb_agg(jsonb_build_object('fact', fact, 'value', value, 'toldAt', told_at) order by fact, word), '[]')
          from customer_fact where shop_id = $1 and member_id = $2 and value is not null),
       'events', (select coalesce(jsonb_agg(jsonb_build_object('event', name, 'occurredAt', occurred_at, 'undoneAt', undone_at,
          'earned', (select coalesce(jsonb_agg(jsonb_build_object('rule', rule, 'about', subject, 'points', given)), '[]')
            from event_award where event_award.shop_id = $1 and event_award.event = member_event.id)) order by occurred_at), '[]')
          from member_event where shop_id = $1 and member_id = $2),
       'appreciation', (select coalesce(jsonb_agg(jsonb_build_object('day', day, 'score', score, 'comment', comment) order by day), '[]')
          from appreciation where shop_id = $1 and member_id = $2),
       'offers', (select coalesce(jsonb_agg(jsonb_build_object('week', week, 'offer', offer, 'status', status) order by activated_at), '[]')
          from activated_offer where shop_id = $1 and member_id = $2),
       'movements', (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'points', points, 'occurredAt', occurred_at,
          'order', order_gid, 'reason', reason) order by id), '[]') from entry where shop_id = $1 and member_id = $2),
       'referrals', (select jsonb_build_object(
          'codes', (select coalesce(jsonb_agg(code order by created_at), '[]') from referral_code where shop_id = $1 and member_id = $2),
          'broughtIn', (select coalesce(jsonb_agg(jsonb_build_object('state', state, 'reason', reason, 'orderedAt', ordered_at,
             'points', advocate_points) order by id), '[]') from referral where shop_id = $1 and advocate_id = $2),
          'cameBy', (select coalesce(jsonb_agg(jsonb_build_object('state', state, 'reason', reason, 'visitedAt', visited_at,
             'order', order_gid, 'points', friend_points, 'examination', examination) order by id), '[]')
             from referral where shop_id = $1 and friend_id = $2))),
       'memberships', (select coalesce(jsonb_agg(jsonb_build_object('membership', code, 'from', starts_at, 'to', ends_at, 'status', status,
          'orders', order_gids) order by starts_at), '[]') from membership where shop_id = $1 and member_id = $2),
       'membershipHistory', (select coalesce(jsonb_agg(jsonb_build_object('membership', code, 'kind', kind, 'at', at, 'why', why)
          order by id), '[]') from membership_change where shop_id = $1 and member_id = $2),
       'level', (select jsonb_build_object('level', level, 'since', since, 'endsAt', ends_at, 'counted', counted)
          from member_tier where shop_id = $1 and member_id = $2),
       'levelHistory', (select coalesce(jsonb_agg(jsonb_build_object('from', from_level, 'to', to_level, 'at', at, 'why', why)
          order by id), '[]') from tier_change where shop_id = $1 and member_id = $2),
       'orders', (select coalesce(jsonb_agg(jsonb_build_object('order', gid, 'name', name, 'placedAt', placed_at,
          'pointsEarned', points_earned) order by placed_at), '[]') from "order" where shop_id = $1 and member_id = $2),
       'reservations', (select coalesce(jsonb_agg(jsonb_build_object('reference', ref, 'reward', reward_id, 'points', points,
          'status', status, 'createdAt', created_at) order by created_at), '[]') from reservation where shop_id = $1 and member_id = $2),
       'claims', (select coalesce(jsonb_agg(jsonb_build_object('reference', ref, 'reward', reward_id, 'points', points, 'status', status,
          'claimedAt', created_at, 'giftCard', gift_code, 'note', note) order by created_at), '[]')
          from claim where shop_id = $1 and member_id = $2),
       'savingFor', (select reward_id from saving_goal where shop_id = $1 and member_id = $2)
     ) as everything`,
    [shopId, memberId],
  );
  return result.rows[0]?.everything ?? null;
}

/** Exports are for passing on, not for keeping. */
export async function dropOldExports(database: Queryable, shopId: number, before: Date): Promise<void> {
  await database.query(
    "update compliance_request set export = null where shop_id = $1 and export is not null and done_at < $2",
    [shopId, before],
  );
}

/** Parked events that name this customer go with them; returns how many. Others will be worked and forgotten as any. */
export async function forgetEventsOf(
  transaction: Transaction,
  shopId: number,
  customerId: string,
  now: Date,
): Promise<number> {
  if (!/^\d+$/.test(customerId)) return 0;
  const result = await transaction.query(
    `update inbox set status = 'done', payload = null, done_at = $3, error = null
     where shop_id = $1 and status = 'parked' and topic not in ('customers/redact', 'shop/redact') and payload ~ $2`,
    [shopId, `(^|[^0-9])${customerId}([^0-9]|$)`, now],
  );
  return result.rowCount ?? 0;
}

/** Forgets every person of a shop: members, what orders say of them, events that wait, exports. The ledger's figures stay, under numbers. */
export async function forgetEveryone(
  transaction: Transaction,
  shopId: number,
): Promise<{ members: number; orders: number; events: number }> {
  const members = await transaction.query(
    `update member set status = case when status = 'merged' then status else 'erased' end, customer_gid = null, email = null,
            first_name = null, last_name = null,
            wallet_digest = null, card_digest = null where shop_id = $1`,
    [shopId],
  );
  await transaction.query("delete from customer_fact where shop_id = $1", [shopId]);
  await transaction.query("update event_award set subject = '' where shop_id = $1 and subject <> ''", [shopId]);
  await transaction.query("update api_key set revoked_at = now() where shop_id = $1 and revoked_at is null", [shopId]);
  const orders = await transaction.query(`update "order" set state = ${FORGOTTEN_STATE} where shop_id = $1`, [shopId]);
  const events = await transaction.query(
    `delete from inbox where shop_id = $1 and topic <> 'shop/redact' and payload is not null`,
    [shopId],
  );
  await transaction.query("delete from outbox where shop_id = $1", [shopId]);
  await transaction.query(
    `update claim set click = null, gift_code = null, issued_gid = null, credit_before = null, had_tag = null, note = null, actor = null
     where shop_id = $1`,
    [shopId],
  );
  await transaction.query("delete from saving_goal where shop_id = $1", [shopId]);
  await transaction.query("delete from membership where shop_id = $1", [shopId]);
  await transaction.query("delete from referral_code where shop_id = $1", [shopId]);
  await transaction.query("update referral set traces = null, decided_by = null where shop_id = $1", [shopId]);
  for (const table of ["member_tier", "tier_due", "journey_event", "product", "collection", "product_sync"])
    await transaction.query(`delete from ${table} where shop_id = $1`, [shopId]);
  await transaction.query("update compliance_request set export = null, customer_gid = null where shop_id = $1", [
    shopId,
  ]);
  await transaction.query(
    `update shop set status = 'redacted', name = null, email = null, discount_id = null, set_up_at = null where id = $1`,
    [shopId],
  );
  return { members: members.rowCount ?? 0, orders: orders.rowCount ?? 0, events: events.rowCount ?? 0 };
}
