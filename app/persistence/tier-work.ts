import type { Transaction } from "./database.ts";

type Queryable = Pick<Transaction, "query">;

/** How far all members of a shop have been gone through since its levels were last changed. */
export interface TierRun {
  version: number;
  /** Null once all have. */
  afterMember: string | null;
}

/** Null for a shop whose programme never had levels. */
export async function findTierRun(database: Queryable, shopId: number): Promise<TierRun | null> {
  const result = await database.query<TierRun>({
    name: "tier-work.run",
    text: `select version, after_member as "afterMember" from tier_run where shop_id = $1`,
    values: [shopId],
  });
  return result.rows[0] ?? null;
}

/** The next members of the run, in the order of their numbers. */
export async function membersAfter(
  database: Queryable,
  shopId: number,
  after: string,
  limit: number,
): Promise<string[]> {
  const result = await database.query<{ id: string }>({
    name: "tier-work.members",
    text: `select id from member where shop_id = $1 and id > $2::bigint and status = 'member' order by id limit $3`,
    values: [shopId, after, limit],
  });
  return result.rows.map(({ id }) => id);
}

/** Notes how far the run of a version has come; null: it has gone through all. Another version that was published meanwhile begins anew. */
export async function moveTierRun(
  transaction: Queryable,
  shopId: number,
  version: number,
  afterMember: string | null,
): Promise<void> {
  await transaction.query({
    name: "tier-work.move_run",
    text: "update tier_run set after_member = $3 where shop_id = $1 and version = $2",
    values: [shopId, version, afterMember],
  });
}

/** Notes that points of these members' orders became others beside the orders' own work. Nothing where points do not count towards levels. */
export async function noteOrderPoints(
  transaction: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<void> {
  await transaction.query({
    name: "tier-work.note",
    text: `insert into tier_due (shop_id, member_id) select $1, id from (select distinct unnest($2::bigint[]) as id) as noted
           where exists (select 1 from tier_run where shop_id = $1 and counts_points)`,
    values: [shopId, members],
  });
}

/** Takes members away whose level something has changed, at most `limit` causes. */
export async function takeDueMembers(transaction: Queryable, shopId: number, limit: number): Promise<string[]> {
  const result = await transaction.query<{ member_id: string }>({
    name: "tier-work.take",
    text: `delete from tier_due where shop_id = $1 and id in (select id from tier_due where shop_id = $1 order by id limit $2)
           returning member_id`,
    values: [shopId, limit],
  });
  return [...new Set(result.rows.map((row) => row.member_id))];
}

/** These have been worked out. */
export async function settleDueMembers(
  transaction: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<void> {
  await transaction.query({
    name: "tier-work.settle",
    text: "delete from tier_due where shop_id = $1 and member_id = any($2::bigint[])",
    values: [shopId, members],
  });
}

/** Of these, those to whom something other than time has happened. */
export async function membersNotedDue(
  database: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<string[]> {
  const result = await database.query<{ member_id: string }>({
    name: "tier-work.noted_of",
    text: "select distinct member_id from tier_due where shop_id = $1 and member_id = any($2::bigint[])",
    values: [shopId, members],
  });
  return result.rows.map((row) => row.member_id);
}

/** Members of whom time alone has changed something by `now`, the longest due first. */
export async function membersDueByTime(
  database: Queryable,
  shopId: number,
  now: Date,
  limit: number,
): Promise<string[]> {
  const result = await database.query<{ member_id: string }>({
    name: "tier-work.due",
    text: "select member_id from member_tier where shop_id = $1 and next_at <= $2 order by next_at limit $3",
    values: [shopId, now, limit],
  });
  return result.rows.map((row) => row.member_id);
}

/** Whether the job would find anything to do. */
export async function isTierWorkDue(database: Queryable, shopId: number, now: Date): Promise<boolean> {
  const result = await database.query<{ due: boolean }>({
    name: "tier-work.any",
    text: `select exists (select 1 from tier_due where shop_id = $1)
             or exists (select 1 from tier_run where shop_id = $1 and after_member is not null)
             or exists (select 1 from member_tier where shop_id = $1 and next_at <= $2) as due`,
    values: [shopId, now],
  });
  return result.rows[0]?.due ?? false;
}

/** Whether something other than time has changed the level of anybody. */
export async function isAnyMemberDue(database: Queryable, shopId: number): Promise<boolean> {
  const result = await database.query<{ due: boolean }>({
    name: "tier-work.noted",
    text: `select exists (select 1 from tier_due where shop_id = $1)
             or exists (select 1 from tier_run where shop_id = $1 and after_member is not null) as due`,
    values: [shopId],
  });
  return result.rows[0]?.due ?? false;
}
