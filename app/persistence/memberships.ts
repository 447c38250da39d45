import type { OrderState } from "../contracts/order-state.ts";
import type { Text } from "../contracts/wallet.ts";
import type { MembershipChange } from "../domain/memberships/membership-change.ts";
import type { MembershipStatus, Term } from "../domain/memberships/membership-run.ts";
import type { Transaction } from "./database.ts";
import { integer, withRows } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

/** A membership as stored. Instants in epoch milliseconds, money in the shop's minor units. */
export interface StoredMembership {
  member: string;
  code: string;
  from: number;
  to: number;
  graceTo: number;
  status: MembershipStatus;
  nextAt: number | null;
  version: number;
  paidMinor: number;
  orders: string[];
  terms: Term[];
}

interface Row {
  member_id: string;
  code: string;
  starts_at: Date;
  ends_at: Date;
  grace_ends_at: Date;
  status: MembershipStatus;
  next_at: Date | null;
  version: number;
  paid_minor: string;
  order_gids: string[];
  terms: Term[];
}

const COLUMNS =
  "member_id, code, starts_at, ends_at, grace_ends_at, status, next_at, version, paid_minor, order_gids, terms";

function membershipOf(row: Row): StoredMembership {
  return {
    member: row.member_id,
    code: row.code,
    from: row.starts_at.getTime(),
    to: row.ends_at.getTime(),
    graceTo: row.grace_ends_at.getTime(),
    status: row.status,
    nextAt: row.next_at?.getTime() ?? null,
    version: row.version,
    paidMinor: integer(row.paid_minor),
    orders: row.order_gids,
    terms: row.terms,
  };
}

/** Every membership that these members have or had, the oldest first. */
export async function membershipsOf(
  database: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<StoredMembership[]> {
  const result = await database.query<Row>({
    name: "memberships.of",
    text: `select ${COLUMNS} from membership where shop_id = $1 and member_id = any($2::bigint[])
           order by member_id, starts_at, code`,
    values: [shopId, members],
  });
  return result.rows.map(membershipOf);
}

/** The memberships whose benefits are these members' now, as last worked out. */
export async function activeMemberships(
  database: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<StoredMembership[]> {
  const result = await database.query<Row>({
    name: "memberships.active",
    text: `select ${COLUMNS} from membership where shop_id = $1 and member_id = any($2::bigint[])
             and status in ('running', 'grace') order by member_id, starts_at, code`,
    values: [shopId, members],
  });
  return result.rows.map(membershipOf);
}

/** Members of whose memberships something changes by time, or has to be told, by an instant. */
export async function membersWithDueMemberships(
  database: Queryable,
  shopId: number,
  now: Date,
  limit: number,
): Promise<string[]> {
  const result = await database.query<{ member_id: string }>({
    name: "memberships.due",
    text: `select distinct member_id from membership where shop_id = $1 and next_at is not null and next_at <= $2
           order by member_id limit $3`,
    values: [shopId, now, limit],
  });
  return result.rows.map((row) => row.member_id);
}

/** The orders of members who still are somebody; nobody's else. */
export async function livingMembersOrders(
  database: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<{ member: string; order: OrderState }[]> {
  if (members.length === 0) return [];
  const result = await database.query<{ member: string; order: OrderState }>({
    name: "memberships.orders_of_living",
    text: `select "order".member_id as member, "order".state->'order' as "order" from "order"
           join member on member.shop_id = $1 and member.id = "order".member_id and member.status in ('member', 'guest')
           where "order".shop_id = $1 and "order".member_id = any($2::bigint[]) and "order".member_id is not null
             and "order".state->'order' <> 'null'`,
    values: [shopId, members],
  });
  return result.rows;
}

/** Writes what these members have now in the place of what stood there. */
export async function writeMemberships(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
  memberships: readonly StoredMembership[],
): Promise<void> {
  await forgetMemberships(transaction, shopId, members);
  await withRows(
    transaction,
    "memberships.write",
    `insert into membership (shop_id, member_id, code, starts_at, ends_at, grace_ends_at, status, next_at, version, paid_minor, order_gids, terms)
     select $more1, member_id, code, starts_at, ends_at, grace_ends_at, status, next_at, version, paid_minor,
       string_to_array(order_gids, ' '), terms from $rows`,
    [
      ["member_id", "bigint", (row) => row.member],
      ["code", "text", (row) => row.code],
      ["starts_at", "timestamptz", (row) => new Date(row.from)],
      ["ends_at", "timestamptz", (row) => new Date(row.to)],
      ["grace_ends_at", "timestamptz", (row) => new Date(row.graceTo)],
      ["status", "text", (row) => row.status],
      ["next_at", "timestamptz", (row) => (row.nextAt === null ? null : new Date(row.nextAt))],
      ["version", "int", (row) => row.version],
      ["paid_minor", "bigint", (row) => row.paidMinor],
      ["order_gids", "text", (row) => row.orders.join(" ")],
      ["terms", "jsonb", (row) => row.terms],
    ],
    memberships,
    [shopId],
  );
}

/** Takes the memberships of these members away; what was told of them stays. Answers whether there were any. */
export async function forgetMemberships(
  transaction: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<boolean> {
  const result = await transaction.query(
    "delete from membership where shop_id = $1 and member_id = any($2::bigint[])",
    [shopId, members],
  );
  return (result.rowCount ?? 0) > 0;
}

/** A change of one member's, with what the membership is called and until when it is paid for. */
export type ToldChange = MembershipChange & { member: string; name: Text; to: number };

/**
 * Adds what was not told yet to the history and answers it. What was told once, of whomever the membership belonged to then, is not told
 * again.
 */
export async function addMembershipChanges(
  transaction: Transaction,
  shopId: number,
  changes: readonly ToldChange[],
  now: Date,
): Promise<ToldChange[]> {
  const told = await withRows<ToldChange, { key: string }>(
    transaction,
    "memberships.tell",
    `insert into membership_change (shop_id, member_id, code, kind, key, at, noted_at, order_gid, why)
     select $more1, member_id, code, kind, key, at, $more2, order_gid, why from $rows order by at
     on conflict (shop_id, key) do nothing returning key`,
    [
      ["member_id", "bigint", (row) => row.member],
      ["code", "text", (row) => row.membership],
      ["kind", "text", (row) => row.kind],
      ["key", "text", (row) => row.key],
      ["at", "timestamptz", (row) => new Date(row.at)],
      ["order_gid", "text", (row) => row.order],
      ["why", "jsonb", (row) => row.why],
    ],
    changes,
    [shopId, now],
  );
  const keys = new Set(told.map(({ key }) => key));
  return changes.filter(({ key }) => keys.has(key));
}

/** Numbers of members behind one of them, in their order. */
export async function membersAfter(
  database: Queryable,
  shopId: number,
  member: string,
  limit: number,
): Promise<string[]> {
  const result = await database.query<{ id: string }>({
    name: "memberships.members_after",
    text: "select id from member where shop_id = $1 and id > $2::bigint order by id limit $3",
    values: [shopId, member, limit],
  });
  return result.rows.map(({ id }) => id);
}

/** The memberships of some published versions as they were written, and the shop's time zone. */
export async function soldMembershipSettings(
  database: Queryable,
  shopId: number,
  versions: readonly number[],
): Promise<{ timezone: string; byVersion: Map<number, unknown> }> {
  const result = await database.query<{ version: number; memberships: unknown; timezone: string }>({
    name: "memberships.settings",
    text: `select version, coalesce(settings->'memberships', '[]') as memberships, timezone from programme_version
           join shop on shop.id = programme_version.shop_id where shop_id = $1 and version = any($2::int[])`,
    values: [shopId, versions],
  });
  return {
    timezone: result.rows[0]?.timezone ?? "UTC",
    byVersion: new Map(result.rows.map(({ version, memberships }) => [version, memberships])),
  };
}

/** Which memberships, by the versions that sold them, are anybody's now. */
export async function membershipVersionsInUse(
  database: Queryable,
  shopId: number,
): Promise<{ code: string; version: number }[]> {
  const result = await database.query<{ code: string; version: number }>({
    name: "memberships.versions_in_use",
    text: "select distinct code, version from membership where shop_id = $1 and status in ('running', 'grace')",
    values: [shopId],
  });
  return result.rows;
}

/** An awarded order with the level or membership that multiplied its points; null for none. */
export interface MultipliedOrder {
  gid: string;
  member: string;
  placedAt: number;
  applied: { id: string; multiplierHundredths: number; isMembership?: true } | null;
}

/** Every awarded order of these members but for those named: the caller knows these better. */
export async function multipliedOrders(
  database: Queryable,
  shopId: number,
  members: readonly string[],
  without: readonly string[],
): Promise<MultipliedOrder[]> {
  if (members.length === 0) return [];
  const result = await database.query<Omit<MultipliedOrder, "placedAt"> & { placed_at: Date }>({
    name: "memberships.multiplied_orders",
    text: `select gid, member_id as member, placed_at, award->'tier' as applied from "order"
           where shop_id = $1 and member_id = any($2::bigint[]) and member_id is not null and gid <> all($3::text[])
             and award is not null and placed_at is not null`,
    values: [shopId, members, without],
  });
  return result.rows.map(({ placed_at: placedAt, ...row }) => ({ ...row, placedAt: placedAt.getTime() }));
}
