import type { DayFigures } from "../domain/metrics/day-figures.ts";
import type { Transaction } from "./database.ts";
import { withRows } from "./rows.ts";

/** Adds figures to the days that they belong to. */
export async function addToDays(transaction: Transaction, shopId: number, days: readonly DayFigures[]): Promise<void> {
  await withRows(
    transaction,
    "statistics.add",
    `insert into daily_statistic (shop_id, day, issued, reversed, redeemed, expired, adjusted)
     select $more1, day, issued, reversed, redeemed, expired, adjusted from $rows
     on conflict (shop_id, day) do update set issued = daily_statistic.issued + excluded.issued,
       reversed = daily_statistic.reversed + excluded.reversed, redeemed = daily_statistic.redeemed + excluded.redeemed,
       expired = daily_statistic.expired + excluded.expired, adjusted = daily_statistic.adjusted + excluded.adjusted`,
    [
      ["day", "date", (row) => row.day],
      ["issued", "bigint", (row) => row.issued],
      ["reversed", "bigint", (row) => row.reversed],
      ["redeemed", "bigint", (row) => row.redeemed],
      ["expired", "bigint", (row) => row.expired],
      ["adjusted", "bigint", (row) => row.adjusted],
    ],
    days,
    [shopId],
  );
}

/** Columns of a day's figures over entries joined with their postings; `timezone` is the parameter that names the time zone. */
export function figuresByDay(timezone: string): string {
  return `(occurred_at at time zone ${timezone})::date,
    sum(case when source = 'issued' then posting.points else 0 end),
    sum(case when target = 'reversed' then posting.points else 0 end),
    sum(case when target = 'redeemed' then posting.points when source = 'redeemed' then -posting.points else 0 end),
    sum(case when target = 'expired' then posting.points when source = 'expired' then -posting.points else 0 end),
    sum(case when source = 'adjusted' then posting.points when target = 'adjusted' then -posting.points else 0 end)`;
}

export const HAS_FIGURES = `(source in ('issued', 'redeemed', 'expired', 'adjusted')
  or target in ('reversed', 'redeemed', 'expired', 'adjusted'))`;

/** Counts every day anew, after the merchant moved the shop to another time zone. Nobody may book meanwhile but single clicks. */
export async function recountDays(transaction: Transaction, shopId: number, timezone: string): Promise<void> {
  await transaction.query("delete from daily_statistic where shop_id = $1", [shopId]);
  await transaction.query(
    `insert into daily_statistic (shop_id, day, issued, reversed, redeemed, expired, adjusted)
     select min(entry.shop_id), ${figuresByDay("$2")}
     from entry join posting on posting.shop_id = entry.shop_id and posting.entry_id = entry.id
     where entry.shop_id = $1 and ${HAS_FIGURES} group by 2`,
    [shopId, timezone],
  );
}
