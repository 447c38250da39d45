import type { Transaction } from "./database.ts";
import { IS_SCORED } from "./scores.ts";

/** `isPurchase` of domain/segments. An order of before the programme has no award; its state still tells that it was paid. */
export const IS_PURCHASE = `o.goods_minor > 0 and o.cancelled_at is null
  and (o.paid_at is not null or coalesce((o.state->'order'->>'isPaid')::boolean, false))`;

const FIGURES = `min(o.placed_at) as first_order_at, max(o.placed_at) as last_order_at, count(*)::int as orders,
  coalesce(sum(o.goods_minor), 0)::bigint as spent_minor,
  array_remove(array[case when bool_or(o.channel = 'b2b') then 'b2b' end, case when bool_or(o.channel = 'pos') then 'pos' end,
    case when bool_or(o.channel = 'web') then 'web' end], null) as channels`;

const COLUMNS = "first_order_at, last_order_at, orders, spent_minor, channels";
const WRITE_FIGURES = `on conflict (shop_id, member_id) do update set first_order_at = excluded.first_order_at,
  last_order_at = excluded.last_order_at, orders = excluded.orders, spent_minor = excluded.spent_minor, channels = excluded.channels`;

/**
 * Reads every order of a shop anew and brings the figures to it: one pass over the orders, however many, since a pass by index would fetch
 * them one by one. Changes that come in meanwhile stay due.
 */
export async function rebuildFigures(transaction: Transaction, shopId: number): Promise<void> {
  await transaction.query("set local work_mem = '64MB'");
  // First, so that all that is no longer due is seen by what follows.
  await transaction.query("delete from member_score_due where shop_id = $1", [shopId]);
  await transaction.query(
    `create temporary table purchases_now on commit drop as
     select member_id, ${FIGURES} from "order" o
     where o.shop_id = ${Number(shopId)} and o.member_id is not null and ${IS_PURCHASE} group by o.member_id`,
  );
  await transaction.query("analyze purchases_now");
  await transaction.query(
    `insert into member_score (shop_id, member_id, ${COLUMNS})
     select $1, member_id, ${COLUMNS.split(", ")
       .map((column) => `purchases_now.${column}`)
       .join(", ")}
     from purchases_now join member on member.shop_id = $1 and member.id = member_id and ${IS_SCORED}
     ${WRITE_FIGURES}
     where (member_score.first_order_at, member_score.last_order_at, member_score.orders, member_score.spent_minor, member_score.channels)
       is distinct from (excluded.first_order_at, excluded.last_order_at, excluded.orders, excluded.spent_minor, excluded.channels)`,
    [shopId],
  );
  await transaction.query(
    `update member_score set first_order_at = null, last_order_at = null, orders = 0, spent_minor = 0, channels = '{}'
     where shop_id = $1 and orders > 0
       and not exists (select from purchases_now where purchases_now.member_id = member_score.member_id)`,
    [shopId],
  );
  for (const table of ["member_score", "segment_member"]) {
    await transaction.query(
      `delete from ${table} where shop_id = $1 and not exists (
         select from member where member.shop_id = $1 and member.id = ${table}.member_id and ${IS_SCORED})`,
      [shopId],
    );
  }
}

/**
 * Reads the orders of some of those members anew whose orders changed, and answers how many changes are done with. One statement sees the
 * changes that it takes away and the orders that they are about at one instant, so none is lost between the two.
 */
export async function refreshFigures(transaction: Transaction, shopId: number, limit: number): Promise<number> {
  const result = await transaction.query<{ taken: number; gone: string[] }>({
    name: "scores.refresh",
    text: `with taken as (
             delete from member_score_due where shop_id = $1
               and id in (select id from member_score_due where shop_id = $1 order by id limit $2) returning member_id),
           due as (select distinct taken.member_id, ${IS_SCORED} as is_scored
             from taken left join member on member.shop_id = $1 and member.id = taken.member_id),
           written as (
             insert into member_score (shop_id, member_id, ${COLUMNS})
             select $1, due.member_id, ${COLUMNS} from due cross join lateral (
               select ${FIGURES} from "order" o where o.shop_id = $1 and o.member_id = due.member_id and ${IS_PURCHASE}) as figures
             where is_scored ${WRITE_FIGURES})
           select (select count(*)::int from taken) as taken,
             array(select member_id::text from due where is_scored is not true) as gone`,
    values: [shopId, limit],
  });
  const { taken, gone } = result.rows[0] ?? { taken: 0, gone: [] };
  if (gone.length > 0) {
    for (const table of ["member_score", "segment_member"]) {
      await transaction.query(`delete from ${table} where shop_id = $1 and member_id = any($2::bigint[])`, [
        shopId,
        gone,
      ]);
    }
  }
  return taken;
}
