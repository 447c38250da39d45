import type { Referrals } from "../domain/programme/compile-referrals.ts";
import type { Transaction } from "./database.ts";
import { withRows } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

export interface ReferralKnown {
  id: string;
  advocateId: string;
  friendId: string | null;
  orderGid: string | null;
  claimedAt: number | null;
  visitedAt: number | null;
  linkDays: number;
}

/** Referrals of these orders, and those of these friends, whatever their orders. */
export async function referralsOf(
  database: Queryable,
  shopId: number,
  { orders, friends }: { orders: readonly string[]; friends: readonly string[] },
): Promise<ReferralKnown[]> {
  const result = await database.query<{
    id: string;
    advocate_id: string;
    friend_id: string | null;
    order_gid: string | null;
    claimed_at: Date | null;
    visited_at: Date | null;
    link_days: number;
  }>({
    name: "referrals.of",
    text: `select id, advocate_id, friend_id, order_gid, claimed_at, visited_at, (terms->>'linkDays')::int as link_days from referral
           where shop_id = $1 and (order_gid = any($2::text[]) or friend_id = any($3::bigint[])) order by id`,
    values: [shopId, orders, friends],
  });
  return result.rows.map((row) => ({
    id: row.id,
    advocateId: row.advocate_id,
    friendId: row.friend_id,
    orderGid: row.order_gid,
    claimedAt: row.claimed_at?.getTime() ?? null,
    visitedAt: row.visited_at?.getTime() ?? null,
    linkDays: row.link_days,
  }));
}

export interface NewReferral {
  code: string;
  advocateId: string;
  friendId: string | null;
  orderGid: string | null;
  visitedAt: number | null;
  claimedAt: number | null;
  terms: Referrals;
  version: number;
}

/** Adds referrals; one order is of one referral, whoever comes first. Returns their ids. */
export async function addReferrals(
  transaction: Transaction,
  shopId: number,
  referrals: readonly NewReferral[],
): Promise<string[]> {
  const rows = await withRows<NewReferral, { id: string }>(
    transaction,
    "referrals.add",
    `insert into referral (shop_id, code, advocate_id, friend_id, order_gid, visited_at, claimed_at, terms, version)
     select $more1, code, advocate_id, friend_id, order_gid, visited_at, claimed_at, terms, version from $rows
     on conflict (shop_id, order_gid) do nothing returning id`,
    [
      ["code", "text", (row) => row.code],
      ["advocate_id", "bigint", (row) => row.advocateId],
      ["friend_id", "bigint", (row) => row.friendId],
      ["order_gid", "text", (row) => row.orderGid],
      ["visited_at", "timestamptz", (row) => dateOrNull(row.visitedAt)],
      ["claimed_at", "timestamptz", (row) => dateOrNull(row.claimedAt)],
      ["terms", "jsonb", (row) => row.terms],
      ["version", "int", (row) => row.version],
    ],
    referrals,
    [shopId],
  );
  return rows.map(({ id }) => id);
}

/**
 * Says which order each of these visits led to: the friend's first paid one, or the first of all, placed while the visit counts and of no
 * other referral. Said anew whenever more is known, so that it does not matter which order is heard of first.
 */
export async function followVisits(transaction: Transaction, shopId: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await transaction.query({
    name: "referrals.follow_visits",
    text: `update referral set order_gid = (
             select gid from "order" placed
             where placed.shop_id = $1 and placed.member_id = referral.friend_id and placed.placed_at >= referral.visited_at
               and placed.placed_at <= referral.visited_at + make_interval(days => (referral.terms->>'linkDays')::int)
               and not exists (select 1 from referral other
                 where other.shop_id = $1 and other.order_gid = placed.gid and other.id <> referral.id)
             order by (placed.state->'order'->>'isPaid')::boolean desc nulls last, placed.placed_at, placed.gid limit 1)
           where shop_id = $1 and id = any($2::bigint[])`,
    values: [shopId, ids],
  });
}

/** Whether a member has paid for an order that is known here, and since when they are a customer. */
export async function friendFacts(
  database: Queryable,
  shopId: number,
  member: string,
): Promise<{ hasPaid: boolean; joinedAt: number }> {
  const result = await database.query<{ has_paid: boolean; joined_at: Date }>(
    `select joined_at, exists (select 1 from "order" placed where placed.shop_id = $1 and placed.member_id = $2
       and (placed.paid_at is not null or (placed.state->'order'->>'isPaid')::boolean)) as has_paid from member where shop_id = $1 and id = $2`,
    [shopId, member],
  );
  const row = result.rows[0];
  return { hasPaid: row?.has_paid ?? false, joinedAt: row?.joined_at.getTime() ?? 0 };
}

function dateOrNull(instant: number | null): Date | null {
  return instant === null ? null : new Date(instant);
}
