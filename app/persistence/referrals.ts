import type { HeardOrder } from "../domain/orders/heard-order.ts";
import type { Referrals } from "../domain/programme/compile-referrals.ts";
import type { Examination, ReferralReason, ReferralState } from "../domain/referrals/standing.ts";
import type { Transaction } from "./database.ts";
import { integer, withRows } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

/** What is changed of a referral when it is brought to where it stands. */
export interface ReferralStored {
  id: string;
  friendId: string | null;
  state: ReferralState;
  reason: ReferralReason | null;
  orderedAt: number | null;
  dueAt: number | null;
  isOverLimit: boolean;
  awardedAt: number | null;
  advocatePoints: number;
  friendPoints: number;
  advocateMoves: number;
  friendMoves: number;
}

/** A referral with everything that it depends on. */
export interface ReferralRecord extends ReferralStored {
  advocateId: string;
  orderGid: string | null;
  visitedAt: number | null;
  claimedAt: number | null;
  terms: Referrals;
  version: number;
  examination: Examination | null;
  decision: "approved" | "refused" | null;
  decidedAt: number | null;
  order: HeardOrder["order"];
  isAdvocateMember: boolean;
  /** Was forgotten: nothing is given to nobody. */
  isFriendForgotten: boolean;
  hasEarlierOrder: boolean;
  wasWelcomed: boolean;
}

/** Locks referrals, in the order of their ids, and reads them with their orders. Whose the order is now is whose friend it is. */
export async function lockReferrals(
  transaction: Transaction,
  shopId: number,
  ids: readonly string[],
): Promise<ReferralRecord[]> {
  if (ids.length === 0) return [];
  return readRecords(transaction, "referrals.lock", "for update of referral", shopId, ids);
}

/** The same without a lock, for comparing. */
export async function referralRecords(
  transaction: Transaction,
  shopId: number,
  ids: readonly string[],
): Promise<ReferralRecord[]> {
  return readRecords(transaction, "referrals.records", "", shopId, ids);
}

async function readRecords(
  transaction: Transaction,
  name: string,
  lock: "" | "for update of referral",
  shopId: number,
  ids: readonly string[],
): Promise<ReferralRecord[]> {
  const result = await transaction.query<Record<string, unknown>>({
    name,
    text: `select referral.id, referral.advocate_id, coalesce(placed.member_id, referral.friend_id) as friend_id, order_gid, visited_at,
             claimed_at, ordered_at, terms, referral.version, referral.state, reason, due_at, examination, decision, decided_at,
             is_over_limit, awarded_at, advocate_points, friend_points, advocate_moves, friend_moves,
             placed.state->'order' as placed, advocate.status = 'member' as is_advocate_member,
             coalesce(friend.status = 'erased', false) as is_friend_forgotten,
             exists (select 1 from referral welcome
               where welcome.shop_id = $1 and welcome.friend_id = coalesce(placed.member_id, referral.friend_id)
                 and welcome.id < referral.id and welcome.claimed_at is not null
                 and welcome.terms->'friend'->>'at' = 'sign_up') as was_welcomed,
             exists (select 1 from "order" earlier
               where earlier.shop_id = $1 and earlier.member_id = coalesce(placed.member_id, referral.friend_id)
                 and case when placed.gid is null
                   then earlier.placed_at <= referral.visited_at + make_interval(days => (terms->>'linkDays')::int)
                   else (earlier.placed_at, earlier.gid) < (placed.placed_at, placed.gid) end
                 and (earlier.paid_at is not null or (earlier.state->'order'->>'isPaid')::boolean)) as has_earlier_order
           from referral
           join member advocate on advocate.shop_id = $1 and advocate.id = referral.advocate_id
           left join "order" placed on placed.shop_id = $1 and placed.gid = referral.order_gid
           left join member friend on friend.shop_id = $1 and friend.id = coalesce(placed.member_id, referral.friend_id)
           where referral.shop_id = $1 and referral.id = any($2::bigint[]) order by referral.id ${lock}`,
    values: [shopId, ids],
  });
  return result.rows.map(recordOf);
}

function recordOf(row: Record<string, unknown>): ReferralRecord {
  const instant = (column: string): number | null => (row[column] instanceof Date ? row[column].getTime() : null);
  const text = (column: string): string | null => (typeof row[column] === "string" ? row[column] : null);
  return {
    id: String(row.id),
    advocateId: String(row.advocate_id),
    friendId: text("friend_id"),
    orderGid: text("order_gid"),
    visitedAt: instant("visited_at"),
    claimedAt: instant("claimed_at"),
    orderedAt: instant("ordered_at"),
    terms: row.terms as Referrals,
    version: Number(row.version),
    state: row.state as ReferralState,
    reason: text("reason") as ReferralReason | null,
    dueAt: instant("due_at"),
    examination: row.examination as Examination | null,
    decision: text("decision") as ReferralRecord["decision"],
    decidedAt: instant("decided_at"),
    isOverLimit: row.is_over_limit === true,
    awardedAt: instant("awarded_at"),
    advocatePoints: integer(String(row.advocate_points)),
    friendPoints: integer(String(row.friend_points)),
    advocateMoves: Number(row.advocate_moves),
    friendMoves: Number(row.friend_moves),
    order: row.placed as HeardOrder["order"],
    isAdvocateMember: row.is_advocate_member === true,
    isFriendForgotten: row.is_friend_forgotten === true,
    hasEarlierOrder: row.has_earlier_order === true,
    wasWelcomed: row.was_welcomed === true,
  };
}

export async function writeReferrals(
  transaction: Transaction,
  shopId: number,
  referrals: readonly ReferralStored[],
): Promise<void> {
  await withRows(
    transaction,
    "referrals.write",
    `update referral set friend_id = rows.friend_id, state = rows.state, reason = rows.reason, ordered_at = rows.ordered_at,
            due_at = rows.due_at, is_over_limit = rows.is_over_limit, awarded_at = rows.awarded_at,
            advocate_points = rows.advocate_points, friend_points = rows.friend_points,
            advocate_moves = rows.advocate_moves, friend_moves = rows.friend_moves
     from $rows where referral.shop_id = $more1 and referral.id = rows.id`,
    [
      ["id", "bigint", (row) => row.id],
      ["friend_id", "bigint", (row) => row.friendId],
      ["state", "text", (row) => row.state],
      ["reason", "text", (row) => row.reason],
      ["ordered_at", "timestamptz", (row) => dateOrNull(row.orderedAt)],
      ["due_at", "timestamptz", (row) => dateOrNull(row.dueAt)],
      ["is_over_limit", "boolean", (row) => row.isOverLimit],
      ["awarded_at", "timestamptz", (row) => dateOrNull(row.awardedAt)],
      ["advocate_points", "bigint", (row) => row.advocatePoints],
      ["friend_points", "bigint", (row) => row.friendPoints],
      ["advocate_moves", "int", (row) => row.advocateMoves],
      ["friend_moves", "int", (row) => row.friendMoves],
    ],
    referrals,
    [shopId],
  );
}

/** Friends of this member for whom points were given at or after an instant. */
export async function countAwarded(
  transaction: Transaction,
  shopId: number,
  advocateId: string,
  since: Date,
): Promise<number> {
  const result = await transaction.query<{ count: number }>({
    name: "referrals.count_awarded",
    text: `select count(*)::int as count from referral
           where shop_id = $1 and advocate_id = $2 and state = 'awarded' and awarded_at >= $3`,
    values: [shopId, advocateId, since],
  });
  return result.rows[0]?.count ?? 0;
}

/** Referrals whose waiting time is over and visits that count no longer, the longest over first. */
export async function dueReferrals(database: Queryable, shopId: number, now: Date, limit: number): Promise<string[]> {
  const result = await database.query<{ id: string }>({
    name: "referrals.due",
    text: `select id from referral where shop_id = $1 and state in ('waiting', 'invited') and due_at <= $2 order by due_at, id limit $3`,
    values: [shopId, now, limit],
  });
  return result.rows.map(({ id }) => id);
}

function dateOrNull(instant: number | null): Date | null {
  return instant === null ? null : new Date(instant);
}
