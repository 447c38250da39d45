import type { Database } from "../persistence/database.ts";
import { instantOf, rowIdOf } from "./columns.ts";
import { cutPage, type Page, pageSize } from "./page.ts";

/** Members of every segment by its code, as last scored; a segment that nobody is in is left out. */
export async function countSegments(database: Database, shopId: number): Promise<Map<string, number>> {
  const { rows } = await database.pool.query<{ code: string; members: number }>(
    "SELECT code, count(*)::int AS members FROM segment_member WHERE shop_id = $1 GROUP BY code",
    [shopId],
  );
  return new Map(rows.map(({ code, members }) => [code, members]));
}

export interface SegmentMemberRow {
  id: string;
  status: "member" | "guest";
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  /** When they came into the segment; ISO 8601. */
  since: string;
}

interface Columns {
  id: string;
  status: "member" | "guest";
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  since: Date;
}

/** Who is in a segment, newest member first. `cursor` is the `next` of the page before; anything else starts at the top. */
export async function listSegmentMembers(
  database: Database,
  shopId: number,
  code: string,
  cursor: string | null,
): Promise<Page<SegmentMemberRow>> {
  const before = rowIdOf(cursor);
  const { rows } = await database.pool.query<Columns>(
    `SELECT m.id, m.status, m.first_name, m.last_name, m.email, s.since
       FROM segment_member s JOIN member m ON m.shop_id = s.shop_id AND m.id = s.member_id AND m.status IN ('member', 'guest')
      WHERE s.shop_id = $1 AND s.code = $2 AND ($3::bigint IS NULL OR s.member_id < $3::bigint)
      ORDER BY s.member_id DESC LIMIT $4`,
    [shopId, code, before, pageSize + 1],
  );
  const read = rows.map(({ id, status, email, since, ...name }) => ({
    id,
    status,
    firstName: name.first_name,
    lastName: name.last_name,
    email,
    since: instantOf(since),
  }));
  return cutPage(read, (last) => last.id);
}
