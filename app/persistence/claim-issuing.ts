import type { Transaction } from "./database.ts";

type Queryable = Pick<Transaction, "query">;

/** What is noted around asking Shopify to issue a claim, so that nothing is issued twice. */

/**
 * Notes, before Shopify is asked to issue something, that it is asked, unless the claim is not open any more. What is noted survives a worker
 * that dies before the answer. For what may be asked for twice; `noteAskedOnce` is for what may not.
 */
export async function noteAsked(
  database: Queryable,
  shopId: number,
  ref: string,
  now: Date,
  { hadTag = null }: { hadTag?: boolean | null } = {},
): Promise<boolean> {
  const { rowCount } = await database.query({
    name: "claims.asked",
    text: `update claim set had_tag = coalesce(had_tag, $4), asked_at = coalesce(asked_at, $3)
           where shop_id = $1 and ref = $2 and status = 'claimed'`,
    values: [shopId, ref, now, hadTag],
  });
  return (rowCount ?? 0) > 0;
}

/**
 * The same for what Shopify would do again: only one of those who found the claim as it was may ask. What the customer had before is noted
 * with it, for whoever has to look for it.
 *
 * @param since when it was last asked for, as the caller read it; null for never
 */
export async function noteAskedOnce(
  database: Queryable,
  shopId: number,
  ref: string,
  { since, now, creditBefore }: { since: number | null; now: Date; creditBefore: string },
): Promise<boolean> {
  const { rowCount } = await database.query({
    name: "claims.asked_once",
    text: `update claim set credit_before = $5, asked_at = $4
           where shop_id = $1 and ref = $2 and status = 'claimed' and asked_at is not distinct from $3::timestamptz`,
    values: [shopId, ref, since === null ? null : new Date(since), now, creditBefore],
  });
  return (rowCount ?? 0) > 0;
}

/** Shopify answered that it did nothing: whoever comes next asks as if for the first time. */
export async function noteNotDone(database: Queryable, shopId: number, ref: string): Promise<void> {
  await database.query({
    name: "claims.not_done",
    text: "update claim set asked_at = null where shop_id = $1 and ref = $2 and status = 'claimed'",
    values: [shopId, ref],
  });
}

/** Which of these things at Shopify a claim has already. */
export async function knownIssues(database: Queryable, shopId: number, gids: readonly string[]): Promise<Set<string>> {
  const { rows } = await database.query<{ issued_gid: string }>({
    name: "claims.issues",
    text: "select issued_gid from claim where shop_id = $1 and issued_gid = any($2::text[])",
    values: [shopId, gids],
  });
  return new Set(rows.map((row) => row.issued_gid));
}

/** Whether another claim of the member keeps this tag on them. */
export async function isTagKept(
  database: Queryable,
  shopId: number,
  { member, ref }: { member: string; ref: string },
  tag: string,
): Promise<boolean> {
  const { rows } = await database.query<{ kept: boolean }>({
    name: "claims.tag_kept",
    text: `select exists (select 1 from claim where shop_id = $1 and member_id = $2 and ref <> $3 and status in ('claimed', 'ready')
             and lower(reward->>'tag') = lower($4)) as kept`,
    values: [shopId, member, ref, tag],
  });
  return rows[0]?.kept ?? false;
}
