import type { Transaction } from "./database.ts";
import { withRows } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

/** What a merchant set for a segment; `settings` is read by contracts/segments. */
export interface StoredSegment {
  code: string;
  settings: unknown;
}

export async function storedSegments(database: Queryable, shopId: number): Promise<StoredSegment[]> {
  const result = await database.query<StoredSegment>(
    "select code, settings from segment where shop_id = $1 order by code",
    [shopId],
  );
  return result.rows;
}

export async function writeSegment(
  database: Queryable,
  shopId: number,
  { code, settings }: StoredSegment,
  now: Date,
): Promise<void> {
  await database.query(
    `insert into segment (shop_id, code, settings, changed_at) values ($1, $2, $3, $4)
     on conflict (shop_id, code) do update set settings = excluded.settings, changed_at = excluded.changed_at`,
    [shopId, code, JSON.stringify(settings), now],
  );
}

/** Answers whether there was one. */
export async function dropSegment(database: Queryable, shopId: number, code: string): Promise<boolean> {
  const result = await database.query("delete from segment where shop_id = $1 and code = $2", [shopId, code]);
  return (result.rowCount ?? 0) > 0;
}

/** One member came into a segment, or left it. */
export interface Membership {
  code: string;
  memberId: string;
}

export async function enterSegments(
  transaction: Transaction,
  shopId: number,
  entered: readonly Membership[],
  now: Date,
): Promise<void> {
  await withRows(
    transaction,
    "segments.enter",
    `insert into segment_member (shop_id, code, member_id, since) select $more1, code, member_id, $more2 from $rows
     on conflict (shop_id, code, member_id) do nothing`,
    [
      ["code", "text", (row) => row.code],
      ["member_id", "bigint", (row) => row.memberId],
    ],
    entered,
    [shopId, now],
  );
}

export async function leaveSegments(
  transaction: Transaction,
  shopId: number,
  left: readonly Membership[],
): Promise<void> {
  await withRows(
    transaction,
    "segments.leave",
    `delete from segment_member using $rows
     where segment_member.shop_id = $more1 and segment_member.code = rows.code and segment_member.member_id = rows.member_id`,
    [
      ["code", "text", (row) => row.code],
      ["member_id", "bigint", (row) => row.memberId],
    ],
    left,
    [shopId],
  );
}

/** The segments that members are in, by member; those in none are left out. */
export async function segmentsOfMembers(
  database: Queryable,
  shopId: number,
  memberIds: readonly string[],
): Promise<Map<string, string[]>> {
  const result = await database.query<{ id: string; segments: string[] }>({
    name: "segments.of_members",
    text: `select member_id as id, segments from member_score
           where shop_id = $1 and member_id = any($2::bigint[]) and segments <> '{}'`,
    values: [shopId, memberIds],
  });
  return new Map(result.rows.map(({ id, segments }) => [id, segments]));
}
