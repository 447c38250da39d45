import type { AwardSnapshot } from "../domain/earning/award-snapshot.ts";
import type { HeardOrder } from "../domain/orders/heard-order.ts";
import type { Transaction } from "./database.ts";
import { integer, withRows } from "./rows.ts";

/** An order as stored. */
export interface OrderRecord {
  gid: string;
  memberId: string | null;
  state: HeardOrder;
  award: AwardSnapshot | null;
  pointsEarned: number;
  /** Goods after discounts that are kept, in minor units. */
  goodsMinor: number;
}

/** Locks and reads orders, in the order of their ids. */
export async function lockOrders(
  transaction: Transaction,
  shopId: number,
  gids: readonly string[],
): Promise<Map<string, OrderRecord>> {
  const result = await transaction.query<{
    gid: string;
    memberId: string | null;
    state: HeardOrder;
    award: AwardSnapshot | null;
    points: string;
    goods: string;
  }>({
    name: "orders.lock",
    text: `select gid, member_id as "memberId", state, award, points_earned as points, goods_minor as goods from "order"
           where shop_id = $1 and gid = any($2::text[]) order by gid for update`,
    values: [shopId, gids],
  });
  return new Map(
    result.rows.map(({ points, goods, ...row }) => [
      row.gid,
      { ...row, pointsEarned: integer(points), goodsMinor: integer(goods) },
    ]),
  );
}

/** One order without a lock, for showing. */
export async function findOrder(
  database: Pick<Transaction, "query">,
  shopId: number,
  gid: string,
): Promise<Pick<OrderRecord, "memberId" | "state" | "award" | "pointsEarned"> | null> {
  const result = await database.query<{
    memberId: string | null;
    state: HeardOrder;
    award: AwardSnapshot | null;
    points: string;
  }>({
    name: "orders.find",
    text: `select member_id as "memberId", state, award, points_earned as points from "order" where shop_id = $1 and gid = $2`,
    values: [shopId, gid],
  });
  const row = result.rows[0];
  return row ? { memberId: row.memberId, state: row.state, award: row.award, pointsEarned: integer(row.points) } : null;
}

export async function writeOrders(
  transaction: Transaction,
  shopId: number,
  orders: readonly OrderRecord[],
): Promise<void> {
  const sorted = [...orders].sort((a, b) => (a.gid < b.gid ? -1 : 1));
  await withRows(
    transaction,
    "orders.write",
    `insert into "order" (shop_id, gid, member_id, name, channel, placed_at, paid_at, cancelled_at, version, state, award, points_earned, goods_minor)
     select $more1, gid, member_id, name, channel, placed_at, paid_at, cancelled_at, version, state, award, points_earned, goods_minor from $rows
     on conflict (shop_id, gid) do update set member_id = excluded.member_id, name = excluded.name, channel = excluded.channel,
       placed_at = excluded.placed_at, paid_at = excluded.paid_at, cancelled_at = excluded.cancelled_at, version = excluded.version,
       state = excluded.state, award = excluded.award, points_earned = excluded.points_earned, goods_minor = excluded.goods_minor`,
    [
      ["gid", "text", (row) => row.gid],
      ["member_id", "bigint", (row) => row.memberId],
      ["name", "text", (row) => row.state.order?.name],
      ["channel", "text", (row) => row.state.order?.channel],
      ["placed_at", "timestamptz", (row) => dateOrNull(row.state.order?.placedAt)],
      ["paid_at", "timestamptz", (row) => dateOrNull(row.award?.awardedAt ?? row.state.order?.paidAt)],
      ["cancelled_at", "timestamptz", (row) => dateOrNull(row.state.order?.cancelledAt)],
      ["version", "timestamptz", (row) => dateOrNull(row.state.order?.version)],
      ["state", "jsonb", (row) => row.state],
      ["award", "jsonb", (row) => row.award],
      ["points_earned", "bigint", (row) => row.pointsEarned],
      ["goods_minor", "bigint", (row) => row.goodsMinor],
    ],
    sorted,
    [shopId],
  );
}

/** Orders of one member become another's. */
export async function moveOrders(transaction: Transaction, shopId: number, from: string, into: string): Promise<void> {
  await transaction.query(`update "order" set member_id = $3 where shop_id = $1 and member_id = $2`, [
    shopId,
    from,
    into,
  ]);
}

/** An order's state without the person, marked so that what comes in later does not bring them back. */
export const FORGOTTEN_STATE = `case when state->'order' = 'null' then state
  else jsonb_set(jsonb_set(state, '{order,email}', 'null'), '{order,customerGid}', 'null') end || '{"isForgotten": true}'`;

/** Forgets who placed these members' orders, or those with these ids. Figures stay. */
export async function eraseOrders(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
  gids: readonly string[],
): Promise<void> {
  await transaction.query(
    `update "order" set state = ${FORGOTTEN_STATE}
     where shop_id = $1 and (member_id = any($2::bigint[]) or gid = any($3::text[]))`,
    [shopId, members, gids],
  );
}

function dateOrNull(instant: number | null | undefined): Date | null {
  return instant === null || instant === undefined ? null : new Date(instant);
}
