import type { OrderPlace, PastOrder } from "../domain/earning/order-place.ts";
import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";

/** A paid order of a member, with the place by which it was awarded; null where its award knows none. */
export interface KnownOrder extends PastOrder {
  memberId: string;
  place: OrderPlace | null;
}

/** When an order that keeps no goods kept none any more: cancelled, or refunded last. As `goneAtOf` in domain/earning says of a state. */
const GONE_AT = `least(extract(epoch from cancelled_at) * 1000, case when goods_minor = 0 then
  (select max((refund->>'createdAt')::bigint) from jsonb_array_elements(state->'order'->'refunds') as refund) end)`;

/** All paid orders of these members, but for those named: the caller knows these better. */
export async function ordersOfMembers(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
  without: readonly string[],
): Promise<KnownOrder[]> {
  if (members.length === 0) return [];
  const result = await transaction.query<{
    gid: string;
    member_id: string;
    placed_at: Date;
    gone_at: string | null;
    goods_minor: string;
    place: OrderPlace | null;
  }>({
    name: "order-history.read",
    text: `select gid, member_id, placed_at, ${GONE_AT}::bigint as gone_at, goods_minor, award->'place' as place from "order"
           where shop_id = $1 and member_id = any($2::bigint[]) and gid <> all($3::text[]) and placed_at is not null
             and (award is not null or (state->'order'->>'isPaid')::boolean)`,
    values: [shopId, members, without],
  });
  return result.rows.map((row) => ({
    gid: row.gid,
    memberId: row.member_id,
    placedAt: row.placed_at.getTime(),
    goneAt: row.gone_at === null ? null : integer(row.gone_at),
    keptMinor: integer(row.goods_minor),
    place: row.place,
  }));
}
