import type { Database } from "../persistence/database.ts";
import { integer } from "../persistence/rows.ts";
import { instantOf } from "./columns.ts";
import { listEntries } from "./entries.ts";

/** Rows of the short lists on a member's page. */
export const shortList = 20;

export type MemberStatus = "member" | "guest" | "merged" | "erased";

export interface MemberHead {
  id: string;
  status: MemberStatus;
  customerGid: string | null;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  mergedInto: string | null;
  joinedAt: string;
  available: number;
  pending: number;
  reserved: number;
  debt: number;
  lifetime: number;
}

interface HeadColumns {
  id: string;
  status: MemberStatus;
  customer_gid: string | null;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  merged_into: string | null;
  joined_at: Date;
  available: string;
  pending: string;
  reserved: string;
  debt: string;
  lifetime: string;
}

/** Who the member is and what the balance says. Null where the shop has no such member. */
export async function readMemberHead(database: Database, shopId: number, memberId: string): Promise<MemberHead | null> {
  const { rows } = await database.pool.query<HeadColumns>(
    `SELECT m.id, m.status, m.customer_gid, m.first_name, m.last_name, m.email, m.merged_into, m.joined_at,
            coalesce(b.available, 0) AS available, coalesce(b.pending, 0) AS pending, coalesce(b.reserved, 0) AS reserved,
            coalesce(b.debt, 0) AS debt, coalesce(b.lifetime, 0) AS lifetime
       FROM member m LEFT JOIN balance b ON b.shop_id = m.shop_id AND b.member_id = m.id
      WHERE m.shop_id = $1 AND m.id = $2`,
    [shopId, memberId],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return {
    id: row.id,
    status: row.status,
    customerGid: row.customer_gid,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    mergedInto: row.merged_into,
    joinedAt: instantOf(row.joined_at),
    available: integer(row.available),
    pending: integer(row.pending),
    reserved: integer(row.reserved),
    debt: integer(row.debt),
    lifetime: integer(row.lifetime),
  };
}

async function listLots(database: Database, shopId: number, memberId: string) {
  const { rows } = await database.pool.query<{ expires_at: Date | null; points: string; reserved: string }>(
    `SELECT expires_at, sum(pending + available + reserved) AS points, sum(reserved) AS reserved
       FROM lot
      WHERE shop_id = $1 AND member_id = $2 AND pending + available + reserved > 0
      GROUP BY expires_at ORDER BY expires_at NULLS LAST LIMIT $3`,
    [shopId, memberId, shortList],
  );
  return rows.map((row) => ({
    expiresAt: row.expires_at === null ? null : instantOf(row.expires_at),
    points: integer(row.points),
    reserved: integer(row.reserved),
  }));
}

async function listOrders(database: Database, shopId: number, memberId: string) {
  const { rows } = await database.pool.query<{
    gid: string;
    name: string | null;
    placed_at: Date | null;
    cancelled_at: Date | null;
    points_earned: string;
    goods_minor: string;
  }>(
    `SELECT gid, name, placed_at, cancelled_at, points_earned, goods_minor FROM "order"
      WHERE shop_id = $1 AND member_id = $2
      ORDER BY placed_at DESC NULLS LAST LIMIT $3`,
    [shopId, memberId, shortList],
  );
  return rows.map((row) => ({
    gid: row.gid,
    name: row.name,
    placedAt: row.placed_at === null ? null : instantOf(row.placed_at),
    isCancelled: row.cancelled_at !== null,
    pointsEarned: integer(row.points_earned),
    goodsMinor: integer(row.goods_minor),
  }));
}

async function listReservations(database: Database, shopId: number, memberId: string) {
  const { rows } = await database.pool.query<{ ref: string; reward: unknown; points: string; expires_at: Date }>(
    `SELECT ref, reward, points, expires_at FROM reservation
      WHERE shop_id = $1 AND member_id = $2 AND status IN ('held', 'attached')
      ORDER BY created_at DESC LIMIT $3`,
    [shopId, memberId, shortList],
  );
  return rows.map((row) => ({
    ref: row.ref,
    reward: row.reward,
    points: integer(row.points),
    expiresAt: instantOf(row.expires_at),
  }));
}

/** Everything on a member's page. Null where the shop has no such member, whoever else may have one with this id. */
export async function readMember(database: Database, shopId: number, memberId: string, entriesBefore: string | null) {
  const [head, lots, entries, orders, reservations] = await Promise.all([
    readMemberHead(database, shopId, memberId),
    listLots(database, shopId, memberId),
    listEntries(database, shopId, { memberId, before: entriesBefore }),
    listOrders(database, shopId, memberId),
    listReservations(database, shopId, memberId),
  ]);
  return head === null ? null : { head, lots, entries, orders, reservations };
}
