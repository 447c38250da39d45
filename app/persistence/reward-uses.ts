import type { RewardUse } from "../domain/rewards/reward-terms.ts";
import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";

/** One taker of a limited reward at a time: whoever counts what is left is alone with it until the transaction ends. */
export async function lockLimitedReward(transaction: Transaction, shopId: number, rewardId: string): Promise<void> {
  await transaction.query({
    name: "reservations.lock_reward",
    text: "select pg_advisory_xact_lock(5008, hashtext($1::text || ':' || $2))",
    values: [String(shopId), rewardId],
  });
}

/**
 * How often a reward has been taken, by one member and by all since an instant, and ever. What was released or lapsed, and what an order
 * used and gave back in full, counts no more.
 */
export async function countReservations(
  transaction: Transaction,
  shopId: number,
  rewardId: string,
  member: string,
  since: Date,
): Promise<RewardUse> {
  const result = await transaction.query<{ by_member: string; by_all: string; ever: string }>({
    name: "reservations.count",
    text: `select count(*) filter (where member_id = $3 and created_at >= $4) as by_member,
             count(*) filter (where created_at >= $4) as by_all, count(*) as ever
           from reservation
           where shop_id = $1 and reward_id = $2 and status in ('held', 'attached', 'settled')
             and not exists (select 1 from redemption where redemption.shop_id = $1 and redemption.ref = reservation.ref
                             and redemption.kind = 'settled' and redemption.points_returned >= redemption.points)`,
    values: [shopId, rewardId, member, since],
  });
  const row = result.rows[0];
  return {
    byMember: integer(row?.by_member ?? "0"),
    byAll: integer(row?.by_all ?? "0"),
    ever: integer(row?.ever ?? "0"),
  };
}

/** The same for several rewards and members at once, claims of those that need no cart included, without a lock: for what is shown. */
export async function countAllReservations(
  database: Pick<Transaction, "query">,
  shopId: number,
  rewards: readonly { id: string; since: Date }[],
  members: readonly string[],
): Promise<{ reward: string; member: string; use: RewardUse }[]> {
  const result = await database.query<{
    reward: string;
    member: string;
    by_member: string;
    by_all: string;
    ever: string;
  }>({
    name: "reservations.count_all",
    text: `with taken as (
             select reward_id, member_id, created_at from reservation
             where shop_id = $1 and reward_id = any($2::text[]) and status in ('held', 'attached', 'settled')
               and not exists (select 1 from redemption where redemption.shop_id = $1 and redemption.ref = reservation.ref
                               and redemption.kind = 'settled' and redemption.points_returned >= redemption.points)
             union all
             select reward_id, member_id, created_at from claim
             where shop_id = $1 and reward_id = any($2::text[]) and status in ('waiting', 'claimed', 'ready', 'fulfilled')
           )
           select asked.id as reward, member.id::text as member,
             count(*) filter (where taken.member_id = member.id and taken.created_at >= asked.since) as by_member,
             count(*) filter (where taken.created_at >= asked.since) as by_all, count(taken.reward_id) as ever
           from unnest($2::text[], $3::timestamptz[]) as asked(id, since)
           cross join unnest($4::bigint[]) as member(id)
           left join taken on taken.reward_id = asked.id
           group by asked.id, member.id`,
    values: [shopId, rewards.map(({ id }) => id), rewards.map(({ since }) => since), members],
  });
  return result.rows.map(({ reward, member, by_member, by_all, ever }) => ({
    reward,
    member,
    use: { byMember: integer(by_member), byAll: integer(by_all), ever: integer(ever) },
  }));
}
