import type { Referrals } from "../domain/programme/compile-referrals.ts";
import type { Transaction } from "./database.ts";

type Queryable = Pick<Transaction, "query">;

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
