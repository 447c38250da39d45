import type { SelectionCriteria } from "../contracts/selection.ts";
import type { Reward } from "../domain/programme/compile-rewards.ts";
import type { CartGoods } from "../domain/wallet/cart-goods.ts";
import type { Transaction } from "./database.ts";

type Queryable = Pick<Transaction, "query">;

/** What the discount was last told, and which discount. */
export interface ToldCartGoods extends CartGoods {
  discount: string;
}

export async function toldCartGoods(
  database: Queryable,
  shopId: number,
): Promise<{ discountId: string | null; told: ToldCartGoods | null }> {
  const result = await database.query<{ discountId: string | null; told: ToldCartGoods | null }>({
    name: "cart-goods.told",
    text: `select discount_id as "discountId", cart_goods as told from shop where id = $1`,
    values: [shopId],
  });
  return result.rows[0] ?? { discountId: null, told: null };
}

export async function storeToldCartGoods(database: Queryable, shopId: number, told: ToldCartGoods): Promise<void> {
  await database.query({
    name: "cart-goods.store",
    text: "update shop set cart_goods = $2 where id = $1",
    values: [shopId, JSON.stringify(told)],
  });
}

/** Rewards for some goods as open reservations hold them, each once. */
export async function reservedForGoods(database: Queryable, shopId: number): Promise<Reward[]> {
  const result = await database.query<{ reward: Reward }>({
    name: "cart-goods.reserved",
    text: `select distinct on (reward_id, reward::text) reward from reservation
           where shop_id = $1 and status = 'held' and reward ? 'goods' order by reward_id, reward::text limit 100`,
    values: [shopId],
  });
  return result.rows.map(({ reward }) => reward);
}

/** Global ids of collections by their handles, in lower case. */
export async function collectionsByHandle(
  database: Queryable,
  shopId: number,
  handles: readonly string[],
): Promise<Map<string, string>> {
  if (handles.length === 0) return new Map();
  const result = await database.query<{ handle: string; gid: string }>({
    name: "cart-goods.collections",
    text: `select lower(handle) as handle, gid from collection
           where shop_id = $1 and deleted_at is null and lower(handle) = any($2::text[]) order by gid`,
    values: [shopId, handles.map((handle) => handle.toLowerCase())],
  });
  return new Map(result.rows.map(({ handle, gid }) => [handle, gid]));
}

/** Global ids of at most `limit` products that the criteria name, in order. Variants and SKUs are not looked at; gift cards are left out. */
export async function productsMatching(
  database: Queryable,
  shopId: number,
  criteria: SelectionCriteria,
  limit: number,
): Promise<string[]> {
  const lower = (list: readonly string[] | undefined) => (list ?? []).map((each) => each.toLowerCase());
  const result = await database.query<{ gid: string }>({
    name: "cart-goods.products",
    text: `select gid from product
           where shop_id = $1 and deleted_at is null and not is_gift_card and (
             lower(gid) = any($2::text[]) or lower(handle) = any($2::text[])
             or lower(vendor) = any($3::text[]) or lower(type) = any($4::text[])
             or exists (select 1 from unnest(tags) as held(tag) where lower(held.tag) = any($5::text[]))
             or exists (select 1 from unnest(collections) as held(gid)
                        left join collection on collection.shop_id = $1 and collection.gid = held.gid
                        where lower(held.gid) = any($6::text[]) or lower(collection.handle) = any($6::text[])))
           order by gid limit $7`,
    values: [
      shopId,
      lower(criteria.products),
      lower(criteria.vendors),
      lower(criteria.types),
      lower(criteria.tags),
      lower(criteria.collections),
      limit,
    ],
  });
  return result.rows.map(({ gid }) => gid);
}
