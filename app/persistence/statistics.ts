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
