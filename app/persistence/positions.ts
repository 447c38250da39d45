import type { Lot, Position } from "../domain/ledger/position.ts";
import type { Transaction } from "./database.ts";
import { integer, withRows } from "./rows.ts";

interface BalanceRow {
  member_id: string;
  pending: string;
  available: string;
  reserved: string;
  debt: string;
  lifetime: string;
}

interface LotRow {
  member_id: string;
  id: string;
  cause: string;
  order_gid: string | null;
  earned_at: Date;
  expires_at: Date | null;
  rolling_days: number | null;
  available_at: Date | null;
  pending: string;
  available: string;
  reserved: string;
  expired: string;
}

/**
 * Lets one transaction at a time move the points of many members of a shop: the inbox, the reconciliation, the sweep and an erasure take
 * this lock first, so that they never wait for each other in a circle. A click or an adjustment, of one member each, does not need it.
 */
export async function lockShopWork(transaction: Transaction, shopId: number): Promise<void> {
  await transaction.query({
    name: "positions.lock_shop",
    text: "select pg_advisory_xact_lock(5003, $1::int)",
    values: [shopId],
  });
}

/**
 * Locks the balances of these members until the transaction ends, in the order of their ids so that two batches never wait for each
 * other in a circle, and reads them. This lock is what makes every member have one writer, whoever asks: worker, click or merchant.
 * Lots are read only for the members in `withLots`: an award needs none, and members who buy weekly have many.
 */
export async function lockPositions(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
  withLots: ReadonlySet<string> | "all",
): Promise<Map<string, Position>> {
  const ids = [...new Set(members)];
  if (ids.length === 0) return new Map();
  const balances = await transaction.query<BalanceRow>({
    name: "positions.lock",
    text: `select member_id, pending, available, reserved, debt, lifetime from balance
           where shop_id = $1 and member_id = any($2::bigint[]) order by member_id for update`,
    values: [shopId, ids],
  });
  const wanted = withLots === "all" ? ids : ids.filter((id) => withLots.has(id));
  const lots = await readLots(transaction, shopId, wanted);
  return new Map(
    balances.rows.map((row) => [
      row.member_id,
      {
        member: row.member_id,
        pending: integer(row.pending),
        available: integer(row.available),
        reserved: integer(row.reserved),
        debt: integer(row.debt),
        lifetime: integer(row.lifetime),
        lots: lots.get(row.member_id) ?? [],
      },
    ]),
  );
}

async function readLots(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
): Promise<Map<string, Lot[]>> {
  const lots = new Map<string, Lot[]>();
  if (members.length === 0) return lots;
  const result = await transaction.query<LotRow>({
    name: "positions.lots",
    text: `select member_id, id, cause, order_gid, earned_at, expires_at, rolling_days, available_at, pending, available, reserved, expired
           from lot where shop_id = $1 and member_id = any($2::bigint[]) order by member_id, id`,
    values: [shopId, members],
  });
  for (const row of result.rows) {
    const lot: Lot = {
      id: row.id,
      cause: row.cause,
      orderGid: row.order_gid,
      earnedAt: row.earned_at.getTime(),
      expiresAt: row.expires_at?.getTime() ?? null,
      rollingDays: row.rolling_days,
      availableAt: row.available_at?.getTime() ?? null,
      pending: integer(row.pending),
      available: integer(row.available),
      reserved: integer(row.reserved),
      expired: integer(row.expired),
    };
    const list = lots.get(row.member_id);
    if (list) list.push(lot);
    else lots.set(row.member_id, [lot]);
  }
  return lots;
}

/** Writes balances as the positions have them. `purchases`: when a member last bought, in epoch milliseconds. */
export async function writeBalances(
  transaction: Transaction,
  shopId: number,
  positions: readonly Position[],
  purchases: ReadonlyMap<string, number>,
): Promise<void> {
  await withRows(
    transaction,
    "balances.write",
    `update balance set pending = rows.pending, available = rows.available, reserved = rows.reserved, debt = rows.debt,
            lifetime = rows.lifetime, last_purchase = greatest(balance.last_purchase, rows.last_purchase)
     from $rows where balance.shop_id = $more1 and balance.member_id = rows.member_id`,
    [
      ["member_id", "bigint", (row) => row.member],
      ["pending", "bigint", (row) => row.pending],
      ["available", "bigint", (row) => row.available],
      ["reserved", "bigint", (row) => row.reserved],
      ["debt", "bigint", (row) => row.debt],
      ["lifetime", "bigint", (row) => row.lifetime],
      ["last_purchase", "timestamptz", (row) => dateOrNull(purchases.get(row.member))],
    ],
    positions,
    [shopId],
  );
}

export interface OwnedLot extends Lot {
  member: string;
}

/** Inserts lots that are new and updates those that changed. */
export async function writeLots(transaction: Transaction, shopId: number, lots: readonly OwnedLot[]): Promise<void> {
  await withRows(
    transaction,
    "lots.write",
    `insert into lot (shop_id, member_id, id, cause, order_gid, earned_at, expires_at, rolling_days, available_at, pending, available, reserved, expired)
     select $more1, member_id, id, cause, order_gid, earned_at, expires_at, rolling_days, available_at, pending, available, reserved, expired from $rows
     on conflict (shop_id, member_id, id) do update set pending = excluded.pending, available = excluded.available,
       reserved = excluded.reserved, expired = excluded.expired, available_at = excluded.available_at`,
    [
      ["member_id", "bigint", (row) => row.member],
      ["id", "bigint", (row) => row.id],
      ["cause", "text", (row) => row.cause],
      ["order_gid", "text", (row) => row.orderGid],
      ["earned_at", "timestamptz", (row) => new Date(row.earnedAt)],
      ["expires_at", "timestamptz", (row) => dateOrNull(row.expiresAt)],
      ["rolling_days", "int", (row) => row.rollingDays],
      ["available_at", "timestamptz", (row) => dateOrNull(row.availableAt)],
      ["pending", "bigint", (row) => row.pending],
      ["available", "bigint", (row) => row.available],
      ["reserved", "bigint", (row) => row.reserved],
      ["expired", "bigint", (row) => row.expired],
    ],
    lots,
    [shopId],
  );
}

/** A purchase puts the expiry of rolling lots off that had not lapsed by then. */
export async function postponeExpiry(
  transaction: Transaction,
  shopId: number,
  purchases: ReadonlyMap<string, number>,
): Promise<void> {
  await withRows(
    transaction,
    "lots.postpone",
    `update lot set expires_at = greatest(lot.expires_at, rows.bought_at + make_interval(days => lot.rolling_days))
     from $rows where lot.shop_id = $more1 and lot.member_id = rows.member_id and lot.rolling_days is not null
       and lot.expires_at > rows.bought_at`,
    [
      ["member_id", "bigint", ([member]) => member],
      ["bought_at", "timestamptz", ([, at]) => new Date(at)],
    ],
    [...purchases],
    [shopId],
  );
}

/** All lots of one member become another's; their ids and dates stay. */
export async function moveLots(transaction: Transaction, shopId: number, from: string, into: string): Promise<void> {
  await transaction.query("update lot set member_id = $3 where shop_id = $1 and member_id = $2", [shopId, from, into]);
}

/** Members with available points in lots that have expired at `now`, at most `limit`. */
export async function membersWithExpiredLots(
  transaction: Transaction,
  shopId: number,
  now: Date,
  limit: number,
): Promise<string[]> {
  const result = await transaction.query<{ member_id: string }>({
    name: "lots.expired",
    text: `select distinct member_id from lot where shop_id = $1 and expires_at <= $2 and available > 0 limit $3`,
    values: [shopId, now, limit],
  });
  return result.rows.map((row) => row.member_id);
}

/** Members with pending points in lots that wait no longer at `now`, at most `limit`. */
export async function membersWithDueLots(
  transaction: Transaction,
  shopId: number,
  now: Date,
  limit: number,
): Promise<string[]> {
  const result = await transaction.query<{ member_id: string }>({
    name: "lots.due",
    text: "select distinct member_id from lot where shop_id = $1 and available_at <= $2 and pending > 0 limit $3",
    values: [shopId, now, limit],
  });
  return result.rows.map((row) => row.member_id);
}

/** Guests with points, pending ones too, that were earned by an instant, at most `limit`. */
export async function guestsWithPointsEarnedUntil(
  transaction: Transaction,
  shopId: number,
  earnedUntil: Date,
  limit: number,
): Promise<string[]> {
  const result = await transaction.query<{ member_id: string }>({
    name: "lots.of_guests",
    text: `select distinct lot.member_id from lot
           join member on member.shop_id = $1 and member.id = lot.member_id and member.status = 'guest'
           where lot.shop_id = $1 and lot.earned_at <= $2 and (lot.available > 0 or lot.pending > 0) limit $3`,
    values: [shopId, earnedUntil, limit],
  });
  return result.rows.map((row) => row.member_id);
}

function dateOrNull(instant: number | null | undefined): Date | null {
  return instant === null || instant === undefined ? null : new Date(instant);
}

/** The balance of one member without a lock, for showing. */
export async function readBalance(
  database: Pick<Transaction, "query">,
  shopId: number,
  memberId: string,
): Promise<{ available: number; pending: number; debt: number } | null> {
  const result = await database.query<BalanceRow>({
    name: "positions.read",
    text: "select member_id, pending, available, reserved, debt, lifetime from balance where shop_id = $1 and member_id = $2",
    values: [shopId, memberId],
  });
  const row = result.rows[0];
  return row ? { available: integer(row.available), pending: integer(row.pending), debt: integer(row.debt) } : null;
}
