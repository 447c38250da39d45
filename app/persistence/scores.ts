import type { Channel, Purchases, Scores } from "../domain/segments/customer.ts";
import type { Borders } from "../domain/segments/scores.ts";
import type { Transaction } from "./database.ts";
import { integer, withRows } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

/** Lets one transaction at a time change the scores of a shop: figures that were read earlier never overwrite newer ones. */
export async function lockScores(transaction: Transaction, shopId: number): Promise<void> {
  await transaction.query("select pg_advisory_xact_lock(5004, $1::int)", [shopId]);
}

/** Who is scored: whoever may buy. Merged and erased customers are nobody's. */
export const IS_SCORED = "status in ('member', 'guest')";

/** The shop's calendar day of an instant, as `dayNumber` of domain/segments counts days. */
export const DAY_OF = (column: string, timezone: string): string =>
  `(((${column} at time zone ${timezone})::date) - date '1970-01-01')`;

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
