import type { Channel, Purchases, Scores } from "../domain/segments/customer.ts";
import type { Borders, Fifths } from "../domain/segments/scores.ts";
import type { TierBorder } from "../domain/segments/top-share.ts";
import type { Transaction } from "./database.ts";
import { integer, withRows } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

/** Lets one transaction at a time change the scores of a shop: figures that were read earlier never overwrite newer ones. */
export async function lockScores(transaction: Transaction, shopId: number): Promise<void> {
  await transaction.query("select pg_advisory_xact_lock(5004, $1::int)", [shopId]);
}

/** `isPurchase` of domain/segments. An order of before the programme has no award; its state still tells that it was paid. */
const IS_PURCHASE = `o.goods_minor > 0 and o.cancelled_at is null
  and (o.paid_at is not null or coalesce((o.state->'order'->>'isPaid')::boolean, false))`;

const FIGURES = `min(o.placed_at) as first_order_at, max(o.placed_at) as last_order_at, count(*)::int as orders,
  coalesce(sum(o.goods_minor), 0)::bigint as spent_minor,
  array_remove(array[case when bool_or(o.channel = 'b2b') then 'b2b' end, case when bool_or(o.channel = 'pos') then 'pos' end,
    case when bool_or(o.channel = 'web') then 'web' end], null) as channels`;

const COLUMNS = "first_order_at, last_order_at, orders, spent_minor, channels";
const WRITE_FIGURES = `on conflict (shop_id, member_id) do update set first_order_at = excluded.first_order_at,
  last_order_at = excluded.last_order_at, orders = excluded.orders, spent_minor = excluded.spent_minor, channels = excluded.channels`;

const IS_SCORED = "status in ('member', 'guest')";

/**
 * Reads every order of a shop anew and brings the figures to it: one pass over the orders, however many, since a pass by index would fetch
 * them one by one. Changes that come in meanwhile stay due.
 */
export async function rebuildFigures(transaction: Transaction, shopId: number): Promise<void> {
  await transaction.query("set local work_mem = '64MB'");
  // First, so that all that is no longer due is seen by what follows.
  await transaction.query("delete from member_score_due where shop_id = $1", [shopId]);
  await transaction.query(
    `create temporary table purchases_now on commit drop as
     select member_id, ${FIGURES} from "order" o
     where o.shop_id = ${Number(shopId)} and o.member_id is not null and ${IS_PURCHASE} group by o.member_id`,
  );
  await transaction.query("analyze purchases_now");
  await transaction.query(
    `insert into member_score (shop_id, member_id, ${COLUMNS})
     select $1, member_id, ${COLUMNS.split(", ")
       .map((column) => `purchases_now.${column}`)
       .join(", ")}
     from purchases_now join member on member.shop_id = $1 and member.id = member_id and ${IS_SCORED}
     ${WRITE_FIGURES}
     where (member_score.first_order_at, member_score.last_order_at, member_score.orders, member_score.spent_minor, member_score.channels)
       is distinct from (excluded.first_order_at, excluded.last_order_at, excluded.orders, excluded.spent_minor, excluded.channels)`,
    [shopId],
  );
  await transaction.query(
    `update member_score set first_order_at = null, last_order_at = null, orders = 0, spent_minor = 0, channels = '{}'
     where shop_id = $1 and orders > 0
       and not exists (select from purchases_now where purchases_now.member_id = member_score.member_id)`,
    [shopId],
  );
  for (const table of ["member_score", "segment_member"]) {
    await transaction.query(
      `delete from ${table} where shop_id = $1 and not exists (
         select from member where member.shop_id = $1 and member.id = ${table}.member_id and ${IS_SCORED})`,
      [shopId],
    );
  }
}

/**
 * Reads the orders of some of those members anew whose orders changed, and answers how many changes are done with. One statement sees the
 * changes that it takes away and the orders that they are about at one instant, so none is lost between the two.
 */
export async function refreshFigures(transaction: Transaction, shopId: number, limit: number): Promise<number> {
  const result = await transaction.query<{ taken: number; gone: string[] }>({
    name: "scores.refresh",
    text: `with taken as (
             delete from member_score_due where shop_id = $1
               and id in (select id from member_score_due where shop_id = $1 order by id limit $2) returning member_id),
           due as (select distinct taken.member_id, ${IS_SCORED} as is_scored
             from taken left join member on member.shop_id = $1 and member.id = taken.member_id),
           written as (
             insert into member_score (shop_id, member_id, ${COLUMNS})
             select $1, due.member_id, ${COLUMNS} from due cross join lateral (
               select ${FIGURES} from "order" o where o.shop_id = $1 and o.member_id = due.member_id and ${IS_PURCHASE}) as figures
             where is_scored ${WRITE_FIGURES})
           select (select count(*)::int from taken) as taken,
             array(select member_id::text from due where is_scored is not true) as gone`,
    values: [shopId, limit],
  });
  const { taken, gone } = result.rows[0] ?? { taken: 0, gone: [] };
  if (gone.length > 0) {
    for (const table of ["member_score", "segment_member"]) {
      await transaction.query(`delete from ${table} where shop_id = $1 and member_id = any($2::bigint[])`, [
        shopId,
        gone,
      ]);
    }
  }
  return taken;
}

const DAY_OF = (column: string, timezone: string): string =>
  `(((${column} at time zone ${timezone})::date) - date '1970-01-01')`;

/** The borders between the scores, and how many customers have a purchase. `bordersOf` of domain/segments, in the database. */
export async function readBorders(
  transaction: Transaction,
  shopId: number,
  timezone: string,
): Promise<{ borders: Borders; customers: number }> {
  await transaction.query("set local work_mem = '64MB'");
  const [recency, frequency, monetary] = [
    await fifthsOf(transaction, shopId, DAY_OF("last_order_at", "$2::text"), timezone),
    await fifthsOf(transaction, shopId, "orders", timezone),
    await fifthsOf(transaction, shopId, "spent_minor", timezone),
  ];
  return {
    borders: { recency: recency.fifths, frequency: frequency.fifths, monetary: monetary.fifths },
    customers: recency.customers,
  };
}

async function fifthsOf(
  transaction: Transaction,
  shopId: number,
  value: string,
  timezone: string,
): Promise<{ fifths: Fifths; customers: number }> {
  const border = (score: number): string =>
    `min(value) filter (where 5 * below >= ${score - 1} * customers)::bigint as "${score}"`;
  const result = await transaction.query<Record<"2" | "3" | "4" | "5" | "customers", string | null>>(
    `with counted as (
       select ${value} as value, count(*) as number from member_score
       where shop_id = $1 and orders > 0 and $2::text is not null group by 1),
     ranked as (select value, sum(number) over (order by value) - number as below, sum(number) over () as customers from counted)
     select ${[2, 3, 4, 5].map(border).join(", ")}, max(customers)::bigint as customers from ranked`,
    [shopId, timezone],
  );
  const row = result.rows[0];
  const at = (text: string | null | undefined): number | null => (text == null ? null : integer(text));
  return { fifths: [at(row?.[2]), at(row?.[3]), at(row?.[4]), at(row?.[5])], customers: at(row?.customers) ?? 0 };
}

/** `worthOfTop` of domain/segments: the least worth with which those from these values on are not more than `most`. */
export async function readChampionsFrom(
  transaction: Transaction,
  shopId: number,
  timezone: string,
  least: { recency: number; frequency: number; monetary: number },
  most: number,
): Promise<number | null> {
  const result = await transaction.query<{ least: string | null }>(
    `with counted as (
       select spent_minor, count(*) as number from member_score
       where shop_id = $1 and orders >= greatest(1, $3::bigint) and spent_minor >= $4::bigint and ${DAY_OF("last_order_at", "$2")} >= $5::bigint
       group by spent_minor),
     ranked as (select spent_minor, sum(number) over (order by spent_minor desc) as champions from counted)
     select min(spent_minor) as least from ranked where champions <= $6`,
    [shopId, timezone, least.frequency, least.monetary, least.recency, most],
  );
  const found = result.rows[0]?.least ?? null;
  return found === null ? null : integer(found);
}

/** `tierBordersOf` of domain/segments over what was bought since an instant, by whoever bought since then; null for ever. */
export async function readTierBorders(
  database: Queryable,
  shopId: number,
  since: Date | null,
  topPercents: readonly number[],
): Promise<{ customers: number; borders: TierBorder[] }> {
  const result = await database.query<{ percent: number; least: string | null; reached: number; customers: number }>(
    `with spending as (
       select sum(o.goods_minor) as spent from "order" o join member on member.shop_id = $1 and member.id = o.member_id and ${IS_SCORED}
       where o.shop_id = $1 and ($2::timestamptz is null or o.placed_at >= $2) and ${IS_PURCHASE} group by o.member_id),
     counted as (select spent, count(*) as number from spending group by spent),
     ranked as (select spent, sum(number) over (order by spent desc) as reached, sum(number) over () as customers from counted)
     select percent, min(spent) as least, coalesce(max(reached), 0)::int as reached, (select count(*)::int from spending) as customers
     from unnest($3::int[]) with ordinality as asked(percent, place)
       left join ranked on reached <= floor(customers * percent / 100) group by percent, place order by place`,
    [shopId, since, topPercents],
  );
  return {
    customers: result.rows[0]?.customers ?? 0,
    borders: result.rows.map(({ percent, least, reached }) => ({
      topPercent: percent,
      fromMinor: least === null ? null : integer(least),
      customers: reached,
    })),
  };
}

/** A customer as read for scoring, with what was found the last time. */
export interface ScoredRow extends Purchases {
  id: string;
  points: number;
  scores: Scores | null;
  /** Codes, sorted. */
  segments: string[];
}

interface Columns {
  id: string;
  points: string | null;
  orders: number | null;
  spent: string | null;
  first_day: number | null;
  last_day: number | null;
  channels: string | null;
  recency: number | null;
  frequency: number | null;
  monetary: number | null;
  segments: string | null;
}

/** Customers in the order of their ids, from behind `after` on. */
export async function customersAfter(
  database: Queryable,
  shop: { id: number; timezone: string },
  after: string,
  limit: number,
): Promise<ScoredRow[]> {
  const result = await database.query<Columns>({
    name: "scores.customers",
    text: `select m.id, b.available as points, s.orders, s.spent_minor as spent, ${DAY_OF("s.first_order_at", "$2")} as first_day,
             ${DAY_OF("s.last_order_at", "$2")} as last_day, array_to_string(s.channels, ' ') as channels,
             s.recency, s.frequency, s.monetary, array_to_string(s.segments, ' ') as segments
           from member m left join balance b on b.shop_id = m.shop_id and b.member_id = m.id
             left join member_score s on s.shop_id = m.shop_id and s.member_id = m.id
           where m.shop_id = $1 and m.${IS_SCORED} and m.id > $3::bigint order by m.id limit $4`,
    values: [shop.id, shop.timezone, after, limit],
  });
  return result.rows.map((row) => ({
    id: row.id,
    points: integer(row.points ?? 0),
    orders: row.orders ?? 0,
    spentMinor: integer(row.spent ?? 0),
    firstDay: row.first_day,
    lastDay: row.last_day,
    channels: wordsOf(row.channels) as Channel[],
    scores: scoresOf(row),
    segments: wordsOf(row.segments),
  }));
}

function scoresOf({
  recency,
  frequency,
  monetary,
}: Pick<Columns, "recency" | "frequency" | "monetary">): Scores | null {
  return recency === null || frequency === null || monetary === null ? null : { recency, frequency, monetary };
}

function wordsOf(text: string | null): string[] {
  return text === null || text === "" ? [] : text.split(" ");
}

/** Writes scores and segments of customers for whom they became others. */
export async function writeScores(
  transaction: Transaction,
  shopId: number,
  customers: readonly { id: string; scores: Scores | null; segments: readonly string[] }[],
  now: Date,
): Promise<void> {
  await withRows(
    transaction,
    "scores.write",
    `insert into member_score (shop_id, member_id, channels, recency, frequency, monetary, segments, scored_at)
     select $more1, id, '{}', recency, frequency, monetary, string_to_array(segments, ' '), $more2 from $rows
     on conflict (shop_id, member_id) do update set recency = excluded.recency, frequency = excluded.frequency,
       monetary = excluded.monetary, segments = excluded.segments, scored_at = excluded.scored_at`,
    [
      ["id", "bigint", (row) => row.id],
      ["recency", "smallint", (row) => row.scores?.recency],
      ["frequency", "smallint", (row) => row.scores?.frequency],
      ["monetary", "smallint", (row) => row.scores?.monetary],
      ["segments", "text", (row) => row.segments.join(" ")],
    ],
    customers,
    [shopId, now],
  );
}

/** When and how a shop was last scored; null before the first time. */
export interface Scoring {
  scoredAt: Date;
  customers: number;
  borders: Borders;
}

export async function findScoring(database: Queryable, shopId: number): Promise<Scoring | null> {
  const result = await database.query<Scoring>(
    `select scored_at as "scoredAt", customers, borders from customer_scoring where shop_id = $1`,
    [shopId],
  );
  return result.rows[0] ?? null;
}

export async function writeScoring(transaction: Queryable, shopId: number, scoring: Scoring): Promise<void> {
  await transaction.query(
    `insert into customer_scoring (shop_id, scored_at, customers, borders) values ($1, $2, $3, $4)
     on conflict (shop_id) do update set scored_at = excluded.scored_at, customers = excluded.customers, borders = excluded.borders`,
    [shopId, scoring.scoredAt, scoring.customers, JSON.stringify(scoring.borders)],
  );
}
