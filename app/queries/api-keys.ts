import type { ApiKeyRow } from "../persistence/api-keys.ts";
import type { Database } from "../persistence/database.ts";

/** The keys with which others tell a shop of events, but for those that were revoked; the newest first. */
export async function apiKeys(database: Database, shopId: number): Promise<ApiKeyRow[]> {
  const { rows } = await database.pool.query<ApiKeyRow>(
    `select id, name, created_at as "createdAt", created_by as "createdBy", last_used_at as "lastUsedAt"
     from api_key where shop_id = $1 and revoked_at is null order by id desc`,
    [shopId],
  );
  return rows;
}
