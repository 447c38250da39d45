import type { Transaction } from "./database.ts";

type Queryable = Pick<Transaction, "query">;

/** wallet: a member's id · programme: "shop" · order: an order's gid · claim: its reference · tier_tag, segment_tag: a member's id · product, collection: its gid, to be read */
export type OutboxKind =
  | "wallet"
  | "programme"
  | "order"
  | "claim"
  | "tier_tag"
  | "segment_tag"
  | "product"
  | "collection";

export interface OutboxRow {
  subject: string;
  version: number;
  attempts: number;
}

/**
 * A row's version is the number of the transaction that last owed it. A counter would begin anew after a delivery, and
 * a slow one that had read "1" would then take a newer wish with it.
 */
const VERSION = "(pg_current_xact_id()::text::bigint % 2147483647)::int";

/**
 * Owes something to the outside, in the transaction that made it owed. What is owed already becomes due at once again,
 * under a new version: a delivery that began before does not settle it.
 */
export async function owe(
  transaction: Queryable,
  shopId: number,
  kind: OutboxKind,
  subjects: readonly string[],
  dueAt: Date,
): Promise<void> {
  if (subjects.length === 0) return;
  await transaction.query({
    name: "outbox.owe",
    text: `insert into outbox (shop_id, kind, subject, version, due_at)
           select $1, $2, subject, ${VERSION}, $4 from (select distinct unnest($3::text[]) as subject order by 1) as subjects
           on conflict (shop_id, kind, subject)
           do update set version = excluded.version, due_at = least(outbox.due_at, excluded.due_at), attempts = 0, error = null`,
    values: [shopId, kind, subjects, dueAt],
  });
}

/** Whether a delivery would find anything, now or later, and whether anybody's level is to be worked out anew: both are asked after every movement. */
export async function workLeft(database: Queryable, shopId: number): Promise<{ owed: boolean; levels: boolean }> {
  const result = await database.query<{ owed: boolean; levels: boolean }>({
    name: "outbox.any",
    text: `select exists (select 1 from outbox where shop_id = $1) as owed, exists (select 1 from tier_due where shop_id = $1) as levels`,
    values: [shopId],
  });
  return result.rows[0] ?? { owed: false, levels: false };
}

/** A shop's members get their turn one after the other, so that what happens meanwhile is not kept waiting behind all of them. */
const PAUSE_BETWEEN_MEMBERS_MS = 25;

/** Owes a new wallet to every member who has one, after something that all of them show has changed. */
export async function oweWallets(transaction: Queryable, shopId: number, from: Date): Promise<void> {
  await transaction.query(
    `insert into outbox (shop_id, kind, subject, version, due_at)
     select $1, 'wallet', id::text, ${VERSION}, $2::timestamptz + row_number() over (order by id) * $3::float8 * interval '1 millisecond'
     from member where shop_id = $1 and status = 'member' and card_digest is not null
     on conflict (shop_id, kind, subject)
     do update set version = excluded.version, due_at = least(outbox.due_at, excluded.due_at), attempts = 0, error = null`,
    [shopId, from, PAUSE_BETWEEN_MEMBERS_MS],
  );
}

/**
 * The same for what changes for many members at once, of those who have a wallet: each gets a turn of their own from an instant on, so that
 * what one of them does meanwhile is not kept waiting behind all of them.
 */
export async function oweInTurn(
  transaction: Queryable,
  shopId: number,
  kind: "wallet" | "tier_tag" | "segment_tag",
  members: readonly string[],
  from: Date,
): Promise<void> {
  if (members.length === 0) return;
  await transaction.query({
    name: "outbox.owe_in_turn",
    text: `insert into outbox (shop_id, kind, subject, version, due_at)
           select $1, $2, id::text, ${VERSION}, $4::timestamptz + row_number() over (order by id) * $5::float8 * interval '1 millisecond'
           from member where shop_id = $1 and id = any($3::bigint[]) and status = 'member' and card_digest is not null
           on conflict (shop_id, kind, subject)
           do update set version = excluded.version, due_at = least(outbox.due_at, excluded.due_at), attempts = 0, error = null`,
    values: [shopId, kind, members, from, PAUSE_BETWEEN_MEMBERS_MS],
  });
}

/** What is due, the longest due first. */
export async function dueRows(
  database: Queryable,
  shopId: number,
  kind: OutboxKind,
  now: Date,
  limit: number,
): Promise<OutboxRow[]> {
  const result = await database.query<OutboxRow>({
    name: "outbox.due",
    text: `select subject, version, attempts from outbox where shop_id = $1 and kind = $2 and due_at <= $3
           order by due_at, subject limit $4`,
    values: [shopId, kind, now, limit],
  });
  return result.rows;
}

/** Takes delivered rows off, unless something newer has become owed meanwhile. */
export async function settleRows(
  database: Queryable,
  shopId: number,
  kind: OutboxKind,
  delivered: readonly { subject: string; version: number }[],
): Promise<void> {
  if (delivered.length === 0) return;
  await database.query({
    name: "outbox.settle",
    text: `delete from outbox using unnest($3::text[], $4::int[]) as delivered(subject, version)
           where outbox.shop_id = $1 and outbox.kind = $2 and outbox.subject = delivered.subject
             and outbox.version = delivered.version`,
    values: [shopId, kind, delivered.map((row) => row.subject), delivered.map((row) => row.version)],
  });
}

/** Makes rows due at once that had failed for this reason, because the reason is gone. Answers how many. */
export async function wakeRows(
  database: Queryable,
  shopId: number,
  kind: OutboxKind,
  error: string,
  now: Date,
): Promise<number> {
  const result = await database.query(
    `update outbox set due_at = least(due_at, $4), attempts = 0, error = null
     where shop_id = $1 and kind = $2 and error = $3`,
    [shopId, kind, error, now],
  );
  return result.rowCount ?? 0;
}

/** First pause after a failure, doubled each time up to the longest. */
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** Keeps failed rows for a later try. `error` must name no person: operators read it. */
export async function postponeRows(
  database: Queryable,
  shopId: number,
  kind: OutboxKind,
  failed: readonly { subject: string; version: number; error: string }[],
  now: Date,
): Promise<void> {
  if (failed.length === 0) return;
  await database.query({
    name: "outbox.postpone",
    text: `update outbox set attempts = least(attempts + 1, 1000), error = failed.error,
             due_at = $6::timestamptz + least($7::float8, $8::float8 * power(2, least(attempts, 20))) * interval '1 millisecond'
           from unnest($3::text[], $4::int[], $5::text[]) as failed(subject, version, error)
           where outbox.shop_id = $1 and outbox.kind = $2 and outbox.subject = failed.subject
             and outbox.version = failed.version`,
    values: [
      shopId,
      kind,
      failed.map((row) => row.subject),
      failed.map((row) => row.version),
      failed.map((row) => row.error.slice(0, 500)),
      now,
      LONGEST_PAUSE_MS,
      FIRST_PAUSE_MS,
    ],
  });
}
