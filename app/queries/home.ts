import type { Database } from "../persistence/database.ts";
import { integer } from "../persistence/rows.ts";
import { countAttention } from "./attention.ts";

/** Whether each of these has ever happened: one look into an index, however many there are. */
async function readProgress(database: Database, shopId: number) {
  const { rows } = await database.pool.query<{ has_award: boolean; has_reservation: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM entry WHERE shop_id = $1) AS has_award,
            EXISTS (SELECT 1 FROM reservation WHERE shop_id = $1) AS has_reservation`,
    [shopId],
  );
  return { hasAward: rows[0]?.has_award ?? false, hasReservation: rows[0]?.has_reservation ?? false };
}

/**
 * Points of the last 30 days and what customers hold now, from the statistics by day: a few hundred small rows a year, where the
 * balances of all members would be a million.
 */
async function readFigures(database: Database, shopId: number, now: Date) {
  const { rows } = await database.pool.query<{ issued: string; redeemed: string; outstanding: string }>(
    `SELECT coalesce(sum(issued) FILTER (WHERE day > $2::date - 30), 0) AS issued,
            coalesce(sum(redeemed) FILTER (WHERE day > $2::date - 30), 0) AS redeemed,
            coalesce(sum(issued - reversed - redeemed - expired + adjusted), 0) AS outstanding
       FROM daily_statistic WHERE shop_id = $1`,
    [shopId, now],
  );
  const figures = rows[0];
  return {
    issued: integer(figures?.issued ?? 0),
    redeemed: integer(figures?.redeemed ?? 0),
    outstanding: integer(figures?.outstanding ?? 0),
  };
}

/** What the home page shows besides the programme. */
export async function readHome(database: Database, shopId: number, now: Date) {
  const [progress, figures, attention] = await Promise.all([
    readProgress(database, shopId),
    readFigures(database, shopId, now),
    countAttention(database, shopId),
  ]);
  return { progress, figures, attention };
}
