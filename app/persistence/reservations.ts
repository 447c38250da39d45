import type { Reward } from "../domain/programme/compile-rewards.ts";
import type { RewardUse } from "../domain/rewards/reward-terms.ts";
import type { RedemptionRecord, ReservationRecord } from "../domain/rewards/work-redemption.ts";
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

/** One taker of a limited reward at a time: whoever counts what is left is alone with it until the transaction ends. */
export async function lockLimitedReward(transaction: Transaction, shopId: number, rewardId: string): Promise<void> {
  await transaction.query({
    name: "reservations.lock_reward",
    text: "select pg_advisory_xact_lock(5008, hashtext($1::text || ':' || $2))",
    values: [String(shopId), rewardId],
  });
}

/**
 * How often a reward has been taken, by one member and by all since an instant, and ever. What was released or lapsed, and what an order
 * used and gave back in full, counts no more.
 */
export async function countReservations(
  transaction: Transaction,
  shopId: number,
  rewardId: string,
  member: string,
  since: Date,
): Promise<RewardUse> {
  const result = await transaction.query<{ by_member: string; by_all: string; ever: string }>({
    name: "reservations.count",
    text: `select count(*) filter (where member_id = $3 and created_at >= $4) as by_member,
             count(*) filter (where created_at >= $4) as by_all, count(*) as ever
           from reservation
           where shop_id = $1 and reward_id = $2 and status in ('held', 'attached', 'settled')
             and not exists (select 1 from redemption where redemption.shop_id = $1 and redemption.ref = reservation.ref
                             and redemption.kind = 'settled' and redemption.points_returned >= redemption.points)`,
    values: [shopId, rewardId, member, since],
  });
  const row = result.rows[0];
  return {
    byMember: integer(row?.by_member ?? "0"),
    byAll: integer(row?.by_all ?? "0"),
    ever: integer(row?.ever ?? "0"),
  };
}

/** The same for several rewards and members at once, claims of those that need no cart included, without a lock: for what is shown. */
export async function countAllReservations(
  database: Pick<Transaction, "query">,
  shopId: number,
  rewards: readonly { id: string; since: Date }[],
  members: readonly string[],
): Promise<{ reward: string; member: string; use: RewardUse }[]> {
  const result = await database.query<{
    reward: string;
    member: string;
    by_member: string;
    by_all: string;
    ever: string;
  }>({
    name: "reservations.count_all",
    text: `with taken as (
             select reward_id, member_id, created_at from reservation
             where shop_id = $1 and reward_id = any($2::text[]) and status in ('held', 'attached', 'settled')
               and not exists (select 1 from redemption where redemption.shop_id = $1 and redemption.ref = reservation.ref
                               and redemption.kind = 'settled' and redemption.points_returned >= redemption.points)
             union all
             select reward_id, member_id, created_at from claim
             where shop_id = $1 and reward_id = any($2::text[]) and status in ('waiting', 'claimed', 'ready', 'fulfilled')
           )
           select asked.id as reward, member.id::text as member,
             count(*) filter (where taken.member_id = member.id and taken.created_at >= asked.since) as by_member,
             count(*) filter (where taken.created_at >= asked.since) as by_all, count(taken.reward_id) as ever
           from unnest($2::text[], $3::timestamptz[]) as asked(id, since)
           cross join unnest($4::bigint[]) as member(id)
           left join taken on taken.reward_id = asked.id
           group by asked.id, member.id`,
    values: [shopId, rewards.map(({ id }) => id), rewards.map(({ since }) => since), members],
  });
  return result.rows.map(({ reward, member, by_member, by_all, ever }) => ({
    reward,
    member,
    use: { byMember: integer(by_member), byAll: integer(by_all), ever: integer(ever) },
  }));
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

export interface StoredRedemption extends Omit<RedemptionRecord, "spent"> {
  orderGid: string;
  ref: string;
  member: string;
}

export async function redemptionsOfOrders(
  transaction: Transaction,
  shopId: number,
  orders: readonly string[],
): Promise<StoredRedemption[]> {
  if (orders.length === 0) return [];
  const result = await transaction.query<{
    order_gid: string;
    ref: string;
    member_id: string;
    kind: StoredRedemption["kind"];
    points: string;
    points_returned: string;
    discount_minor: string;
  }>({
    name: "redemptions.of_orders",
    text: `select order_gid, ref, member_id, kind, points, points_returned, discount_minor from redemption
           where shop_id = $1 and order_gid = any($2::text[])`,
    values: [shopId, orders],
  });
  return result.rows.map((row) => ({
    orderGid: row.order_gid,
    ref: row.ref,
    member: row.member_id,
    kind: row.kind,
    points: integer(row.points),
    pointsReturned: integer(row.points_returned),
    discountMinor: integer(row.discount_minor),
  }));
}

export async function writeRedemptions(
  transaction: Transaction,
  shopId: number,
  redemptions: readonly StoredRedemption[],
  at: Date,
): Promise<void> {
  await withRows(
    transaction,
    "redemptions.write",
    `insert into redemption (shop_id, order_gid, ref, member_id, kind, points, points_returned, discount_minor, created_at)
     select $more1, order_gid, ref, member_id, kind, points, points_returned, discount_minor, $more2::timestamptz from $rows
     on conflict (shop_id, order_gid, ref) do update set kind = excluded.kind, points = excluded.points,
       points_returned = excluded.points_returned, discount_minor = excluded.discount_minor`,
    [
      ["order_gid", "text", (row) => row.orderGid],
      ["ref", "text", (row) => row.ref],
      ["member_id", "bigint", (row) => row.member],
      ["kind", "text", (row) => row.kind],
      ["points", "bigint", (row) => row.points],
      ["points_returned", "bigint", (row) => row.pointsReturned],
      ["discount_minor", "bigint", (row) => row.discountMinor],
    ],
    redemptions,
    [shopId, at],
  );
}
