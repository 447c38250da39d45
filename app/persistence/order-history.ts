import type { OrderPlace, PastOrder } from "../domain/earning/order-place.ts";
import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";

/** A paid order of a member, with the place by which it was awarded; null where its award knows none. */
export interface KnownOrder extends PastOrder {
  memberId: string;
  companyGid: string | null;
  place: OrderPlace | null;
}

/** When an order that keeps no goods kept none any more: cancelled, or refunded last. As `goneAtOf` in domain/earning says of a state. */
const GONE_AT = `least(extract(epoch from cancelled_at) * 1000, case when goods_minor = 0 then
  (select max((refund->>'createdAt')::bigint) from jsonb_array_elements(state->'order'->'refunds') as refund) end)`;

interface HistoryRow {
  gid: string;
  member_id: string;
  placed_at: Date;
  gone_at: string | null;
  goods_minor: string;
  place: OrderPlace | null;
  company: string | null;
}

const HISTORY = `select gid, member_id, placed_at, ${GONE_AT}::bigint as gone_at, goods_minor, award->'place' as place,
    state->'order'->>'companyGid' as company from "order"
  where shop_id = $1 and gid <> all($3::text[]) and placed_at is not null and member_id is not null
    and (award is not null or (state->'order'->>'isPaid')::boolean)`;

/** All paid orders of these members, but for those named: the caller knows these better. */
export async function ordersOfMembers(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
  without: readonly string[],
): Promise<KnownOrder[]> {
  if (members.length === 0) return [];
  const result = await transaction.query<HistoryRow>({
    name: "order-history.members",
    text: `${HISTORY} and member_id = any($2::bigint[])`,
    values: [shopId, members, without],
  });
  return result.rows.map(knownOf);
}

/** The same of all members of these companies. */
export async function ordersOfCompanies(
  transaction: Transaction,
  shopId: number,
  companies: readonly string[],
  without: readonly string[],
): Promise<KnownOrder[]> {
  if (companies.length === 0) return [];
  const result = await transaction.query<HistoryRow>({
    name: "order-history.companies",
    text: `${HISTORY} and state->'order'->>'companyGid' is not null and state->'order'->>'companyGid' = any($2::text[])`,
    values: [shopId, companies, without],
  });
  return result.rows.map(knownOf);
}

function knownOf(row: HistoryRow): KnownOrder {
  return {
    gid: row.gid,
    memberId: row.member_id,
    companyGid: row.company,
    placedAt: row.placed_at.getTime(),
    goneAt: row.gone_at === null ? null : integer(row.gone_at),
    keptMinor: integer(row.goods_minor),
    place: row.place,
  };
}
