import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";

/** Keeps the locks of roll-ups apart from other advisory locks. */
const NAMESPACE = 7002;

/** Takes the shop's roll-up until the transaction ends: two at once would count the same day from different states. */
export async function lockRollUp(transaction: Transaction, shopId: number): Promise<void> {
  await transaction.query({
    name: "figures.lock",
    text: "select pg_advisory_xact_lock($1, $2)",
    values: [NAMESPACE, shopId],
  });
}

/**
 * Which orders are purchases: placed, paid, not cancelled, no test, with goods that were paid for and kept. `$1` is the shop, `$2` its time
 * zone. A guest is no member; somebody who was erased stays what they were counted as, which is a member. The level is the one that was noted last
 * of those that began before the order was placed: the order by which a level is reached is not yet bought at it.
 */
export const PURCHASES = `
  select known.gid as order_gid, known.member_id, coalesce(buyer.status <> 'guest', false) as is_member, coalesce(known.channel, 'web') as channel,
    (known.placed_at at time zone $2)::date as day, known.placed_at, known.goods_minor,
    (select to_level from tier_change where tier_change.shop_id = known.shop_id and tier_change.member_id = known.member_id
       and tier_change.at < known.placed_at order by tier_change.id desc limit 1) as tier
  from "order" as known left join member as buyer on buyer.shop_id = known.shop_id and buyer.id = known.member_id
  where known.shop_id = $1 and known.placed_at is not null and known.cancelled_at is null and known.goods_minor > 0
    and (known.paid_at is not null or known.state->'order'->>'isPaid' = 'true')
    and known.state->'order'->>'isTest' is distinct from 'true'`;

/** What was the day of the buyer's purchase before, and of the one before that: of all, at the same level, by the same channel. */
export const CHAINED = [
  ...["previous_day", "earlier_day"],
  ...["tier_previous_day", "tier_earlier_day"],
  ...["channel_previous_day", "channel_earlier_day"],
];

/** The columns of `CHAINED` as purchases say: to be read of all purchases of a buyer, with `CHAINS` behind. */
export const CHAIN = `lag(day) over bought as previous_day, lag(day, 2) over bought as earlier_day,
  case when tier is not null then lag(day) over at_level end as tier_previous_day,
  case when tier is not null then lag(day, 2) over at_level end as tier_earlier_day,
  lag(day) over by_channel as channel_previous_day, lag(day, 2) over by_channel as channel_earlier_day`;

export const CHAINS = `window bought as (partition by member_id order by placed_at, order_gid),
  at_level as (partition by member_id, tier order by placed_at, order_gid),
  by_channel as (partition by member_id, channel order by placed_at, order_gid)`;

const WRITTEN = ["member_id", "is_member", "channel", "tier", "day", "placed_at", "goods_minor"];

const of = (table: string, columns: readonly string[]): string =>
  columns.map((column) => `${table}.${column}`).join(", ");

/** What a portion of notes changed: days as YYYY-MM-DD, buyers by member id. */
export interface ChangedPurchases {
  settled: number;
  /** Days of purchases as they were and as they are, and the buyers of both. */
  days: string[];
  buyers: string[];
  /** Days on which members joined about whom something was noted. */
  joinDays: string[];
  /** Codes of segments that somebody entered or left. */
  segments: string[];
}

/**
 * Settles the oldest notes and brings purchases to what their orders are now. One statement, hence one snapshot: whoever wrote a note wrote
 * what it is about in the same transaction, so that where the one is seen the other is. A roll-back brings the notes back.
 */
export async function writePurchases(
  transaction: Transaction,
  shopId: number,
  timezone: string,
  limit: number,
): Promise<ChangedPurchases> {
  const result = await transaction.query<
    Record<"days" | "buyers" | "joins" | "segments", string[] | null> & { settled: string }
  >({
    name: "figures.purchases",
    text: `
      with settled as (
        delete from figure_due where shop_id = $1 and id in (select id from figure_due where shop_id = $1 order by id limit $3)
        returning order_gid, member_id, segment),
      people as materialized (select distinct member_id as id from settled where member_id is not null),
      due as materialized (
        select order_gid as gid from settled where order_gid is not null
        union select gid from "order" where shop_id = $1 and member_id in (select id from people)),
      wanted as materialized (${PURCHASES} and known.gid in (select gid from due)),
      stood as materialized (select * from purchase where shop_id = $1 and order_gid in (select gid from due)),
      gone as (
        delete from purchase where shop_id = $1 and order_gid in (select order_gid from stood except select order_gid from wanted)
        returning day, member_id),
      written as (
        insert into purchase (shop_id, order_gid, member_id, is_member, channel, tier, day, placed_at, goods_minor)
        select $1, order_gid, member_id, is_member, channel, tier, day, placed_at, goods_minor from wanted
        on conflict (shop_id, order_gid) do update set member_id = excluded.member_id, is_member = excluded.is_member,
          channel = excluded.channel, tier = excluded.tier, day = excluded.day, placed_at = excluded.placed_at,
          goods_minor = excluded.goods_minor,
          ${CHAINED.map((column) => `${column} = case when excluded.member_id is null then null else purchase.${column} end`).join(", ")}
        where (${of("purchase", WRITTEN)}) is distinct from (${of("excluded", WRITTEN)})
        returning day, member_id, order_gid),
      changed as materialized (
        select day, member_id from gone union select day, member_id from written
        union select stood.day, stood.member_id from stood join written using (order_gid))
      select (select count(*) from settled) as settled, (select array_agg(distinct day::text) from changed) as days,
        (select array_agg(distinct member_id) from changed where member_id is not null) as buyers,
        (select array_agg(distinct (joined_at at time zone $2)::date::text) from member
         where shop_id = $1 and id in (select id from people)) as joins,
        (select array_agg(distinct segment) from settled where segment is not null) as segments`,
    values: [shopId, timezone, limit],
  });
  const row = result.rows[0];
  return {
    settled: integer(row?.settled ?? 0),
    days: row?.days ?? [],
    buyers: row?.buyers ?? [],
    joinDays: row?.joins ?? [],
    segments: row?.segments ?? [],
  };
}

/** Finds anew, for each purchase of these buyers, the days of the two before it, of all and in its groups. Answers the days of those that changed. */
export async function chainPurchases(
  transaction: Transaction,
  shopId: number,
  buyers: readonly string[],
): Promise<string[]> {
  if (buyers.length === 0) return [];
  // The planner knows nothing of purchases that this transaction has just written, takes them for a handful and would compare each with each:
  // minutes for a shop's whole past. Joined by hashing they are seconds.
  await transaction.query("set local enable_nestloop = off");
  const result = await transaction.query<{ day: string }>({
    name: "figures.chain",
    text: `
      with chain as materialized (
        select order_gid, ${CHAIN} from purchase where shop_id = $1 and member_id = any($2::bigint[]) ${CHAINS}),
      changed as (
        update purchase set (${CHAINED.join(", ")}) = row(${of("chain", CHAINED)}) from chain
        where purchase.shop_id = $1 and purchase.member_id = any($2::bigint[]) and purchase.order_gid = chain.order_gid
          and (${of("purchase", CHAINED)}) is distinct from (${of("chain", CHAINED)})
        returning purchase.day)
      select distinct day::text from changed`,
    values: [shopId, buyers],
  });
  await transaction.query("reset enable_nestloop");
  return result.rows.map(({ day }) => day);
}

/** Counts anew who is known since these days. */
export async function rollUpJoins(
  transaction: Transaction,
  shopId: number,
  timezone: string,
  days: readonly string[],
): Promise<void> {
  if (days.length === 0) return;
  await transaction.query({
    name: "figures.joins.clear",
    text: "delete from daily_join where shop_id = $1 and day = any($2::date[])",
    values: [shopId, days],
  });
  await transaction.query({
    name: "figures.joins",
    text: `
      insert into daily_join (shop_id, day, members, guests)
      select $1, day, count(*) filter (where status = 'member'), count(*) filter (where status = 'guest')
      from unnest($3::date[]) as day join member on member.shop_id = $1 and status in ('member', 'guest')
        and joined_at >= day::timestamp at time zone $2 and joined_at < (day + 1)::timestamp at time zone $2
      group by 2`,
    values: [shopId, timezone, days],
  });
}
