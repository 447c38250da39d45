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

/** One member's referrals become another's, as one who brought in and as one who was brought in. Codes lead to the other from then on. */
export async function moveReferrals(
  transaction: Transaction,
  shopId: number,
  from: string,
  into: string,
): Promise<void> {
  await transaction.query("update referral_code set member_id = $3 where shop_id = $1 and member_id = $2", [
    shopId,
    from,
    into,
  ]);
  await transaction.query(
    `update referral set advocate_id = case advocate_id when $2 then $3 else advocate_id end,
            friend_id = case friend_id when $2 then $3 else friend_id end
     where shop_id = $1 and (advocate_id = $2 or friend_id = $2)`,
    [shopId, from, into],
  );
}

/** Referrals in which a member has a part. */
export async function referralsWith(
  database: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<string[]> {
  const result = await database.query<{ id: string }>({
    name: "referrals.with",
    text: `select id from referral where shop_id = $1 and (advocate_id = any($2::bigint[]) or friend_id = any($2::bigint[])) order by id`,
    values: [shopId, members],
  });
  return result.rows.map(({ id }) => id);
}

/** Links of members who are forgotten lead nowhere, and nothing is kept of what their orders left. */
export async function forgetReferrals(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
): Promise<void> {
  await transaction.query("delete from referral_code where shop_id = $1 and member_id = any($2::bigint[])", [
    shopId,
    members,
  ]);
  await transaction.query(
    `update referral set traces = null, decided_by = null
     where shop_id = $1 and (advocate_id = any($2::bigint[]) or friend_id = any($2::bigint[]))`,
    [shopId, members],
  );
}

function dateOrNull(instant: number | null): Date | null {
  return instant === null ? null : new Date(instant);
}

/** How many friends came by each member's link, ordered, and were rewarded. Whom it was refused to for what they are counts nowhere. */
export async function countsOf(
  database: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<Map<string, { invited: number; ordered: number; awarded: number }>> {
  const result = await database.query<{ advocate_id: string; invited: number; ordered: number; awarded: number }>({
    name: "referrals.counts",
    text: `select advocate_id, count(*)::int as invited,
             count(*) filter (where state in ('waiting', 'held', 'awarded') or reason = 'limit')::int as ordered,
             count(*) filter (where state = 'awarded')::int as awarded
           from referral where shop_id = $1 and advocate_id = any($2::bigint[])
             and (reason is null or reason not in ('self', 'not_new', 'friend_unknown', 'score', 'merchant'))
           group by advocate_id`,
    values: [shopId, members],
  });
  return new Map(result.rows.map(({ advocate_id, ...counts }) => [advocate_id, counts]));
}

/** The terms of the visits of these members that still count and led to no order: what waits for their first one. */
export async function openVisits(
  database: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<{ id: string; friendId: string; terms: Referrals }[]> {
  const result = await database.query<{ id: string; friend_id: string; terms: Referrals }>({
    name: "referrals.open_visits",
    text: `select distinct on (friend_id) id, friend_id, terms from referral
           where shop_id = $1 and friend_id = any($2::bigint[]) and state = 'invited' order by friend_id, id`,
    values: [shopId, members],
  });
  return result.rows.map((row) => ({ id: row.id, friendId: row.friend_id, terms: row.terms }));
}

/** Whether a member has paid for an order that is known here, and since when they are a customer. */
export async function friendFacts(
  transaction: Transaction,
  shopId: number,
  member: string,
): Promise<{ hasPaid: boolean; joinedAt: number }> {
  const result = await transaction.query<{ has_paid: boolean; joined_at: Date }>(
    `select joined_at, exists (select 1 from "order" placed where placed.shop_id = $1 and placed.member_id = $2
       and (placed.paid_at is not null or (placed.state->'order'->>'isPaid')::boolean)) as has_paid from member where shop_id = $1 and id = $2`,
    [shopId, member],
  );
  const row = result.rows[0];
  return { hasPaid: row?.has_paid ?? false, joinedAt: row?.joined_at.getTime() ?? 0 };
}

export async function stateOfReferral(
  transaction: Transaction,
  shopId: number,
  id: string,
): Promise<{ state: ReferralState; reason: ReferralReason | null } | null> {
  const result = await transaction.query<{ state: ReferralState; reason: ReferralReason | null }>(
    "select state, reason from referral where shop_id = $1 and id = $2",
    [shopId, id],
  );
  return result.rows[0] ?? null;
}

/** Notes what the merchant said. */
export async function decideReferral(
  transaction: Transaction,
  shopId: number,
  id: string,
  { decision, decidedBy, decidedAt }: { decision: "approved" | "refused"; decidedBy: string; decidedAt: Date },
): Promise<void> {
  await transaction.query(
    "update referral set decision = $3, decided_by = $4, decided_at = $5 where shop_id = $1 and id = $2",
    [shopId, id, decision, decidedBy, decidedAt],
  );
}
