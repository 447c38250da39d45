import type { Text } from "../contracts/wallet.ts";
import type { Counted } from "../domain/tiers/counted.ts";
import type { Transaction } from "./database.ts";
import { integer, withRows } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

/** A member's level as last worked out. */
export interface TierRow {
  memberId: string;
  /** Null below the first level. */
  level: string | null;
  since: Date | null;
  endsAt: Date | null;
  counted: number;
  /** What the next level takes; null on the highest. */
  nextFrom: number | null;
  nextAt: Date | null;
  /** The tag that the customer carries at Shopify because of it. */
  tag: string | null;
}

const COLUMNS = `member_id as "memberId", level, since, ends_at as "endsAt", counted, next_from as "nextFrom", next_at as "nextAt", tag`;

/** The levels of these members; who has none worked out yet is left out. */
export async function tierRows(
  database: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<Map<string, TierRow>> {
  if (members.length === 0) return new Map();
  const result = await database.query<
    Omit<TierRow, "counted" | "nextFrom"> & { counted: string; nextFrom: string | null }
  >({
    name: "tiers.rows",
    text: `select ${COLUMNS} from member_tier where shop_id = $1 and member_id = any($2::bigint[])`,
    values: [shopId, members],
  });
  return new Map(
    result.rows.map((row) => [
      row.memberId,
      { ...row, counted: integer(row.counted), nextFrom: row.nextFrom === null ? null : integer(row.nextFrom) },
    ]),
  );
}

export async function writeTierRows(transaction: Transaction, shopId: number, rows: readonly TierRow[]): Promise<void> {
  await withRows(
    transaction,
    "tiers.write",
    `insert into member_tier (shop_id, member_id, level, since, ends_at, counted, next_from, next_at)
     select $more1, member_id, level, since, ends_at, counted, next_from, next_at from $rows
     on conflict (shop_id, member_id) do update set level = excluded.level, since = excluded.since, ends_at = excluded.ends_at,
       counted = excluded.counted, next_from = excluded.next_from, next_at = excluded.next_at`,
    [
      ["member_id", "bigint", (row) => row.memberId],
      ["level", "text", (row) => row.level],
      ["since", "timestamptz", (row) => row.since],
      ["ends_at", "timestamptz", (row) => row.endsAt],
      ["counted", "bigint", (row) => row.counted],
      ["next_from", "bigint", (row) => row.nextFrom],
      ["next_at", "timestamptz", (row) => row.nextAt],
    ],
    [...rows].sort((a, b) => Number(a.memberId) - Number(b.memberId)),
    [shopId],
  );
}

/** Of these, those who are members now: guests, and who was merged away or erased, have no level. */
export async function onlyMembers(database: Queryable, shopId: number, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const result = await database.query<{ id: string }>({
    name: "tiers.members",
    text: `select id from member where shop_id = $1 and id = any($2::bigint[]) and status = 'member' order by id`,
    values: [shopId, ids],
  });
  return result.rows.map(({ id }) => id);
}

/** `isPurchase` of domain/segments. An order of before the programme has no award; its state still tells that it was paid. */
const IS_PURCHASE = `o.goods_minor > 0 and o.cancelled_at is null
  and (o.paid_at is not null or coalesce((o.state->'order'->>'isPaid')::boolean, false))`;

/** A level that was brought along from another system stands for so much. */
const BROUGHT = (by: "spend" | "points" | "orders"): string =>
  `union all select member_id, null, at, value from tier_credit where shop_id = $1 and member_id = any($2::bigint[]) and by = '${by}'`;

const HISTORIES = {
  spend: `select o.member_id, o.gid, o.placed_at as at, o.goods_minor as value from "order" o
    where o.shop_id = $1 and o.member_id = any($2::bigint[]) and ${IS_PURCHASE} ${BROUGHT("spend")}`,
  orders: `select o.member_id, o.gid, o.placed_at as at, 1::bigint as value from "order" o
    where o.shop_id = $1 and o.member_id = any($2::bigint[]) and ${IS_PURCHASE} ${BROUGHT("orders")}`,
  // Of points that came without an order the entries tell, also those of who was merged into the member; an order's are what it earns now.
  points: `select o.member_id, o.gid, o.placed_at as at, o.points_earned as value from "order" o
    where o.shop_id = $1 and o.member_id = any($2::bigint[]) and o.points_earned <> 0
    union all
    select line.heir, null, e.occurred_at, e.points from (
      with recursive line as (
        select id as heir, id, 0 as depth from unnest($2::bigint[]) as id
        union all
        select line.heir, member.id, line.depth + 1 from line
        join member on member.shop_id = $1 and member.merged_into = line.id where line.depth < 20)
      select heir, id from line) as line
    join entry e on e.shop_id = $1 and e.member_id = line.id
    where e.order_gid is null and e.kind in ('award', 'reversal', 'adjust') and e.key not like 'tier:%' ${BROUGHT("points")}`,
} as const;

/** What counts of these members, as it is kept now. Who has nothing is left out. */
export async function countedHistories(
  database: Queryable,
  shopId: number,
  by: keyof typeof HISTORIES,
  members: readonly string[],
): Promise<Map<string, Counted[]>> {
  const histories = new Map<string, Counted[]>();
  if (members.length === 0) return histories;
  const result = await database.query<{ member_id: string; gid: string | null; at: Date | null; value: string }>({
    name: `tiers.history.${by}`,
    text: HISTORIES[by],
    values: [shopId, members],
  });
  for (const { member_id, gid, at, value } of result.rows) {
    if (at === null) continue;
    const counted = { at: at.getTime(), value: integer(value), order: gid };
    const others = histories.get(member_id);
    if (others) others.push(counted);
    else histories.set(member_id, [counted]);
  }
  return histories;
}

export interface TierChangeRecord {
  memberId: string;
  from: string | null;
  to: string | null;
  at: Date;
  cause: "bought" | "taken_back" | "time" | "published" | "merged";
  version: number;
  why: Text;
}

export async function appendTierChanges(
  transaction: Transaction,
  shopId: number,
  changes: readonly TierChangeRecord[],
  now: Date,
): Promise<void> {
  await withRows(
    transaction,
    "tiers.changes",
    `insert into tier_change (shop_id, member_id, from_level, to_level, at, noted_at, cause, version, why)
     select $more1, member_id, from_level, to_level, at, $more2, cause, version, why from $rows`,
    [
      ["member_id", "bigint", (row) => row.memberId],
      ["from_level", "text", (row) => row.from],
      ["to_level", "text", (row) => row.to],
      ["at", "timestamptz", (row) => row.at],
      ["cause", "text", (row) => row.cause],
      ["version", "int", (row) => row.version],
      ["why", "jsonb", (row) => row.why],
    ],
    changes,
    [shopId, now],
  );
}

/** An entry of the ledger that gave points for a level; `undoneAt` once they were taken back. */
export interface TierRewardRow {
  key: string;
  memberId: string;
  level: string;
  period: string;
  points: number;
  undoneAt: Date | null;
}

export async function tierRewards(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
): Promise<TierRewardRow[]> {
  if (members.length === 0) return [];
  const result = await transaction.query<Omit<TierRewardRow, "points"> & { points: string }>({
    name: "tiers.rewards",
    text: `select key, member_id as "memberId", level, period, points, undone_at as "undoneAt" from tier_reward
           where shop_id = $1 and member_id = any($2::bigint[])`,
    values: [shopId, members],
  });
  return result.rows.map((row) => ({ ...row, points: integer(row.points) }));
}

export async function writeTierRewards(
  transaction: Transaction,
  shopId: number,
  rewards: readonly TierRewardRow[],
  now: Date,
): Promise<void> {
  await withRows(
    transaction,
    "tiers.write_rewards",
    `insert into tier_reward (shop_id, key, member_id, level, period, points, given_at, undone_at)
     select $more1, key, member_id, level, period, points, $more2, undone_at from $rows
     on conflict (shop_id, key) do update set undone_at = excluded.undone_at`,
    [
      ["key", "text", (row) => row.key],
      ["member_id", "bigint", (row) => row.memberId],
      ["level", "text", (row) => row.level],
      ["period", "text", (row) => row.period],
      ["points", "bigint", (row) => row.points],
      ["undone_at", "timestamptz", (row) => row.undoneAt],
    ],
    rewards,
    [shopId, now],
  );
}

/** Everything about one member's levels becomes another's: what was given, and what journeys may begin with. The history of both stays. */
export async function moveTiers(transaction: Transaction, shopId: number, from: string, into: string): Promise<void> {
  for (const table of ["tier_reward", "journey_event"])
    await transaction.query(`update ${table} set member_id = $3 where shop_id = $1 and member_id = $2`, [
      shopId,
      from,
      into,
    ]);
  await forgetTiers(transaction, shopId, [from]);
}

/** Members who are gone have no level, and nothing is mailed about them. */
export async function forgetTiers(transaction: Transaction, shopId: number, members: readonly string[]): Promise<void> {
  for (const table of ["member_tier", "tier_due", "journey_event"])
    await transaction.query(`delete from ${table} where shop_id = $1 and member_id = any($2::bigint[])`, [
      shopId,
      members,
    ]);
}

/** A customer with their level and the tag that they carry because of one. */
export interface TaggedMember {
  customerGid: string;
  level: string | null;
  tag: string | null;
}

/** Those of these members whom Shopify knows and whose level was worked out. */
export async function taggedMembers(
  database: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<Map<string, TaggedMember>> {
  const result = await database.query<TaggedMember & { id: string }>({
    name: "tiers.tagged",
    text: `select member.id, customer_gid as "customerGid", level, tag from member
           join member_tier on member_tier.shop_id = member.shop_id and member_tier.member_id = member.id
           where member.shop_id = $1 and member.id = any($2::bigint[]) and status = 'member' and customer_gid is not null`,
    values: [shopId, members],
  });
  return new Map(result.rows.map(({ id, ...member }) => [id, member]));
}

export async function storeTierTag(
  database: Queryable,
  shopId: number,
  member: string,
  tag: string | null,
): Promise<void> {
  await database.query("update member_tier set tag = $3 where shop_id = $1 and member_id = $2", [shopId, member, tag]);
}
