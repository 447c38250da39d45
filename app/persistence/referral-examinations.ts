import type { Examination, ReferralReason, ReferralState } from "../domain/referrals/standing.ts";
import type { Traces } from "../domain/referrals/traces.ts";
import type { Transaction } from "./database.ts";

type Queryable = Pick<Transaction, "query">;

/** What is known here of a referral that is to be examined. */
export interface ReferralToExamine {
  id: string;
  advocateId: string;
  advocateGid: string | null;
  orderGid: string;
  review: { perHour: number; perDay: number };
  audience: unknown;
  isExamined: boolean;
  /** Orders of the friend here: all, and those placed before this one. */
  friendOrders: number;
  friendOrdersBefore: number;
  /** Friends of the same member, this one too, who ordered within an hour and a day up to this order. */
  withinHour: number;
  withinDay: number;
  /** What other friends of the same member have left. */
  otherTraces: Traces[];
}

export async function readToExamine(
  database: Queryable,
  shopId: number,
  id: string,
): Promise<ReferralToExamine | null> {
  const result = await database.query<{
    id: string;
    advocate_id: string;
    customer_gid: string | null;
    order_gid: string;
    terms: { review: { perHour: number; perDay: number }; audience: unknown };
    is_examined: boolean;
    friend_orders: number;
    friend_orders_before: number;
    within_hour: number;
    within_day: number;
    other_traces: Traces[] | null;
  }>({
    name: "referral-examinations.read",
    text: `select referral.id, referral.advocate_id, advocate.customer_gid, referral.order_gid, referral.terms,
             referral.examination is not null as is_examined,
             (select count(*)::int from "order" other where other.shop_id = $1 and other.member_id = placed.member_id) as friend_orders,
             (select count(*)::int from "order" other where other.shop_id = $1 and other.member_id = placed.member_id
                and (other.placed_at, other.gid) < (placed.placed_at, placed.gid)) as friend_orders_before,
             (select count(*)::int from referral other where other.shop_id = $1 and other.advocate_id = referral.advocate_id
                and other.ordered_at > placed.placed_at - interval '1 hour' and other.ordered_at <= placed.placed_at) as within_hour,
             (select count(*)::int from referral other where other.shop_id = $1 and other.advocate_id = referral.advocate_id
                and other.ordered_at > placed.placed_at - interval '1 day' and other.ordered_at <= placed.placed_at) as within_day,
             (select json_agg(recent.traces) from (select traces from referral other
                where other.shop_id = $1 and other.advocate_id = referral.advocate_id and other.id <> referral.id
                  and other.traces is not null and other.friend_id is distinct from placed.member_id
                order by other.ordered_at desc limit 200) as recent) as other_traces
           from referral
           join "order" placed on placed.shop_id = $1 and placed.gid = referral.order_gid
           join member advocate on advocate.shop_id = $1 and advocate.id = referral.advocate_id
           where referral.shop_id = $1 and referral.id = $2`,
    values: [shopId, id],
  });
  const row = result.rows[0];
  if (!row) return null;
  return {
    id: row.id,
    advocateId: row.advocate_id,
    advocateGid: row.customer_gid,
    orderGid: row.order_gid,
    review: row.terms.review,
    audience: row.terms.audience,
    isExamined: row.is_examined,
    friendOrders: row.friend_orders,
    friendOrdersBefore: row.friend_orders_before,
    withinHour: row.within_hour,
    withinDay: row.within_day,
    otherTraces: row.other_traces ?? [],
  };
}

/** Notes what was found out, once. */
export async function writeExamination(
  database: Queryable,
  shopId: number,
  id: string,
  examination: Examination,
  traces: Traces | null,
): Promise<void> {
  await database.query({
    name: "referral-examinations.write",
    text: `update referral set examination = $3, traces = $4 where shop_id = $1 and id = $2 and examination is null`,
    values: [shopId, id, JSON.stringify(examination), traces === null ? null : JSON.stringify(traces)],
  });
}

/** Connections are forgotten first, everything else an order left later. */
export async function forgetOldTraces(
  database: Queryable,
  shopId: number,
  { connectionsBefore, allBefore }: { connectionsBefore: Date; allBefore: Date },
): Promise<void> {
  await database.query({
    name: "referral-examinations.forget",
    text: `update referral set traces = case when ordered_at < $3 then null else jsonb_set(traces, '{ip}', '[]') end
           where shop_id = $1 and traces is not null
             and (ordered_at < $3 or (ordered_at < $2 and jsonb_array_length(traces->'ip') > 0))`,
    values: [shopId, connectionsBefore, allBefore],
  });
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
