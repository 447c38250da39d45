import type { OrderState } from "../contracts/order-state.ts";
import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";

/**
 * Paid orders of known buyers that were placed on these days (the shop's, both included), the oldest first; of more than `most` every so
 * many-th, by a hash of its id, and how many each stands for.
 */
export async function ordersOfPeriod(
  database: Pick<Transaction, "query">,
  shopId: number,
  { from, to }: { from: string; to: string },
  most: number,
): Promise<{ orders: { memberId: string; order: OrderState }[]; count: number; each: number }> {
  const counted = await database.query<{ count: string }>(
    "select count(*) from purchase where shop_id = $1 and day between $2 and $3 and member_id is not null",
    [shopId, from, to],
  );
  const count = integer(counted.rows[0]?.count ?? 0);
  const each = Math.max(1, Math.ceil(count / most));
  const { rows } = await database.query<{ memberId: string; order: OrderState }>(
    `select "order".member_id as "memberId", state->'order' as order from purchase
     join "order" on "order".shop_id = purchase.shop_id and "order".gid = purchase.order_gid
     where purchase.shop_id = $1 and day between $2 and $3 and purchase.member_id is not null and "order".member_id is not null
       and ($4 = 1 or abs(hashtext(order_gid)::bigint) % $4 = 0)
     order by purchase.placed_at, order_gid`,
    [shopId, from, to, each],
  );
  return { orders: rows, count, each };
}

/** How many people signed up on these days who are members now. */
export async function signUpsOfPeriod(
  database: Pick<Transaction, "query">,
  shopId: number,
  { from, to }: { from: string; to: string },
): Promise<number> {
  const { rows } = await database.query<{ members: string }>(
    "select coalesce(sum(members), 0) as members from daily_join where shop_id = $1 and day between $2 and $3",
    [shopId, from, to],
  );
  return integer(rows[0]?.members ?? 0);
}
