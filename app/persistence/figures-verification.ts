import type { Transaction } from "./database.ts";
import { CHAIN, CHAINED, CHAINS, PURCHASES } from "./figures.ts";
import { DAILY_BUYERS, DAILY_GROUPS, DAILY_SALES } from "./figures-days.ts";
import { integer } from "./rows.ts";
import type { Differences } from "./verification.ts";

/** So many of a kind are named; the rest are counted. */
const NAMED = 50;

/** Each statement answers rows of subject, field, expected and found. `$1` is the shop, `$2` null for every day (or its time zone). */
const OF_TIMEZONE = [
  // What is noted as due is about to be counted: it may differ until then.
  `select coalesce(wanted.order_gid, stands.order_gid) as subject, field, expected, found
   from (${PURCHASES}) as wanted full join (select * from purchase where shop_id = $1) as stands using (order_gid),
   lateral (values ('goods in figures', wanted.goods_minor, stands.goods_minor),
     ('buyer in figures', coalesce(wanted.member_id, 0), coalesce(stands.member_id, 0)),
     ('member in figures', wanted.is_member::int::bigint, stands.is_member::int::bigint),
     ('level in figures is that of the history', 1, (wanted.tier is not distinct from stands.tier)::int::bigint),
     ('day in figures', wanted.day - date '2000-01-01', stands.day - date '2000-01-01')) as compared(field, expected, found)
   where expected is distinct from found and not exists (
     select 1 from figure_due where shop_id = $1 and (order_gid = coalesce(wanted.order_gid, stands.order_gid)
       or member_id in (wanted.member_id, stands.member_id)))`,
  `select day::text as subject, field, expected, found
   from (select (joined_at at time zone $2)::date as day, count(*) filter (where status = 'member') as members,
           count(*) filter (where status = 'guest') as guests
         from member where shop_id = $1 and status in ('member', 'guest') group by 1) as wanted
   full join (select * from daily_join where shop_id = $1) as stands using (day),
   lateral (values ('members joined', coalesce(wanted.members, 0), coalesce(stands.members, 0)),
     ('guests met', coalesce(wanted.guests, 0), coalesce(stands.guests, 0))) as compared(field, expected, found)
   where expected <> found and not exists (
     select 1 from figure_due join member on member.shop_id = $1 and member.id = figure_due.member_id
     where figure_due.shop_id = $1 and (joined_at at time zone $2)::date = day)`,
];

const sinceOf = (table: string): string =>
  CHAINED.map((column) => `coalesce(stands.day - ${table}.${column}, -1)`).join(" + ");

function buyersCompared(wanted: string, table: string, key: string): string {
  return `field, coalesce(expected, 0) as expected, coalesce(found, 0) as found
   from (${wanted}) as wanted full join (select * from ${table} where shop_id = $1) as stands using (${key}),
   lateral (values ('orders of known buyers', wanted.orders::bigint, stands.orders::bigint),
     ('first orders', wanted.first_orders, stands.first_orders), ('goods of known buyers', wanted.goods_minor, stands.goods_minor),
     ('buyers who came again', (select sum(each) from unnest(wanted.again_within) as each),
       (select sum(each) from unnest(stands.again_within) as each)),
     ('buyers who came a third time', (select sum(each) from unnest(wanted.third_within) as each),
       (select sum(each) from unnest(stands.third_within) as each))) as compared(field, expected, found)
   where coalesce(expected, 0) <> coalesce(found, 0)`;
}

const OF_DAYS = [
  // The sum of so many days apart: any one of them that is another makes another.
  `select order_gid as subject, 'days since the purchases before' as field, ${sinceOf("chained")} as expected, ${sinceOf("stands")} as found
   from (select order_gid, ${CHAIN} from purchase where shop_id = $1 and member_id is not null and $2::date[] is null ${CHAINS}) as chained
   join (select * from purchase where shop_id = $1) as stands using (order_gid)
   where (${CHAINED.map((column) => `chained.${column}`).join(", ")}) is distinct from (${CHAINED.map((column) => `stands.${column}`).join(", ")})`,
  `select day::text || ' ' || channel as subject, field, expected, found
   from (${DAILY_SALES}) as wanted full join (select * from daily_sale where shop_id = $1) as stands using (day, channel, is_member),
   lateral (values ('orders', coalesce(wanted.orders, 0)::bigint, coalesce(stands.orders, 0)::bigint),
     ('goods', coalesce(wanted.goods_minor, 0), coalesce(stands.goods_minor, 0))) as compared(field, expected, found)
   where expected <> found`,
  `select day::text as subject, ${buyersCompared(DAILY_BUYERS, "daily_buyer", "day, is_member")}`,
  // A segment that somebody entered or left is about to be counted.
  `select kind || ' ' || code || ' ' || day as subject, ${buyersCompared(DAILY_GROUPS, "daily_group", "kind, code, day")}
     and not (kind = 'segment' and exists (select 1 from figure_due where shop_id = $1 and segment = code))`,
];

/** Compares everything that figures are read off with the orders and members that it is made of. Changes nothing. */
export async function compareFigures(transaction: Transaction, shopId: number, timezone: string): Promise<Differences> {
  const all: Differences = { count: 0, first: [] };
  const statements = [
    ...OF_TIMEZONE.map((text) => [text, timezone] as const),
    ...OF_DAYS.map((text) => [text, null] as const),
  ];
  for (const [text, value] of statements) {
    const { rows } = await transaction.query<{
      subject: string;
      field: string;
      expected: string | null;
      found: string | null;
      total: string;
    }>(`select *, count(*) over () as total from (${text}) as different order by subject, field limit ${NAMED}`, [
      shopId,
      value,
    ]);
    all.count += integer(rows[0]?.total ?? 0);
    const numberOf = (text: string | null): number | null => (text === null ? null : integer(text));
    for (const { subject, field, expected, found } of rows) {
      all.first.push({ what: "figure", subject, field, expected: numberOf(expected), found: numberOf(found) });
    }
  }
  return all;
}
