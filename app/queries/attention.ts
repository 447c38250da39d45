import { ACCESS_MISSING } from "../contracts/access.ts";
import type { Database } from "../persistence/database.ts";
import { integer } from "../persistence/rows.ts";
import { instantOf } from "./columns.ts";

/** Rows of each list of things that need somebody. */
export const attentionList = 50;
/** Counting stops here: past it, "or more" says enough, and a flood must not make the home page slow. */
export const countLimit = 100;
/** Deliveries that failed this often are shown; fewer failures mostly heal by themselves within a minute. */
const failingAttempts = 3;
/** What waits for the merchant's leave does not heal by itself: it is shown at once. */
const isFailing = `(attempts >= ${failingAttempts} OR error LIKE '${ACCESS_MISSING}%')`;

/** Webhooks that could not be worked, oldest first. Payloads stay in the database: they hold personal data. */
export async function listParkedEvents(database: Database, shopId: number) {
  const { rows } = await database.pool.query<{
    id: string;
    topic: string;
    received_at: Date;
    attempts: number;
    error: string | null;
  }>(
    `SELECT id, topic, received_at, attempts, error FROM inbox
      WHERE shop_id = $1 AND status = 'parked' ORDER BY id LIMIT $2`,
    [shopId, attentionList],
  );
  return rows.map((row) => ({
    id: row.id,
    topic: row.topic,
    receivedAt: instantOf(row.received_at),
    attempts: row.attempts,
    error: row.error,
  }));
}

/** Orders that used a reservation which another order had used, newest first. */
export async function listOverspends(database: Database, shopId: number) {
  const { rows } = await database.pool.query<{
    ref: string;
    order_gid: string;
    order_name: string | null;
    member_id: string;
    first_name: string | null;
    last_name: string | null;
    points: string;
    discount_minor: string;
    created_at: Date;
  }>(
    `SELECT r.ref, r.order_gid, o.name AS order_name, r.member_id, m.first_name, m.last_name, r.points, r.discount_minor, r.created_at
       FROM redemption r
       LEFT JOIN "order" o ON o.shop_id = r.shop_id AND o.gid = r.order_gid
       LEFT JOIN member m ON m.shop_id = r.shop_id AND m.id = r.member_id
      WHERE r.shop_id = $1 AND r.kind = 'overspend' ORDER BY r.created_at DESC LIMIT $2`,
    [shopId, attentionList],
  );
  return rows.map((row) => ({
    ref: row.ref,
    orderGid: row.order_gid,
    orderName: row.order_name,
    memberId: row.member_id,
    firstName: row.first_name,
    lastName: row.last_name,
    points: integer(row.points),
    discountMinor: integer(row.discount_minor),
    createdAt: instantOf(row.created_at),
  }));
}

/** What Shopify has refused several times, the longest waiting first. */
export async function listFailingDeliveries(database: Database, shopId: number) {
  const { rows } = await database.pool.query<{
    kind: string;
    subject: string;
    due_at: Date;
    attempts: number;
    error: string | null;
  }>(
    `SELECT kind, subject, due_at, attempts, error FROM outbox
      WHERE shop_id = $1 AND ${isFailing} ORDER BY due_at LIMIT $2`,
    [shopId, attentionList],
  );
  return rows.map((row) => ({
    kind: row.kind,
    subject: row.subject,
    dueAt: instantOf(row.due_at),
    attempts: row.attempts,
    error: row.error,
  }));
}

/** How many of each there are, none counted beyond `countLimit`. */
export async function countAttention(database: Database, shopId: number) {
  const { rows } = await database.pool.query<{ parked: string; overspends: string; deliveries: string }>(
    `SELECT
       (SELECT count(*) FROM (SELECT 1 FROM inbox WHERE shop_id = $1 AND status = 'parked' LIMIT $2) a) AS parked,
       (SELECT count(*) FROM (SELECT 1 FROM redemption WHERE shop_id = $1 AND kind = 'overspend' LIMIT $2) b) AS overspends,
       (SELECT count(*) FROM (SELECT 1 FROM outbox WHERE shop_id = $1 AND ${isFailing} LIMIT $2) c) AS deliveries`,
    [shopId, countLimit],
  );
  const counts = rows[0];
  return {
    parked: integer(counts?.parked ?? 0),
    overspends: integer(counts?.overspends ?? 0),
    deliveries: integer(counts?.deliveries ?? 0),
  };
}
