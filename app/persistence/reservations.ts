import type { Reward } from "../domain/programme/compile-rewards.ts";
import type { ReservationRecord } from "../domain/rewards/work-redemption.ts";
import type { Transaction } from "./database.ts";
import { integer, withRows } from "./rows.ts";

/** A reservation as stored; `reward` is the reward as it was when it was reserved. */
export interface StoredReservation extends Omit<ReservationRecord, "held"> {
  reward: Reward;
  createdAt: number;
  expiresAt: number;
}

interface ReservationRow {
  ref: string;
  member_id: string;
  reward_id: string;
  reward: Reward;
  points: string;
  status: StoredReservation["status"];
  created_at: Date;
  expires_at: Date;
}

const COLUMNS = "ref, member_id, reward_id, reward, points, status, created_at, expires_at";

function stored(row: ReservationRow): StoredReservation {
  return {
    ref: row.ref,
    member: row.member_id,
    rewardId: row.reward_id,
    reward: row.reward,
    points: integer(row.points),
    status: row.status,
    createdAt: row.created_at.getTime(),
    expiresAt: row.expires_at.getTime(),
  };
}

export async function reservationsByRef(
  transaction: Transaction,
  shopId: number,
  refs: readonly string[],
): Promise<Map<string, StoredReservation>> {
  if (refs.length === 0) return new Map();
  const result = await transaction.query<ReservationRow>({
    name: "reservations.by_ref",
    text: `select ${COLUMNS} from reservation where shop_id = $1 and ref = any($2::text[]) order by ref for update`,
    values: [shopId, refs],
  });
  return new Map(result.rows.map((row) => [row.ref, stored(row)]));
}

/** One reservation without a lock. */
export async function findReservation(
  database: Pick<Transaction, "query">,
  shopId: number,
  ref: string,
): Promise<StoredReservation | null> {
  const result = await database.query<ReservationRow>({
    name: "reservations.find",
    text: `select ${COLUMNS} from reservation where shop_id = $1 and ref = $2`,
    values: [shopId, ref],
  });
  const row = result.rows[0];
  return row ? stored(row) : null;
}

/** Whose these reservations are, without a lock. */
export async function membersOfReservations(
  database: Pick<Transaction, "query">,
  shopId: number,
  refs: readonly string[],
): Promise<string[]> {
  const result = await database.query<{ member_id: string }>({
    name: "reservations.members",
    text: "select distinct member_id from reservation where shop_id = $1 and ref = any($2::text[])",
    values: [shopId, refs],
  });
  return result.rows.map((row) => row.member_id);
}

/** Open reservations (held for a cart or attached to an unpaid order) of these members, oldest first. */
export async function openReservations(
  database: Pick<Transaction, "query">,
  shopId: number,
  members: readonly string[],
): Promise<StoredReservation[]> {
  const result = await database.query<ReservationRow>({
    name: "reservations.open",
    text: `select ${COLUMNS} from reservation
           where shop_id = $1 and member_id = any($2::bigint[]) and status in ('held', 'attached') order by created_at, ref`,
    values: [shopId, members],
  });
  return result.rows.map(stored);
}

export async function reservationByClick(
  transaction: Transaction,
  shopId: number,
  member: string,
  click: string,
): Promise<StoredReservation | null> {
  const result = await transaction.query<ReservationRow>({
    name: "reservations.by_click",
    text: `select ${COLUMNS} from reservation where shop_id = $1 and member_id = $2 and click = $3`,
    values: [shopId, member, click],
  });
  const row = result.rows[0];
  return row ? stored(row) : null;
}

export async function insertReservation(
  transaction: Transaction,
  shopId: number,
  reservation: StoredReservation,
  click: string | null,
): Promise<void> {
  await transaction.query({
    name: "reservations.insert",
    text: `insert into reservation (shop_id, ref, member_id, click, reward_id, reward, points, status, created_at, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, 'held', $8, $9)`,
    values: [
      shopId,
      reservation.ref,
      reservation.member,
      click,
      reservation.rewardId,
      JSON.stringify(reservation.reward),
      reservation.points,
      new Date(reservation.createdAt),
      new Date(reservation.expiresAt),
    ],
  });
}

export async function writeReservationStatuses(
  transaction: Transaction,
  shopId: number,
  reservations: readonly { ref: string; status: StoredReservation["status"] }[],
  at: Date,
): Promise<void> {
  await withRows(
    transaction,
    "reservations.status",
    `update reservation set status = rows.status,
            closed_at = case when rows.status in ('held', 'attached') then null else $more2::timestamptz end
     from $rows where reservation.shop_id = $more1 and reservation.ref = rows.ref`,
    [
      ["ref", "text", (row) => row.ref],
      ["status", "text", (row) => row.status],
    ],
    reservations,
    [shopId, at],
  );
}

/** References of reservations that no order uses and whose time is up, at most `limit`. */
export async function lapsedReservations(
  transaction: Transaction,
  shopId: number,
  now: Date,
  limit: number,
): Promise<StoredReservation[]> {
  const result = await transaction.query<ReservationRow>({
    name: "reservations.lapsed",
    text: `select ${COLUMNS} from reservation where shop_id = $1 and status = 'held' and expires_at <= $2 order by ref limit $3`,
    values: [shopId, now, limit],
  });
  return result.rows.map(stored);
}

export async function moveReservations(
  transaction: Transaction,
  shopId: number,
  from: string,
  into: string,
): Promise<void> {
  await transaction.query("update reservation set member_id = $3, click = null where shop_id = $1 and member_id = $2", [
    shopId,
    from,
    into,
  ]);
  await transaction.query("update redemption set member_id = $3 where shop_id = $1 and member_id = $2", [
    shopId,
    from,
    into,
  ]);
}
