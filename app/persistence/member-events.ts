import { createHash } from "node:crypto";
import type { Transaction } from "./database.ts";
import { withRows } from "./rows.ts";

/** An event by who told it and under which id. The id is kept as a digest: callers put addresses into theirs. */
export interface EventId {
  source: string;
  id: string;
}

export interface RecordedEvent {
  /** Our own number of it. */
  event: string;
  /** Its undoing was heard of. */
  isUndone: boolean;
}

/** How an event is found again. */
export function eventKeyOf({ source, id }: EventId): string {
  return `${source}:${digestOf(id)}`;
}

function digestOf(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}

interface RecordedRow {
  key: string;
  id: string;
  undone_at: Date | null;
}

/** Records what happened; answers those by key that were not known yet. Of one event at most once a call. */
export async function recordEvents(
  transaction: Transaction,
  shopId: number,
  events: readonly (EventId & { memberId: string; name: string; occurredAt: number })[],
): Promise<Map<string, RecordedEvent>> {
  const rows = await withRows<(typeof events)[number], RecordedRow>(
    transaction,
    "member_events.record",
    `insert into member_event (shop_id, source, event_id, member_id, name, occurred_at)
     select $more1, source, event_id, member_id, name, occurred_at from $rows
     on conflict (shop_id, source, event_id) do update
       set member_id = excluded.member_id, name = excluded.name, occurred_at = excluded.occurred_at
       where member_event.name is null
     returning source || ':' || event_id as key, id, undone_at`,
    [
      ["source", "text", (row) => row.source],
      ["event_id", "text", (row) => digestOf(row.id)],
      ["member_id", "bigint", (row) => row.memberId],
      ["name", "text", (row) => row.name],
      ["occurred_at", "timestamptz", (row) => new Date(row.occurredAt)],
    ],
    events,
    [shopId],
  );
  return new Map(rows.map((row) => [row.key, { event: row.id, isUndone: row.undone_at !== null }]));
}

/** Records that events are undone, whether they are known yet or not; answers the numbers of those of which it was not known. */
export async function recordUndone(
  transaction: Transaction,
  shopId: number,
  events: readonly (EventId & { undoneAt: number })[],
): Promise<{ event: string; undoneAt: number }[]> {
  const rows = await withRows<(typeof events)[number], { id: string; undone_at: Date }>(
    transaction,
    "member_events.undo",
    `insert into member_event (shop_id, source, event_id, undone_at) select $more1, source, event_id, undone_at from $rows
     on conflict (shop_id, source, event_id) do update set undone_at = excluded.undone_at
       where member_event.undone_at is null
     returning id, undone_at`,
    [
      ["source", "text", (row) => row.source],
      ["event_id", "text", (row) => digestOf(row.id)],
      ["undone_at", "timestamptz", (row) => new Date(row.undoneAt)],
    ],
    events,
    [shopId],
  );
  return rows.map((row) => ({ event: row.id, undoneAt: row.undone_at.getTime() }));
}

/** When each of these members last did something, epoch milliseconds; those who never did are left out. */
export async function lastEvents(
  database: Pick<Transaction, "query">,
  shopId: number,
  name: string,
  memberIds: readonly string[],
): Promise<Map<string, number>> {
  const result = await database.query<{ member: string; at: Date }>({
    name: "member_events.last",
    text: `select member_id as member, max(occurred_at) as at from member_event
           where shop_id = $1 and member_id = any($2::bigint[]) and name = $3 group by member_id`,
    values: [shopId, memberIds, name],
  });
  return new Map(result.rows.map(({ member, at }) => [member, at.getTime()]));
}
