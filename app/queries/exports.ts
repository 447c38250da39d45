import type { Database } from "../persistence/database.ts";
import { integer } from "../persistence/rows.ts";
import { instantOf } from "./columns.ts";

/** Rows read at a time: a few hundred kilobytes in memory, whatever the size of the shop. */
const batch = 2_000;

export interface MemberExport {
  id: string;
  customerGid: string | null;
  status: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  available: number;
  pending: number;
  reserved: number;
  debt: number;
  lifetime: number;
  joinedAt: string;
  /** "1990-02-28", or "--02-28" where the year is not known. */
  birthday: string | null;
  tier: string | null;
  referralCode: string | null;
}

/** Every member of a shop, oldest first, read by key in batches: no cursor is held open while a slow reader downloads. */
export async function* everyMember(database: Database, shopId: number): AsyncGenerator<MemberExport> {
  for (let after = "0"; ; ) {
    const { rows } = await database.pool.query(
      `SELECT m.id, m.customer_gid, m.status, m.first_name, m.last_name, m.email, m.joined_at,
              coalesce(b.available, 0) AS available, coalesce(b.pending, 0) AS pending, coalesce(b.reserved, 0) AS reserved,
              coalesce(b.debt, 0) AS debt, coalesce(b.lifetime, 0) AS lifetime,
              birthday.value AS birthday, tier.level AS tier,
              (SELECT code FROM referral_code c WHERE c.shop_id = m.shop_id AND c.member_id = m.id ORDER BY created_at, code LIMIT 1) AS code
         FROM member m LEFT JOIN balance b ON b.shop_id = m.shop_id AND b.member_id = m.id
         LEFT JOIN customer_fact birthday ON birthday.shop_id = m.shop_id AND birthday.member_id = m.id AND birthday.fact = 'birthday'
         LEFT JOIN member_tier tier ON tier.shop_id = m.shop_id AND tier.member_id = m.id
        WHERE m.shop_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3`,
      [shopId, after, batch],
    );
    for (const row of rows) {
      yield {
        id: row.id,
        customerGid: row.customer_gid,
        status: row.status,
        firstName: row.first_name,
        lastName: row.last_name,
        email: row.email,
        available: integer(row.available),
        pending: integer(row.pending),
        reserved: integer(row.reserved),
        debt: integer(row.debt),
        lifetime: integer(row.lifetime),
        joinedAt: instantOf(row.joined_at),
        birthday: row.birthday,
        tier: row.tier,
        referralCode: row.code,
      };
      after = row.id;
    }
    if (rows.length < batch) return;
  }
}

export interface LedgerExport {
  entryId: string;
  memberId: string;
  customerGid: string | null;
  kind: string;
  points: number;
  reason: unknown;
  reward: unknown;
  orderGid: string | null;
  reservation: string | null;
  actor: string | null;
  occurredAt: string;
  recordedAt: string;
}

/** Every movement of a shop, oldest first: the whole ledger, to keep or to take elsewhere. */
export async function* everyEntry(database: Database, shopId: number): AsyncGenerator<LedgerExport> {
  for (let after = "0"; ; ) {
    const { rows } = await database.pool.query(
      `SELECT e.id, e.member_id, m.customer_gid, e.kind, e.points, e.reason, coalesce(r.reward, c.reward) AS reward, e.order_gid, e.reservation, e.actor,
              e.occurred_at, e.recorded_at
         FROM (SELECT * FROM entry WHERE shop_id = $1 AND id > $2 ORDER BY id LIMIT $3) e
         LEFT JOIN member m ON m.shop_id = e.shop_id AND m.id = e.member_id
         LEFT JOIN reservation r ON r.shop_id = e.shop_id AND r.ref = e.reservation
         LEFT JOIN claim c ON c.shop_id = e.shop_id AND c.ref = e.reservation
        ORDER BY e.id`,
      [shopId, after, batch],
    );
    for (const row of rows) {
      yield {
        entryId: row.id,
        memberId: row.member_id,
        customerGid: row.customer_gid,
        kind: row.kind,
        points: integer(row.points),
        reason: row.reason,
        reward: row.reward,
        orderGid: row.order_gid,
        reservation: row.reservation,
        actor: row.actor,
        occurredAt: instantOf(row.occurred_at),
        recordedAt: instantOf(row.recorded_at),
      };
      after = row.id;
    }
    if (rows.length < batch) return;
  }
}
