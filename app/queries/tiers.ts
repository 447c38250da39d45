import type { Text } from "../contracts/wallet.ts";
import type { Tiers } from "../domain/programme/compile-tiers.ts";
import { tierCardOf } from "../domain/tiers/tier-card.ts";
import type { Database } from "../persistence/database.ts";
import { tierRows } from "../persistence/tiers.ts";
import { instantOf, rowIdOf } from "./columns.ts";
import { cutPage, type Page, pageSize } from "./page.ts";

/** Members of every level by its id, those below the first under null; a level that nobody has is left out. */
export async function countLevels(database: Database, shopId: number): Promise<Map<string | null, number>> {
  const { rows } = await database.pool.query<{ level: string | null; members: number }>(
    "SELECT level, count(*)::int AS members FROM member_tier WHERE shop_id = $1 GROUP BY level",
    [shopId],
  );
  return new Map(rows.map(({ level, members }) => [level, members]));
}

export interface LevelMemberRow {
  id: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  /** When the level came about, and when it ends if nothing more is bought; ISO 8601. */
  since: string | null;
  endsAt: string | null;
}

/** Who has a level, newest member first. `cursor` is the `next` of the page before; anything else starts at the top. */
export async function listLevelMembers(
  database: Database,
  shopId: number,
  level: string,
  cursor: string | null,
): Promise<Page<LevelMemberRow>> {
  const before = rowIdOf(cursor);
  const { rows } = await database.pool.query<{
    id: string;
    first_name: string | null;
    last_name: string | null;
    email: string | null;
    since: Date | null;
    ends_at: Date | null;
  }>(
    `SELECT m.id, m.first_name, m.last_name, m.email, t.since, t.ends_at
       FROM member_tier t JOIN member m ON m.shop_id = t.shop_id AND m.id = t.member_id AND m.status = 'member'
      WHERE t.shop_id = $1 AND t.level = $2 AND ($3::bigint IS NULL OR t.member_id < $3::bigint)
      ORDER BY t.member_id DESC LIMIT $4`,
    [shopId, level, before, pageSize + 1],
  );
  const read = rows.map(({ id, email, since, ends_at, ...name }) => ({
    id,
    firstName: name.first_name,
    lastName: name.last_name,
    email,
    since: since && instantOf(since),
    endsAt: ends_at && instantOf(ends_at),
  }));
  return cutPage(read, (last) => last.id);
}

export interface LevelChangeRow {
  from: string | null;
  to: string | null;
  /** ISO 8601. */
  at: string;
  why: Text;
}

/** A member's level as their card shows it, and how it came about, the newest first; changes of who was merged into them are among these. */
export async function readMemberLevel(
  database: Database,
  shopId: number,
  tiers: Tiers,
  memberId: string,
): Promise<{ card: ReturnType<typeof tierCardOf>; changes: LevelChangeRow[] }> {
  const noted = (await tierRows(database.pool, shopId, [memberId])).get(memberId);
  const { rows } = await database.pool.query<{
    from_level: string | null;
    to_level: string | null;
    at: Date;
    why: Text;
  }>(
    `WITH RECURSIVE line AS (
       SELECT $2::bigint AS id, 0 AS depth
       UNION ALL
       SELECT member.id, line.depth + 1 FROM line
         JOIN member ON member.shop_id = $1 AND member.merged_into = line.id WHERE line.depth < 20)
     SELECT from_level, to_level, at, why FROM tier_change
      WHERE shop_id = $1 AND member_id IN (SELECT id FROM line) ORDER BY id DESC LIMIT 100`,
    [shopId, memberId],
  );
  const card = tierCardOf(tiers, {
    level: noted?.level ?? null,
    endsAt: noted?.endsAt?.getTime() ?? null,
    counted: noted?.counted ?? 0,
    nextFrom: noted?.nextFrom ?? null,
  });
  const changes = rows.map(({ from_level, to_level, at, why }) => ({
    from: from_level,
    to: to_level,
    at: instantOf(at),
    why,
  }));
  return { card, changes };
}
