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
 * zone. A guest is no member; somebody who was erased stays what they were counted as, which is a member.
 */
export const PURCHASES = `
  select known.gid as order_gid, known.member_id, coalesce(buyer.status <> 'guest', false) as is_member, coalesce(known.channel, 'web') as channel,
    (known.placed_at at time zone $2)::date as day, known.placed_at, known.goods_minor
  from "order" as known left join member as buyer on buyer.shop_id = known.shop_id and buyer.id = known.member_id
  where known.shop_id = $1 and known.placed_at is not null and known.cancelled_at is null and known.goods_minor > 0
    and (known.paid_at is not null or known.state->'order'->>'isPaid' = 'true')
    and known.state->'order'->>'isTest' is distinct from 'true'`;

/** What a portion of notes changed: days as YYYY-MM-DD, buyers by member id. */
export interface ChangedPurchases {
  settled: number;
  /** Days of purchases as they were and as they are, and the buyers of both. */
  days: string[];
  buyers: string[];
  /** Days on which members joined about whom something was noted. */
  joinDays: string[];
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
  const result = await transaction.query<Record<"days" | "buyers" | "joins", string[] | null> & { settled: string }>({
    name: "figures.purchases",
    text: `
      with settled as (
        delete from figure_due where shop_id = $1 and id in (select id from figure_due where shop_id = $1 order by id limit $3)
        returning order_gid, member_id),
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
        insert into purchase (shop_id, order_gid, member_id, is_member, channel, day, placed_at, goods_minor)
        select $1, order_gid, member_id, is_member, channel, day, placed_at, goods_minor from wanted
        on conflict (shop_id, order_gid) do update set member_id = excluded.member_id, is_member = excluded.is_member,
          channel = excluded.channel, day = excluded.day, placed_at = excluded.placed_at, goods_minor = excluded.goods_minor,
          previous_day = case when excluded.member_id is null then null else purchase.previous_day end,
          earlier_day = case when excluded.member_id is null then null else purchase.earlier_day end
        where (purchase.member_id, purchase.is_member, purchase.channel, purchase.day, purchase.placed_at, purchase.goods_minor)
          is distinct from (excluded.member_id, excluded.is_member, excluded.channel, excluded.day, excluded.placed_at, excluded.goods_minor)
        returning day, member_id, order_gid),
      changed as materialized (
        select day, member_id from gone union select day, member_id from written
        union select stood.day, stood.member_id from stood join written using (order_gid))
      select (select count(*) from settled) as settled, (select array_agg(distinct day::text) from changed) as days,
        (select array_agg(distinct member_id) from changed where member_id is not null) as buyers,
        (select array_agg(distinct (joined_at at time zone $2)::date::text) from member
         where shop_id = $1 and id in (select id from people)) as joins`,
    values: [shopId, timezone, limit],
  });
  const row = result.rows[0];
  return {
    settled: integer(row?.settled ?? 0),
    days: row?.days ?? [],
    buyers: row?.buyers ?? [],
    joinDays: row?.joins ?? [],
  };
}

/** Finds anew, for each purchase of these buyers, the days of the two before it. Answers the days of those that changed. */
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
        select order_gid, lag(day) over bought as previous_day, lag(day, 2) over bought as earlier_day
        from purchase where shop_id = $1 and member_id = any($2::bigint[])
        window bought as (partition by member_id order by placed_at, order_gid)),
      changed as (
        update purchase set previous_day = chain.previous_day, earlier_day = chain.earlier_day from chain
        where purchase.shop_id = $1 and purchase.member_id = any($2::bigint[]) and purchase.order_gid = chain.order_gid
          and (purchase.previous_day, purchase.earlier_day) is distinct from (chain.previous_day, chain.earlier_day)
        returning purchase.day)
      select distinct day::text from changed`,
    values: [shopId, buyers],
  });
  await transaction.query("reset enable_nestloop");
  return result.rows.map(({ day }) => day);
}

/**
 * How many purchases of each day lie within so many days of the buyer's purchase before, and of the one before that, as running totals. The
 * arrays are written as text, each total as often as it stays: joined with every day instead, a million purchases took ten times as long.
 */
export const DAILY_BUYERS = `
  with bought as (
    select day, is_member, goods_minor, previous_day is null as is_first, day - previous_day as again, day - earlier_day as third
    from purchase where shop_id = $1 and member_id is not null and ($2::date[] is null or day = any($2::date[]))),
  gaps as (
    select day, is_member, kind, gap, count(*) as orders
    from bought cross join lateral (values ('again', again), ('third', third)) as of(kind, gap) where gap is not null group by 1, 2, 3, 4),
  running as (
    select day, is_member, kind, gap, sum(orders) over up as orders, lead(gap, 1, gap + 1) over up - gap as days, lag(gap) over up is null as leads
    from gaps window up as (partition by day, is_member, kind order by gap)),
  written as (
    select day, is_member, kind,
      ('{' || rtrim(string_agg(case when leads then repeat('0,', gap) else '' end || repeat(orders || ',', days), '' order by gap), ',') || '}')::int[] as within
    from running group by 1, 2, 3),
  totals as (
    select day, is_member, max(within) filter (where kind = 'again') as again_within, max(within) filter (where kind = 'third') as third_within
    from written group by 1, 2)
  select day, is_member, counted.orders, counted.first_orders, counted.goods_minor, coalesce(again_within, '{}') as again_within,
    coalesce(third_within, '{}') as third_within
  from (select day, is_member, count(*)::int as orders, (count(*) filter (where is_first))::int as first_orders, sum(goods_minor) as goods_minor
        from bought group by 1, 2) as counted
  left join totals using (day, is_member)`;

/** Purchases of each day by channel and kind of buyer. */
export const DAILY_SALES = `
  select day, channel, is_member, count(*)::int as orders, sum(goods_minor) as goods_minor from purchase
  where shop_id = $1 and ($2::date[] is null or day = any($2::date[])) group by 1, 2, 3`;

/** Counts these days anew from their purchases. */
export async function rollUpDays(transaction: Transaction, shopId: number, days: readonly string[]): Promise<void> {
  if (days.length === 0) return;
  const values = [shopId, days];
  const gone = "where shop_id = $1 and day = any($2::date[])";
  await transaction.query({ name: "figures.sales.clear", text: `delete from daily_sale ${gone}`, values });
  await transaction.query({
    name: "figures.sales",
    text: `insert into daily_sale (shop_id, day, channel, is_member, orders, goods_minor) select $1, * from (${DAILY_SALES}) as counted`,
    values,
  });
  await transaction.query({ name: "figures.buyers.clear", text: `delete from daily_buyer ${gone}`, values });
  await transaction.query({
    name: "figures.buyers",
    text: `insert into daily_buyer (shop_id, day, is_member, orders, first_orders, goods_minor, again_within, third_within)
           select $1, * from (${DAILY_BUYERS}) as counted`,
    values,
  });
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
