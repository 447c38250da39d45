import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";

/** Keeps the locks of roll-ups apart from other advisory locks. */
const NAMESPACE = 7002;

/** What is noted as not counted yet. */
export interface DueFigures {
  ids: string[];
  orders: string[];
  members: string[];
}

/** Takes the shop's roll-up until the transaction ends: two at once would count the same day from different states. */
export async function lockRollUp(transaction: Transaction, shopId: number): Promise<void> {
  await transaction.query({
    name: "figures.lock",
    text: "select pg_advisory_xact_lock($1, $2)",
    values: [NAMESPACE, shopId],
  });
}

/** The oldest notes. What they are about is read by later statements, which see at least what was committed with the note. */
export async function dueFigures(transaction: Transaction, shopId: number, limit: number): Promise<DueFigures> {
  const result = await transaction.query<{ id: string; order: string | null; member: string | null }>({
    name: "figures.due",
    text: `select id, order_gid as "order", member_id as "member" from figure_due where shop_id = $1 order by id limit $2`,
    values: [shopId, limit],
  });
  const unique = (values: (string | null)[]): string[] => [...new Set(values.flatMap((each) => each ?? []))];
  return {
    ids: result.rows.map(({ id }) => id),
    orders: unique(result.rows.map(({ order }) => order)),
    members: unique(result.rows.map(({ member }) => member)),
  };
}

export async function settleDue(transaction: Transaction, shopId: number, ids: readonly string[]): Promise<void> {
  await transaction.query({
    name: "figures.settle",
    text: "delete from figure_due where shop_id = $1 and id = any($2::bigint[])",
    values: [shopId, ids],
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

/** Brings purchases to what these orders are now. Answers the days and buyers that this changes, as they were and as they are. */
export async function writePurchases(
  transaction: Transaction,
  shopId: number,
  timezone: string,
  due: Pick<DueFigures, "orders" | "members">,
): Promise<{ days: string[]; buyers: string[] }> {
  const result = await transaction.query<{ days: string[] | null; buyers: string[] | null }>({
    name: "figures.purchases",
    text: `
      with due as materialized (
        select unnest($3::text[]) as gid union select gid from "order" where shop_id = $1 and member_id = any($4::bigint[])),
      wanted as materialized (${PURCHASES} and known.gid in (select gid from due)),
      stood as materialized (select * from purchase where shop_id = $1 and order_gid in (select gid from due)),
      gone as (
        delete from purchase where shop_id = $1 and order_gid in (select order_gid from stood except select order_gid from wanted)
        returning day, member_id, order_gid),
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
      changed as (
        select day, member_id from gone union select day, member_id from written
        union select stood.day, stood.member_id from stood join written using (order_gid))
      select array_agg(distinct day::text) as days, array_agg(distinct member_id) filter (where member_id is not null) as buyers from changed`,
    values: [shopId, timezone, due.orders, due.members],
  });
  return { days: result.rows[0]?.days ?? [], buyers: result.rows[0]?.buyers ?? [] };
}

/** Finds anew, for each purchase of these buyers, the days of the two before it. Answers the days of those that changed. */
export async function chainPurchases(
  transaction: Transaction,
  shopId: number,
  buyers: readonly string[],
): Promise<string[]> {
  if (buyers.length === 0) return [];
  const result = await transaction.query<{ day: string }>({
    name: "figures.chain",
    text: `
      with chain as materialized (
        select order_gid, lag(day) over bought as previous_day, lag(day, 2) over bought as earlier_day
        from purchase where shop_id = $1 and member_id = any($2::bigint[])
        window bought as (partition by member_id order by placed_at, order_gid)),
      changed as (
        update purchase set previous_day = chain.previous_day, earlier_day = chain.earlier_day from chain
        where purchase.shop_id = $1 and purchase.order_gid = chain.order_gid
          and (purchase.previous_day, purchase.earlier_day) is distinct from (chain.previous_day, chain.earlier_day)
        returning purchase.day)
      select distinct day::text from changed`,
    values: [shopId, buyers],
  });
  return result.rows.map(({ day }) => day);
}

/** How many purchases of each day lie within so many days of the buyer's purchase before, and of the one before that, as running totals. */
export const DAILY_BUYERS = `
  with bought as (
    select day, is_member, goods_minor, previous_day is null as is_first, day - previous_day as again, day - earlier_day as third
    from purchase where shop_id = $1 and member_id is not null and ($2::date[] is null or day = any($2::date[]))),
  gaps as (
    select day, is_member, kind, gap, count(*) as orders
    from bought cross join lateral (values ('again', again), ('third', third)) as of(kind, gap) where gap is not null group by 1, 2, 3, 4),
  longest as (select day, is_member, kind, max(gap) as gap from gaps group by 1, 2, 3),
  running as (
    select longest.day, longest.is_member, longest.kind, step.gap, sum(coalesce(gaps.orders, 0)) over up as orders
    from longest cross join lateral generate_series(0, longest.gap) as step(gap)
    left join gaps on gaps.day = longest.day and gaps.is_member = longest.is_member and gaps.kind = longest.kind and gaps.gap = step.gap
    window up as (partition by longest.day, longest.is_member, longest.kind order by step.gap)),
  totals as (
    select day, is_member, coalesce(array_agg(orders::int order by gap) filter (where kind = 'again'), '{}') as again_within,
      coalesce(array_agg(orders::int order by gap) filter (where kind = 'third'), '{}') as third_within
    from running group by 1, 2)
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

/** Counts anew who is known since the days on which these members joined. */
export async function rollUpJoins(
  transaction: Transaction,
  shopId: number,
  timezone: string,
  members: readonly string[],
): Promise<void> {
  if (members.length === 0) return;
  const found = await transaction.query<{ day: string }>({
    name: "figures.joined",
    text: `select distinct (joined_at at time zone $2)::date::text as day from member where shop_id = $1 and id = any($3::bigint[])`,
    values: [shopId, timezone, members],
  });
  const days = found.rows.map(({ day }) => day);
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

/** How many notes wait. */
export async function countDue(database: Pick<Transaction, "query">, shopId: number): Promise<number> {
  const result = await database.query<{ count: string }>("select count(*) from figure_due where shop_id = $1", [
    shopId,
  ]);
  return integer(result.rows[0]?.count ?? 0);
}
