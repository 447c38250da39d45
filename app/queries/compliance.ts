import type { Database } from "../persistence/database.ts";
import { instantOf, rowIdOf } from "./columns.ts";
import { cutPage, type Page, pageSize } from "./page.ts";

export interface ComplianceRow {
  id: string;
  topic: string;
  receivedAt: string;
  doneAt: string | null;
  hasExport: boolean;
}

/** Privacy requests, newest first, without what they exported. */
export async function listComplianceRequests(
  database: Database,
  shopId: number,
  cursor: string | null,
): Promise<Page<ComplianceRow>> {
  const { rows } = await database.pool.query<{
    id: string;
    topic: string;
    received_at: Date;
    done_at: Date | null;
    has_export: boolean;
  }>(
    `SELECT id, topic, received_at, done_at, export IS NOT NULL AS has_export FROM compliance_request
      WHERE shop_id = $1 AND ($2::bigint IS NULL OR id < $2::bigint) ORDER BY id DESC LIMIT $3`,
    [shopId, rowIdOf(cursor), pageSize + 1],
  );
  return cutPage(
    rows.map((row) => ({
      id: row.id,
      topic: row.topic,
      receivedAt: instantOf(row.received_at),
      doneAt: row.done_at === null ? null : instantOf(row.done_at),
      hasExport: row.has_export,
    })),
    (last) => last.id,
  );
}

/** What one request exported, as JSON text. Null where the shop has no such file (any more). */
export async function readComplianceExport(database: Database, shopId: number, id: string): Promise<string | null> {
  const { rows } = await database.pool.query<{ export: string | null }>(
    `SELECT jsonb_pretty(export) AS export FROM compliance_request WHERE shop_id = $1 AND id = $2`,
    [shopId, id],
  );
  return rows[0]?.export ?? null;
}
