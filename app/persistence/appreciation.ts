import type { Day, Period } from "../domain/metrics/calendar.ts";
import type { AppreciationCounts } from "../domain/metrics/period-figures.ts";
import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

export interface Answer {
  member: string;
  day: Day;
  /** 0 to 10. */
  score: number;
  comment: string | null;
  answeredAt: Date;
}

/** Writes an answer; a second one of the same day takes the place of the first. */
export async function writeAnswer(database: Queryable, shopId: number, answer: Answer): Promise<void> {
  const { member, day, score, comment, answeredAt } = answer;
  await database.query(
    `insert into appreciation (shop_id, member_id, day, score, comment, answered_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (shop_id, member_id, day) do update set score = excluded.score, comment = excluded.comment, answered_at = excluded.answered_at`,
    [shopId, member, day, score, comment, answeredAt],
  );
}

/** What was answered in each period: of each member the newest answer in it. */
export async function appreciationOf(
  database: Queryable,
  shopId: number,
  periods: readonly Period[],
): Promise<AppreciationCounts[]> {
  const { rows } = await database.query<Record<keyof AppreciationCounts, string>>({
    name: "appreciation.periods",
    text: `select count(score) as answers, coalesce(sum(score), 0) as sum, count(*) filter (where score >= 9) as promoters,
             count(*) filter (where score <= 6) as detractors
           from unnest($2::date[], $3::date[]) with ordinality as period(starts, ends, at)
           left join lateral (select distinct on (member_id) score from appreciation
             where shop_id = $1 and day between starts and ends order by member_id, day desc) as newest on true
           group by at order by at`,
    values: [shopId, periods.map(({ from }) => from), periods.map(({ to }) => to)],
  });
  return rows.map((row) => ({
    answers: integer(row.answers),
    sum: integer(row.sum),
    promoters: integer(row.promoters),
    detractors: integer(row.detractors),
  }));
}

/** The newest words that members left beside their scores. */
export async function newestComments(
  database: Queryable,
  shopId: number,
  most: number,
): Promise<{ score: number; comment: string; day: Day }[]> {
  const { rows } = await database.query<{ score: number; comment: string; day: Day }>(
    `select score, comment, day::text from appreciation where shop_id = $1 and comment is not null order by answered_at desc limit $2`,
    [shopId, most],
  );
  return rows;
}

/** Reviews that providers told of in each period, those that were deleted apart. Days are the shop's. */
export async function reviewsOf(database: Queryable, shopId: number, periods: readonly Period[]): Promise<number[]> {
  const { rows } = await database.query<{ reviews: string }>({
    name: "appreciation.reviews",
    text: `select count(member_event.id) as reviews
           from unnest($2::date[], $3::date[]) with ordinality as period(starts, ends, at)
           join shop on shop.id = $1
           left join member_event on shop_id = $1 and member_event.name = 'review' and undone_at is null
             and occurred_at >= starts::timestamp at time zone timezone and occurred_at < (ends + 1)::timestamp at time zone timezone
           group by at order by at`,
    values: [shopId, periods.map(({ from }) => from), periods.map(({ to }) => to)],
  });
  return rows.map(({ reviews }) => integer(reviews));
}

/** Of two members who are one, both answers stay; of one day the newer. */
export async function moveAnswers(transaction: Transaction, shopId: number, from: string, into: string): Promise<void> {
  await transaction.query(
    `with gone as (delete from appreciation where shop_id = $1 and member_id = $2 returning day, score, comment, answered_at)
     insert into appreciation (shop_id, member_id, day, score, comment, answered_at) select $1, $3, day, score, comment, answered_at from gone
     on conflict (shop_id, member_id, day) do update set score = excluded.score, comment = excluded.comment, answered_at = excluded.answered_at
       where appreciation.answered_at < excluded.answered_at`,
    [shopId, from, into],
  );
}

/** The words go with the person; their scores stay as figures. */
export async function forgetComments(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
): Promise<void> {
  await transaction.query(
    "update appreciation set comment = null where shop_id = $1 and member_id = any($2::bigint[])",
    [shopId, members],
  );
}
