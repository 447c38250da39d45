import type { Transaction } from "./database.ts";

type Queryable = Pick<Transaction, "query">;

export interface ApiKeyRow {
  id: string;
  name: string;
  createdAt: Date;
  createdBy: string;
  lastUsedAt: Date | null;
}

/** Adds a key of which only the digest is kept, unless the shop has as many as it may; answers its number, or null. */
export async function addApiKey(
  transaction: Queryable,
  shopId: number,
  key: { name: string; createdBy: string; createdAt: Date },
  mostKeys: number,
): Promise<string | null> {
  const result = await transaction.query<{ id: string }>(
    `insert into api_key (shop_id, name, hash, created_at, created_by)
     select $1, $2, '', $3, $4
     where (select count(*) from api_key where shop_id = $1 and revoked_at is null) < $5 returning id`,
    [shopId, key.name, key.createdAt, key.createdBy, mostKeys],
  );
  return result.rows[0]?.id ?? null;
}

/** The digest follows in the same transaction: a key carries its own number. */
export async function setApiKeyHash(transaction: Queryable, shopId: number, id: string, hash: string): Promise<void> {
  await transaction.query("update api_key set hash = $3 where shop_id = $1 and id = $2", [shopId, id, hash]);
}

/** The digest of a key that is not revoked, and when it was last used; null where there is none. */
export async function findApiKey(
  database: Queryable,
  shopId: number,
  id: string,
): Promise<{ hash: string; lastUsedAt: Date | null } | null> {
  const result = await database.query<{ hash: string; lastUsedAt: Date | null }>({
    name: "api_keys.find",
    text: `select hash, last_used_at as "lastUsedAt" from api_key where shop_id = $1 and id = $2 and revoked_at is null`,
    values: [shopId, id],
  });
  return result.rows[0] ?? null;
}

export async function touchApiKey(database: Queryable, shopId: number, id: string, now: Date): Promise<void> {
  await database.query({
    name: "api_keys.touch",
    text: "update api_key set last_used_at = $3 where shop_id = $1 and id = $2",
    values: [shopId, id, now],
  });
}

/** Answers whether there was such a key that was not revoked already. */
export async function revokeApiKey(database: Queryable, shopId: number, id: string, now: Date): Promise<boolean> {
  const result = await database.query(
    "update api_key set revoked_at = $3 where shop_id = $1 and id = $2 and revoked_at is null",
    [shopId, id, now],
  );
  return (result.rowCount ?? 0) > 0;
}
