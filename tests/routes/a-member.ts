import type { Database } from "#app/persistence/database.ts";

interface MemberWish {
  firstName?: string | null;
  lastName?: string | null;
  email?: string | null;
  available?: number;
  status?: "member" | "guest" | "merged" | "erased";
  customer?: number | null;
}

/** A member with a balance and, for what is available, the lot that holds it. */
export async function aMember(database: Database, shopId: number, wish: MemberWish = {}): Promise<string> {
  const {
    firstName = "Ann",
    lastName = "Smith",
    email = null,
    available = 0,
    status = "member",
    customer = null,
  } = wish;
  const { rows } = await database.pool.query<{ id: string }>(
    `WITH m AS (
       INSERT INTO member (shop_id, customer_gid, email, first_name, last_name, status, joined_at)
       VALUES ($1, $2, $3, $4, $5, $6, now()) RETURNING shop_id, id),
     b AS (INSERT INTO balance (shop_id, member_id, available, lifetime) SELECT shop_id, id, $7, $7 FROM m),
     l AS (
       INSERT INTO lot (shop_id, member_id, cause, earned_at, available)
       SELECT shop_id, id, 'given', now(), $7 FROM m WHERE $7::bigint > 0)
     SELECT id FROM m`,
    [
      shopId,
      customer === null ? null : `gid://shopify/Customer/${customer}`,
      email,
      firstName,
      lastName,
      status,
      available,
    ],
  );
  return rows[0]?.id ?? "";
}

/** One movement in a member's ledger, with the posting that the database asks for. */
export async function anEntry(
  database: Database,
  shopId: number,
  memberId: string,
  { points = 10, reason = { code: "order_award", order: "#1001" } as object, kind = "award" } = {},
): Promise<void> {
  await database.pool.query(
    `WITH e AS (
       INSERT INTO entry (shop_id, member_id, kind, key, input_hash, occurred_at, points, reason)
       VALUES ($1, $2, $3, gen_random_uuid()::text, 'hash', now(), $4, $5) RETURNING shop_id, id)
     INSERT INTO posting (shop_id, entry_id, ordinal, source, target, target_member, points)
     SELECT shop_id, id, 0, 'issued', 'available', $2, abs($4::bigint) FROM e`,
    [shopId, memberId, kind, points, JSON.stringify(reason)],
  );
}
