import type { Transaction } from "./database.ts";

type Queryable = Pick<Transaction, "query">;

/** How far a shop's whole catalogue has been read. */
export interface ProductSync {
  /** Not to be begun before. */
  requestedAt: Date;
  startedAt: Date | null;
  /** The bulk operation that is under way or being taken in. */
  bulkGid: string | null;
  /** Products of its result that have been written. */
  taken: number;
  finishedAt: Date | null;
}

export async function findProductSync(database: Queryable, shopId: number): Promise<ProductSync | null> {
  const result = await database.query<ProductSync>({
    name: "product_sync.find",
    text: `select requested_at as "requestedAt", started_at as "startedAt", bulk_gid as "bulkGid", taken, finished_at as "finishedAt"
           from product_sync where shop_id = $1`,
    values: [shopId],
  });
  return result.rows[0] ?? null;
}

/** The whole catalogue is to be read from this instant on; a reading that is under way is followed by another. */
export async function requestProductSync(database: Queryable, shopId: number, at: Date): Promise<void> {
  await database.query(
    `insert into product_sync (shop_id, requested_at) values ($1, $2)
     on conflict (shop_id) do update set requested_at = excluded.requested_at`,
    [shopId, at],
  );
}

export async function startProductSync(database: Queryable, shopId: number, gid: string, at: Date): Promise<void> {
  await database.query(
    "update product_sync set bulk_gid = $2, started_at = $3, taken = 0, finished_at = null where shop_id = $1",
    [shopId, gid, at],
  );
}

/** This many more products of the result are written: whoever goes on begins behind them. */
export async function countTaken(transaction: Queryable, shopId: number, gid: string, more: number): Promise<void> {
  await transaction.query("update product_sync set taken = taken + $3 where shop_id = $1 and bulk_gid = $2", [
    shopId,
    gid,
    more,
  ]);
}

/** All was taken in: products that were known before it began and that it does not name are gone. Returns how many. */
export async function finishProductSync(
  transaction: Queryable,
  shopId: number,
  gid: string,
  startedAt: Date,
  now: Date,
): Promise<number> {
  const gone = await transaction.query(
    "update product set deleted_at = $3 where shop_id = $1 and read_at < $2 and deleted_at is null",
    [shopId, startedAt, now],
  );
  await transaction.query(
    "update product_sync set bulk_gid = null, finished_at = $3 where shop_id = $1 and bulk_gid = $2",
    [shopId, gid, now],
  );
  return gone.rowCount ?? 0;
}

/** The bulk operation came to nothing: another is tried from `again` on. */
export async function giveUpProductSync(database: Queryable, shopId: number, gid: string, again: Date): Promise<void> {
  await database.query(
    "update product_sync set bulk_gid = null, requested_at = $3 where shop_id = $1 and bulk_gid = $2",
    [shopId, gid, again],
  );
}
