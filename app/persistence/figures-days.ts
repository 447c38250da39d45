import type { Transaction } from "./database.ts";

/** Purchases of each day by channel and kind of buyer. `$1` is the shop, `$2` null for every day. */
export const DAILY_SALES = `
  select day, channel, is_member, count(*)::int as orders, sum(goods_minor) as goods_minor from purchase
  where shop_id = $1 and ($2::date[] is null or day = any($2::date[])) group by 1, 2, 3`;

/**
 * How many purchases of each day lie within so many days of the buyer's purchase before, and of the one before that, as running totals; apart
 * by the columns of `group`. `bought` has a row a purchase and group: day, goods_minor, and the days since those two, again and third.
 *
 * The arrays are written as text, each total as often as it stays: joined with every day instead, a million purchases took ten times as long.
 */
function buyersOfDays(group: string, bought: string): string {
  return `
  with bought as (${bought}),
  gaps as (
    select ${group}, day, nth, gap, count(*) as orders
    from bought cross join lateral (values ('again', again), ('third', third)) as of(nth, gap) where gap is not null group by ${group}, day, nth, gap),
  running as (
    select ${group}, day, nth, gap, sum(orders) over up as orders, lead(gap, 1, gap + 1) over up - gap as days, lag(gap) over up is null as leads
    from gaps window up as (partition by ${group}, day, nth order by gap)),
  written as (
    select ${group}, day, nth,
      ('{' || rtrim(string_agg(case when leads then repeat('0,', gap) else '' end || repeat(orders || ',', days), '' order by gap), ',') || '}')::int[] as within
    from running group by ${group}, day, nth),
  totals as (
    select ${group}, day, max(within) filter (where nth = 'again') as again_within, max(within) filter (where nth = 'third') as third_within
    from written group by ${group}, day)
  select ${group}, day, counted.orders, counted.first_orders, counted.goods_minor, coalesce(again_within, '{}') as again_within,
    coalesce(third_within, '{}') as third_within
  from (select ${group}, day, count(*)::int as orders, (count(*) filter (where again is null))::int as first_orders, sum(goods_minor) as goods_minor
        from bought group by ${group}, day) as counted
  left join totals using (${group}, day)`;
}

const OF_KNOWN_BUYERS = "purchase.shop_id = $1 and purchase.member_id is not null";
const ON_DAYS = "($2::date[] is null or day = any($2::date[]))";

/** Buyers of each day, members and others. */
export const DAILY_BUYERS = buyersOfDays(
  "is_member",
  `select day, is_member, goods_minor, day - previous_day as again, day - earlier_day as third from purchase
   where ${OF_KNOWN_BUYERS} and ${ON_DAYS}`,
);

/** A customer's purchases all belong to the segments that they are in now, so that the purchase before in the segment is the one before. */
const BOUGHT_IN_SEGMENTS = `
  select day, 'segment' as kind, code, goods_minor, day - previous_day as again, day - earlier_day as third
  from purchase join member_score on member_score.shop_id = $1 and member_score.member_id = purchase.member_id
    cross join lateral unnest(segments) as code
  where ${OF_KNOWN_BUYERS}`;

/** Buyers of each day by group: `kind` and `code`. */
export const DAILY_GROUPS = buyersOfDays(
  "kind, code",
  `select day, 'tier' as kind, tier as code, goods_minor, day - tier_previous_day as again, day - tier_earlier_day as third
   from purchase where ${OF_KNOWN_BUYERS} and ${ON_DAYS} and tier is not null
   union all
   select day, 'channel', channel, goods_minor, day - channel_previous_day, day - channel_earlier_day
   from purchase where ${OF_KNOWN_BUYERS} and ${ON_DAYS}
   union all ${BOUGHT_IN_SEGMENTS} and ${ON_DAYS}`,
);

const DAILY_SEGMENTS = buyersOfDays("kind, code", `${BOUGHT_IN_SEGMENTS} and code = any($2::text[])`);

const INTO_GROUPS =
  "insert into daily_group (shop_id, kind, code, day, orders, first_orders, goods_minor, again_within, third_within)";

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
    text: `insert into daily_buyer (shop_id, is_member, day, orders, first_orders, goods_minor, again_within, third_within)
           select $1, * from (${DAILY_BUYERS}) as counted`,
    values,
  });
  await transaction.query({ name: "figures.groups.clear", text: `delete from daily_group ${gone}`, values });
  await transaction.query({
    name: "figures.groups",
    text: `${INTO_GROUPS} select $1, * from (${DAILY_GROUPS}) as counted`,
    values,
  });
}

/** Counts every day of these segments anew: customers are sorted anew each night, and take their past along. */
export async function rollUpSegments(
  transaction: Transaction,
  shopId: number,
  codes: readonly string[],
): Promise<void> {
  if (codes.length === 0) return;
  const values = [shopId, codes];
  await transaction.query({
    name: "figures.segments.clear",
    text: "delete from daily_group where shop_id = $1 and kind = 'segment' and code = any($2::text[])",
    values,
  });
  await transaction.query({
    name: "figures.segments",
    text: `${INTO_GROUPS} select $1, * from (${DAILY_SEGMENTS}) as counted`,
    values,
  });
}
