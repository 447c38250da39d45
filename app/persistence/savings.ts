import type { Saving } from "../domain/savings/saving.ts";
import { CLAIMS_ON_CARD, type ShownClaim } from "../domain/wallet/card-claims.ts";
import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

/** Sets what a member saves for; null for nothing. The same again keeps when it was set and reached. */
export async function writeSavingGoal(
  transaction: Queryable,
  shopId: number,
  member: string,
  rewardId: string | null,
  now: Date,
): Promise<void> {
  if (rewardId === null) {
    await transaction.query("delete from saving_goal where shop_id = $1 and member_id = $2", [shopId, member]);
    return;
  }
  await transaction.query({
    name: "savings.write",
    text: `insert into saving_goal (shop_id, member_id, reward_id, set_at) values ($1, $2, $3, $4)
           on conflict (shop_id, member_id) do update set reward_id = excluded.reward_id, set_at = excluded.set_at, reached_at = null
           where saving_goal.reward_id <> excluded.reward_id`,
    values: [shopId, member, rewardId, now],
  });
}

/** What cards show beside balance and reservations, by member id. */
export interface ClaimState {
  claims: ShownClaim[];
  saving: Saving | null;
}

interface StateRow {
  member: string;
  claims: (Omit<ShownClaim, "points" | "createdAt" | "endsAt"> & {
    points: string;
    createdAt: string;
    endsAt: string | null;
  })[];
  reward_id: string | null;
  earned: string | null;
  joined_at: Date;
}

/** `paceSince` is the instant from which points count for a member's pace. */
export async function claimStates(
  database: Queryable,
  shopId: number,
  members: readonly string[],
  paceSince: Date,
): Promise<Map<string, ClaimState>> {
  if (members.length === 0) return new Map();
  const { rows } = await database.query<StateRow>({
    name: "savings.states",
    text: `select member.id as member, member.joined_at, saving_goal.reward_id,
             case when saving_goal.reward_id is null then null else (
               select coalesce(sum(points), 0) from entry
               where entry.shop_id = $1 and entry.member_id = member.id and kind in ('award', 'reversal') and occurred_at >= $3) end as earned,
             coalesce((
               select json_agg(json_build_object('ref', ref, 'rewardId', reward_id, 'reward', reward, 'points', points::text,
                 'status', status, 'createdAt', created_at, 'endsAt', ends_at, 'giftCode', gift_code, 'note', note,
                 'isAsked', asked_at is not null) order by created_at desc, ref)
               from (select * from claim where claim.shop_id = $1 and claim.member_id = member.id
                     order by created_at desc, ref limit ${CLAIMS_ON_CARD}) as newest), '[]') as claims
           from member left join saving_goal on saving_goal.shop_id = $1 and saving_goal.member_id = member.id
           where member.shop_id = $1 and member.id = any($2::bigint[])`,
    values: [shopId, members, paceSince],
  });
  return new Map(
    rows.map((row) => [
      row.member,
      {
        claims: row.claims.map((claim) => ({
          ...claim,
          points: integer(claim.points),
          createdAt: Date.parse(claim.createdAt),
          endsAt: claim.endsAt === null ? null : Date.parse(claim.endsAt),
        })),
        saving:
          row.reward_id === null
            ? null
            : { rewardId: row.reward_id, earnedLately: integer(row.earned ?? 0), joinedAt: row.joined_at.getTime() },
      },
    ]),
  );
}

/** Goals that the points suffice for since the last look, at most `limit`; noted as reached, so that each is answered once. */
export async function reachGoals(
  transaction: Transaction,
  shopId: number,
  costs: readonly { id: string; cost: number }[],
  now: Date,
  limit: number,
): Promise<{ member: string; rewardId: string; setAt: Date }[]> {
  const { rows } = await transaction.query<{ member_id: string; reward_id: string; set_at: Date }>({
    name: "savings.reach",
    text: `update saving_goal set reached_at = $4 from (
             select saving_goal.member_id from saving_goal
             join unnest($2::text[], $3::bigint[]) as reward(id, cost) on reward.id = saving_goal.reward_id
             join balance on balance.shop_id = $1 and balance.member_id = saving_goal.member_id and balance.available >= reward.cost
             where saving_goal.shop_id = $1 and reached_at is null order by saving_goal.member_id limit $5) as reached
           where saving_goal.shop_id = $1 and saving_goal.member_id = reached.member_id
           returning saving_goal.member_id, reward_id, set_at`,
    values: [shopId, costs.map(({ id }) => id), costs.map(({ cost }) => cost), now, limit],
  });
  return rows.map((row) => ({ member: row.member_id, rewardId: row.reward_id, setAt: row.set_at }));
}

/** The goal of the one who stays is kept. */
export async function moveSavings(transaction: Transaction, shopId: number, from: string, into: string): Promise<void> {
  await transaction.query(
    `update saving_goal set member_id = $3 where shop_id = $1 and member_id = $2
       and not exists (select 1 from saving_goal where shop_id = $1 and member_id = $3)`,
    [shopId, from, into],
  );
  await transaction.query("delete from saving_goal where shop_id = $1 and member_id = $2", [shopId, from]);
}

export async function forgetSavings(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
): Promise<void> {
  const values = [shopId, members];
  await transaction.query("delete from saving_goal where shop_id = $1 and member_id = any($2::bigint[])", values);
}
