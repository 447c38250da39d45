import type { OrderState } from "../contracts/order-state.ts";
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

/** An order's state is large: of orders that were awarded and keep goods it is looked into only where companies are asked for ($4). */
const HISTORY = `select gid, member_id, placed_at, ${GONE_AT}::bigint as gone_at, goods_minor, award->'place' as place,
    case when $4::boolean then state->'order'->>'companyGid' end as company from "order"
  where shop_id = $1 and gid <> all($3::text[]) and placed_at is not null and member_id is not null
    and (award is not null or (state->'order'->>'isPaid')::boolean)`;

/**
 * All paid orders of these members, but for those named: the caller knows these better.
 *
 * @param withCompanies whether `companyGid` is to be read; null without it
 */
export async function ordersOfMembers(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
  without: readonly string[],
  withCompanies: boolean,
): Promise<KnownOrder[]> {
  if (members.length === 0) return [];
  const result = await transaction.query<HistoryRow>({
    name: "order-history.members",
    text: `${HISTORY} and member_id = any($2::bigint[])`,
    values: [shopId, members, without, withCompanies],
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
    values: [shopId, companies, without, true],
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

/** A paid order of a member, as far as levels of other orders depend on it. */
export interface LevelledOrder {
  gid: string;
  memberId: string;
  placedAt: number;
  /** Goods that are kept now, and for an order of which something went back or that was cancelled the state that tells when. */
  keptMinor: number;
  state: OrderState | null;
  /** What multiplied its points, and by which version it was awarded; null where nothing did, and without an award. */
  awardedBy: string | null;
  version: number | null;
}

/** All paid orders of these members, but for those named: the caller knows these better. */
export async function levelledOrders(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
  without: readonly string[],
): Promise<LevelledOrder[]> {
  if (members.length === 0) return [];
  const result = await transaction.query<{
    gid: string;
    member_id: string;
    placed_at: Date;
    goods_minor: string;
    state: OrderState | null;
    awarded_by: string | null;
    version: number | null;
  }>({
    name: "order-history.levelled",
    text: `select gid, member_id, placed_at, goods_minor, award->'tier'->>'id' as awarded_by, (award->>'programmeVersion')::int as version,
             case when cancelled_at is not null or jsonb_array_length(state->'order'->'refunds') > 0 then state->'order' end as state
           from "order" where shop_id = $1 and member_id = any($2::bigint[]) and gid <> all($3::text[]) and placed_at is not null
             and (award is not null or (state->'order'->>'isPaid')::boolean)`,
    values: [shopId, members, without],
  });
  return result.rows.map((row) => ({
    gid: row.gid,
    memberId: row.member_id,
    placedAt: row.placed_at.getTime(),
    keptMinor: integer(row.goods_minor),
    state: row.state,
    awardedBy: row.awarded_by,
    version: row.version,
  }));
}
