import type { Database } from "../persistence/database.ts";
import { integer } from "../persistence/rows.ts";
import { instantOf, rowIdOf } from "./columns.ts";
import { cutPage, type Page, pageSize } from "./page.ts";

export interface EntryRow {
  id: string;
  memberId: string;
  firstName: string | null;
  lastName: string | null;
  kind: string;
  points: number;
  /** Points that were held before and are spent now; they left the balance when they were held. */
  spent: number;
  /** `contracts/reason`, unparsed: it may have been written by a newer version. */
  reason: unknown;
  /** Snapshot of the reward where a reservation or a claim moved, for its title. */
  reward: unknown;
  actor: string | null;
  occurredAt: string;
}

interface EntryColumns {
  id: string;
  member_id: string;
  first_name: string | null;
  last_name: string | null;
  kind: string;
  points: string;
  spent: string;
  reason: unknown;
  reward: unknown;
  actor: string | null;
  occurred_at: Date;
}

/** Movements of a shop, or of one member of it, newest first. `before` is the `next` of the page before. */
export async function listEntries(
  database: Database,
  shopId: number,
  which: { memberId: string | null; before: string | null },
): Promise<Page<EntryRow>> {
  const ofMember = which.memberId === null ? "" : "AND e.member_id = $4::bigint";
  const values = [shopId, rowIdOf(which.before), pageSize + 1, ...(which.memberId === null ? [] : [which.memberId])];
  const { rows } = await database.pool.query<EntryColumns>(
    `SELECT e.id, e.member_id, m.first_name, m.last_name, e.kind, e.points, e.reason, coalesce(r.reward, c.reward) AS reward, e.actor, e.occurred_at,
            (SELECT coalesce(sum(p.points), 0) FROM posting p
              WHERE p.shop_id = e.shop_id AND p.entry_id = e.id AND p.source = 'reserved' AND p.target = 'redeemed') AS spent
       FROM (SELECT * FROM entry e
              WHERE e.shop_id = $1 ${ofMember} AND ($2::bigint IS NULL OR e.id < $2::bigint)
              ORDER BY e.id DESC LIMIT $3) e
       LEFT JOIN member m ON m.shop_id = e.shop_id AND m.id = e.member_id
       LEFT JOIN reservation r ON r.shop_id = e.shop_id AND r.ref = e.reservation
       LEFT JOIN claim c ON c.shop_id = e.shop_id AND c.ref = e.reservation
      ORDER BY e.id DESC`,
    values,
  );
  return cutPage(
    rows.map((row) => ({
      id: row.id,
      memberId: row.member_id,
      firstName: row.first_name,
      lastName: row.last_name,
      kind: row.kind,
      points: integer(row.points),
      spent: integer(row.spent),
      reason: row.reason,
      reward: row.reward,
      actor: row.actor,
      occurredAt: instantOf(row.occurred_at),
    })),
    (last) => last.id,
  );
}
