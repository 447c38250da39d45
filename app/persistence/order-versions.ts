import type { Transaction } from "./database.ts";

/**
 * `updated_at` in epoch milliseconds of the newest full state that has been worked, by order; orders without one are left out. So are open
 * ones that are not paid as far as we know: Shopify counts whole seconds, and a payment in the second of the order raises no version.
 */
export async function orderVersions(
  database: Pick<Transaction, "query">,
  shopId: number,
  gids: readonly string[],
): Promise<Map<string, number>> {
  const result = await database.query<{ gid: string; version: Date }>({
    name: "order-versions.read",
    text: `select gid, version from "order" where shop_id = $1 and gid = any($2::text[]) and version is not null
             and (cancelled_at is not null or (state->'order'->>'isPaid')::boolean)`,
    values: [shopId, gids],
  });
  return new Map(result.rows.map(({ gid, version }) => [gid, version.getTime()]));
}

/** Which of these orders are known with the selling plans of their lines. */
export async function ordersWithPlans(
  database: Pick<Transaction, "query">,
  shopId: number,
  gids: readonly string[],
): Promise<Set<string>> {
  if (gids.length === 0) return new Set();
  const result = await database.query<{ gid: string }>({
    name: "orders.with_plans",
    text: `select gid from "order" where shop_id = $1 and gid = any($2::text[]) and (state->'order'->>'arePlansKnown')::boolean`,
    values: [shopId, gids],
  });
  return new Set(result.rows.map(({ gid }) => gid));
}
