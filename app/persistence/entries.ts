import { createHash } from "node:crypto";
import type { Entry } from "../domain/ledger/entry.ts";
import type { LotShare } from "../domain/ledger/redeem.ts";
import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";

/** The same cause came with other facts: somebody has to look, so the event that brought it is parked with this sentence. */
export class ConflictingEntryError extends Error {
  override name = "ConflictingEntryError";
  constructor(key: string) {
    super(`The ledger already holds "${key}" with other facts. Nothing was changed; compare the entry with the event.`);
  }
}

/** Numbers for entries and lots, taken from the database at once for a whole batch. */
export async function takeNumbers(
  transaction: Transaction,
  count: { entries: number; lots: number },
): Promise<{ entries: string[]; lots: string[] }> {
  const result = await transaction.query<{ entries: string[]; lots: string[] }>({
    name: "entries.numbers",
    text: `select array(select nextval('entry_id_seq') from generate_series(1, $1::int)) as entries,
                  array(select nextval('lot_id_seq') from generate_series(1, $2::int)) as lots`,
    values: [count.entries, count.lots],
  });
  return result.rows[0] ?? { entries: [], lots: [] };
}

/**
 * Appends entries with their postings by one statement.
 *
 * @throws ConflictingEntryError when a key stands in the ledger already: callers look for that before they move points, so here it is
 * either a repeat that should have been seen or the same cause with other facts
 */
export async function appendEntries(
  transaction: Transaction,
  shopId: number,
  entries: readonly Entry[],
): Promise<void> {
  if (entries.length === 0) return;
  const { entries: ids } = await takeNumbers(transaction, { entries: entries.length, lots: 0 });
  const postings = entries.flatMap((entry, index) =>
    entry.postings.map((posting, ordinal) => ({ ...posting, entryId: ids[index], ordinal })),
  );
  try {
    await transaction.query({
      name: "entries.append",
      text: `with appended as (
          insert into entry (shop_id, id, member_id, kind, key, input_hash, occurred_at, order_gid, reservation, points, reason, actor)
          select $1, id, member_id, kind, key, input_hash, occurred_at, order_gid, reservation, points, reason::jsonb, actor
          from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::text[], $10::bigint[], $11::text[], $12::text[])
            as given(id, member_id, kind, key, input_hash, occurred_at, order_gid, reservation, points, reason, actor))
        insert into posting (shop_id, entry_id, ordinal, source, source_member, target, target_member, lot_id, points)
        select $1, * from unnest($13::bigint[], $14::smallint[], $15::text[], $16::bigint[], $17::text[], $18::bigint[], $19::bigint[], $20::bigint[])`,
      values: [
        shopId,
        ids,
        entries.map((entry) => entry.member),
        entries.map((entry) => entry.kind),
        entries.map((entry) => entry.key),
        entries.map((entry) => hashOf(entry.inputs)),
        entries.map((entry) => new Date(entry.occurredAt)),
        entries.map((entry) => entry.orderGid),
        entries.map((entry) => entry.reservation),
        entries.map((entry) => entry.points),
        entries.map((entry) => JSON.stringify(entry.reason)),
        entries.map((entry) => entry.actor),
        postings.map((posting) => posting.entryId),
        postings.map((posting) => posting.ordinal),
        postings.map((posting) => posting.source.account),
        postings.map((posting) => posting.source.member),
        postings.map((posting) => posting.target.account),
        postings.map((posting) => posting.target.member),
        postings.map((posting) => posting.lot),
        postings.map((posting) => posting.points),
      ],
    });
  } catch (error) {
    const detail = error instanceof Error && "detail" in error ? String(error.detail) : "";
    const key = /^Key \(shop_id, key\)=\(\d+, (.+)\) already exists/.exec(detail)?.[1];
    throw key ? new ConflictingEntryError(key) : error;
  }
}

/** The entry that a key stands for, if there is one: the same again is a no-op, the same with other facts is a conflict. */
export async function findEntry(
  transaction: Transaction,
  shopId: number,
  key: string,
): Promise<{ id: string; inputHash: string; points: number } | null> {
  const result = await transaction.query<{ id: string; input_hash: string; points: string }>({
    name: "entries.find",
    text: "select id, input_hash, points from entry where shop_id = $1 and key = $2",
    values: [shopId, key],
  });
  const row = result.rows[0];
  return row ? { id: row.id, inputHash: row.input_hash, points: integer(row.points) } : null;
}

/** Lots that each reservation took its points from, in the order in which they were taken. */
export async function heldShares(
  transaction: Transaction,
  shopId: number,
  refs: readonly string[],
): Promise<Map<string, LotShare[]>> {
  if (refs.length === 0) return new Map();
  const result = await transaction.query<{ reservation: string; lot_id: string; points: string }>({
    name: "entries.held",
    text: `select entry.reservation, posting.lot_id, posting.points from entry
           join posting on posting.shop_id = entry.shop_id and posting.entry_id = entry.id and posting.target = 'reserved'
           where entry.shop_id = $1 and entry.key = any($2::text[]) order by entry.id, posting.ordinal`,
    values: [shopId, refs.map((ref) => `reservation:${ref}:reserve`)],
  });
  return grouped(result.rows, (row) => row.reservation);
}

/** Lots that paid an order's redemptions and have not got their points back, by `order gid + space + reference`. */
export async function spentShares(
  transaction: Transaction,
  shopId: number,
  orders: readonly string[],
): Promise<Map<string, LotShare[]>> {
  if (orders.length === 0) return new Map();
  const result = await transaction.query<{ used: string; lot_id: string; points: string }>({
    name: "entries.spent",
    text: `select entry.order_gid || ' ' || entry.reservation as used, posting.lot_id,
                  sum(case when posting.target = 'redeemed' then posting.points else -posting.points end) as points
           from entry join posting on posting.shop_id = entry.shop_id and posting.entry_id = entry.id
             and (posting.target = 'redeemed' or posting.source = 'redeemed') and posting.lot_id is not null
           where entry.shop_id = $1 and entry.order_gid = any($2::text[]) and entry.order_gid is not null and entry.reservation is not null
           group by 1, 2 having sum(case when posting.target = 'redeemed' then posting.points else -posting.points end) > 0
           order by 1, min(entry.id), min(posting.ordinal)`,
    values: [shopId, orders],
  });
  return grouped(result.rows, (row) => row.used);
}

/** SHA-256 in hex over the facts, keys in a fixed order. */
export function hashOf(inputs: unknown): string {
  return createHash("sha256").update(canonical(inputs)).digest("hex");
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${pairs.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

function grouped<Row extends { lot_id: string; points: string }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Map<string, LotShare[]> {
  const groups = new Map<string, LotShare[]>();
  for (const row of rows) {
    const share = { lot: row.lot_id, points: integer(row.points) };
    const group = groups.get(keyOf(row));
    if (group) group.push(share);
    else groups.set(keyOf(row), [share]);
  }
  return groups;
}
