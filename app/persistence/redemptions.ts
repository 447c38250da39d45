import type { RedemptionRecord } from "../domain/rewards/work-redemption.ts";
import type { Transaction } from "./database.ts";
import { integer, withRows } from "./rows.ts";

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
