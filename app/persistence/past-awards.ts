import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

export type PastAwardStatus = "reading" | "read" | "applying" | "done" | "undoing" | "undone" | "failed";

export interface PastAwardRun {
  id: string;
  /** Days of the shop's calendar (YYYY-MM-DD), both included. */
  fromDay: string;
  toDay: string;
  status: PastAwardStatus;
  /** The bulk operation that is under way or being taken in. */
  bulkGid: string | null;
  /** Orders of its result that were taken in. */
  taken: number;
  /** Points that one member gets at most; null without a limit. */
  mostPerMember: number | null;
  /** The last member who was worked. */
  cursor: string;
  /** Orders and points that were given so far, less those that were taken back. */
  orders: number;
  points: number;
  startedBy: string;
  createdAt: Date;
  endedAt: Date | null;
}

export async function insertPastAward(
  database: Queryable,
  shopId: number,
  { fromDay, toDay, startedBy, createdAt }: Pick<PastAwardRun, "fromDay" | "toDay" | "startedBy" | "createdAt">,
): Promise<string> {
  const { rows } = await database.query<{ id: string }>(
    `insert into past_award (shop_id, from_day, to_day, status, started_by, created_at) values ($1, $2, $3, 'reading', $4, $5) returning id`,
    [shopId, fromDay, toDay, startedBy, createdAt],
  );
  return rows[0]?.id ?? "";
}

export async function findPastAward(database: Queryable, shopId: number, id: string): Promise<PastAwardRun | null> {
  const { rows } = await database.query<Row>(`${SELECT} where shop_id = $1 and id = $2`, [shopId, id]);
  return rows[0] ? runOf(rows[0]) : null;
}

/** The oldest that is under way: they are worked one after the other. */
export async function nextPastAward(database: Queryable, shopId: number): Promise<PastAwardRun | null> {
  const { rows } = await database.query<Row>(
    `${SELECT} where shop_id = $1 and status in ('reading', 'applying', 'undoing') order by id limit 1`,
    [shopId],
  );
  return rows[0] ? runOf(rows[0]) : null;
}

/** Moves a run on, with what else changes of it; false when it was not where the caller thinks. */
export async function movePastAward(
  database: Queryable,
  shopId: number,
  id: string,
  from: PastAwardStatus,
  to: PastAwardStatus,
  change: { mostPerMember?: number | null; endedAt?: Date } = {},
): Promise<boolean> {
  const { rowCount } = await database.query(
    `update past_award set status = $4, cursor = 0, bulk_gid = null, ended_at = $5,
            most_per_member = case when $6 then $7 else most_per_member end
     where shop_id = $1 and id = $2 and status = $3`,
    [shopId, id, from, to, change.endedAt ?? null, change.mostPerMember !== undefined, change.mostPerMember ?? null],
  );
  return rowCount === 1;
}

export async function noteBulkRead(database: Queryable, shopId: number, id: string, bulkGid: string): Promise<void> {
  await database.query("update past_award set bulk_gid = $3, taken = 0 where shop_id = $1 and id = $2", [
    shopId,
    id,
    bulkGid,
  ]);
}

/** This many more orders of the result are taken in: whoever goes on begins behind them. */
export async function countTakenOrders(database: Queryable, shopId: number, id: string, more: number): Promise<void> {
  await database.query("update past_award set taken = taken + $3 where shop_id = $1 and id = $2", [shopId, id, more]);
}

/** Members up to this one were worked, and so much was given to them (below zero: taken back). */
export async function countAwarded(
  transaction: Queryable,
  shopId: number,
  id: string,
  { cursor, orders, points }: { cursor: string; orders: number; points: number },
): Promise<void> {
  await transaction.query(
    "update past_award set cursor = $3, orders = orders + $4, points = points + $5 where shop_id = $1 and id = $2",
    [shopId, id, cursor, orders, points],
  );
}

const UNAWARDED = `"order".shop_id = $1 and award is null and cancelled_at is null and placed_at >= $2 and placed_at < $3 and goods_minor > 0
  and (state->'order'->>'isPaid')::boolean and not (state->'order'->>'isTest')::boolean`;

/** Orders of these instants that nothing was given for, of the next members behind one; whole members at a time, each one's oldest first. */
export async function unawardedOrders(
  database: Queryable,
  shopId: number,
  { from, to, after, members }: { from: Date; to: Date; after: string; members: number },
): Promise<{ gid: string; memberId: string }[]> {
  const { rows } = await database.query<{ gid: string; memberId: string }>({
    name: "past-awards.unawarded",
    text: `with next as (select member_id from "order" where ${UNAWARDED} and member_id > $4 group by member_id order by member_id limit $5)
           select gid, member_id as "memberId" from "order" join next using (member_id) where ${UNAWARDED} order by member_id, placed_at, gid`,
    values: [shopId, from, to, after, members],
  });
  return rows;
}

/** Orders that a run awarded, of the next members behind one. */
export async function ordersOfPastAward(
  database: Queryable,
  shopId: number,
  id: string,
  { after, members }: { after: string; members: number },
): Promise<{ gid: string; memberId: string }[]> {
  const awarded = `"order".shop_id = $1 and award ? 'pastAward' and award->>'pastAward' = $2`;
  const { rows } = await database.query<{ gid: string; memberId: string }>({
    name: "past-awards.orders",
    text: `with next as (select member_id from "order" where ${awarded} and member_id > $3 group by member_id order by member_id limit $4)
           select gid, member_id as "memberId" from "order" join next using (member_id) where ${awarded} order by member_id, gid`,
    values: [shopId, id, after, members],
  });
  return rows;
}

interface Row extends Omit<PastAwardRun, "mostPerMember" | "points"> {
  mostPerMember: string | null;
  points: string;
}

const SELECT = `select id, from_day::text as "fromDay", to_day::text as "toDay", status, bulk_gid as "bulkGid", taken,
  most_per_member as "mostPerMember", cursor, orders, points, started_by as "startedBy", created_at as "createdAt", ended_at as "endedAt"
  from past_award`;

function runOf(row: Row): PastAwardRun {
  return {
    ...row,
    mostPerMember: row.mostPerMember === null ? null : integer(row.mostPerMember),
    points: integer(row.points),
  };
}
