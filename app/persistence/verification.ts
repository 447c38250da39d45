import type { AwardSnapshot } from "../domain/earning/award-snapshot.ts";
import type { HeardOrder } from "../domain/orders/heard-order.ts";
import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";
import { figuresByDay, HAS_FIGURES } from "./statistics.ts";

/** Something that stands in the database and is not what the ledger and the orders lead to. */
export interface Difference {
  what:
    | "balance"
    | "lot"
    | "order"
    | "limit"
    | "reservation"
    | "redemption"
    | "day"
    | "figure"
    | "ledger"
    | "wallet"
    | "membership"
    | "tier"
    | "referral"
    | "event";
  /** Which: a member's, lot's or order's id, a reference, a day. */
  subject: string;
  /** The column that differs. */
  field: string;
  expected: number | null;
  found: number | null;
}

/** Differences of one kind: how many there are, and the first of them. */
export interface Differences {
  count: number;
  first: Difference[];
}

/** So many of a kind are named; the rest are counted. */
const NAMED = 50;
/** Entries that one statement reads. */
const ENTRIES_AT_ONCE = 100_000;

/**
 * Rebuilds from the postings alone, into tables that live as long as the transaction, what every account, lot, order, reservation and day
 * came to. The transaction must be of one snapshot ("repeatable read"), so that a shop can be verified while it is at work.
 *
 * @returns how many entries were read
 */
export async function rebuildFromPostings(transaction: Transaction, shopId: number, timezone: string): Promise<number> {
  // One snapshot for everything that follows: the shop may be at work meanwhile.
  await transaction.query("set transaction isolation level repeatable read");
  await transaction.query(`
    create temp table rebuilt_account (member_id bigint, lot_id bigint, account text, points bigint,
      primary key (member_id, lot_id, account)) on commit drop;
    create temp table rebuilt_lifetime (member_id bigint primary key, points bigint) on commit drop;
    create temp table rebuilt_order (gid text primary key, points bigint) on commit drop;
    create temp table rebuilt_hold (ref text primary key, points bigint) on commit drop;
    create temp table rebuilt_use (order_gid text, ref text, points bigint, returned bigint, primary key (order_gid, ref)) on commit drop;
    create temp table rebuilt_day (day date primary key, issued bigint, reversed bigint, redeemed bigint, expired bigint, adjusted bigint)
      on commit drop`);
  let entries = 0;
  for (let from = "0"; ; ) {
    const portion = await transaction.query<{ to: string | null; count: string }>(
      `select max(id) as to, count(*) from (select id from entry where shop_id = $1 and id > $2 order by id limit $3) as portion`,
      [shopId, from, ENTRIES_AT_ONCE],
    );
    const { to, count } = portion.rows[0] ?? { to: null, count: "0" };
    if (to === null) break;
    for (const statement of PORTION) await transaction.query(statement, [shopId, from, to]);
    await transaction.query(DAYS_OF_PORTION, [shopId, from, to, timezone]);
    entries += integer(count);
    from = to;
  }
  await transaction.query("analyze rebuilt_account");
  return entries;
}

const MOVED = `from entry join posting on posting.shop_id = entry.shop_id and posting.entry_id = entry.id
  where entry.shop_id = $1 and entry.id > $2 and entry.id <= $3`;

/** An account counts what came less what went. Accounts of the shop stand under member 0, postings without a lot under lot 0. */
const PORTION = [
  `insert into rebuilt_account
   select coalesce(member, 0), coalesce(lot, 0), account, sum(points) from (
     select target_member as member, lot_id as lot, target as account, points from posting
     where shop_id = $1 and entry_id > $2 and entry_id <= $3
     union all
     select source_member, lot_id, source, -points from posting where shop_id = $1 and entry_id > $2 and entry_id <= $3) as moved
   group by 1, 2, 3
   on conflict (member_id, lot_id, account) do update set points = rebuilt_account.points + excluded.points`,
  `insert into rebuilt_lifetime
   select entry.member_id, sum(case when source = 'issued' then posting.points else -posting.points end) ${MOVED}
     and (source = 'issued' or target = 'reversed') group by 1
   on conflict (member_id) do update set points = rebuilt_lifetime.points + excluded.points`,
  `insert into rebuilt_order
   select order_gid, sum(case when source = 'issued' then posting.points else -posting.points end) ${MOVED}
     and order_gid is not null and (source = 'issued' or target = 'reversed') group by 1
   on conflict (gid) do update set points = rebuilt_order.points + excluded.points`,
  `insert into rebuilt_hold
   select reservation, sum(case when target = 'reserved' then posting.points else -posting.points end) ${MOVED}
     and reservation is not null and (source = 'reserved' or target = 'reserved') group by 1
   on conflict (ref) do update set points = rebuilt_hold.points + excluded.points`,
  `insert into rebuilt_use
   select order_gid, reservation, sum(case when target = 'redeemed' then posting.points else 0 end),
     sum(case when source = 'redeemed' then posting.points else 0 end) ${MOVED}
     and order_gid is not null and reservation is not null and (source = 'redeemed' or target = 'redeemed') group by 1, 2
   on conflict (order_gid, ref) do update set points = rebuilt_use.points + excluded.points,
     returned = rebuilt_use.returned + excluded.returned`,
];

const DAYS_OF_PORTION = `insert into rebuilt_day
   select ${figuresByDay("$4")} ${MOVED} and ${HAS_FIGURES} group by 1
   on conflict (day) do update set issued = rebuilt_day.issued + excluded.issued, reversed = rebuilt_day.reversed + excluded.reversed,
     redeemed = rebuilt_day.redeemed + excluded.redeemed, expired = rebuilt_day.expired + excluded.expired,
     adjusted = rebuilt_day.adjusted + excluded.adjusted`;

/** Each statement answers rows of subject, field, expected and found; `$1` is the shop. */
const COMPARISONS: { what: Difference["what"]; text: string }[] = [
  {
    what: "balance",
    text: `with recursive heir as (
        select id as member_id, id, merged_into from member where shop_id = $1
        union all
        select heir.member_id, member.id, member.merged_into from heir join member on member.shop_id = $1 and member.id = heir.merged_into),
      lifetime as (
        select heir.id as member_id, sum(points) as points from rebuilt_lifetime
        join heir on heir.member_id = rebuilt_lifetime.member_id and heir.merged_into is null group by 1),
      expected as (
        select member_id, sum(points) filter (where account = 'pending') as pending, sum(points) filter (where account = 'available') as available,
          sum(points) filter (where account = 'reserved') as reserved, -sum(points) filter (where account = 'debt') as debt
        from rebuilt_account where member_id <> 0 group by 1)
      select member_id::text as subject, field, wanted as expected, stands as found
      from balance left join expected using (member_id) left join lifetime using (member_id), lateral (values
        ('pending', coalesce(expected.pending, 0), balance.pending), ('available', coalesce(expected.available, 0), balance.available),
        ('reserved', coalesce(expected.reserved, 0), balance.reserved), ('debt', coalesce(expected.debt, 0), balance.debt),
        ('lifetime', coalesce(lifetime.points, 0), balance.lifetime)) as compared(field, wanted, stands)
      where balance.shop_id = $1 and wanted <> stands
      union all
      select member_id::text, 'account without a balance', sum(abs(points)), null from rebuilt_account
      where member_id <> 0 and not exists (select 1 from balance where shop_id = $1 and balance.member_id = rebuilt_account.member_id)
      group by 1
      union all
      select member_id::text, 'available beside a debt', 0, available from balance where shop_id = $1 and debt > 0 and available > 0`,
  },
  {
    what: "lot",
    text: `with expected as (
        select lot_id, sum(points) filter (where account = 'pending') as pending, sum(points) filter (where account = 'available') as available,
          sum(points) filter (where account = 'reserved') as reserved, sum(points) filter (where account = 'expired') as expired
        from rebuilt_account where lot_id <> 0 group by 1)
      select lot_id::text as subject, field, wanted as expected, stands as found
      from (select *, id as lot_id from lot where shop_id = $1) as lot full join expected using (lot_id), lateral (values
        ('pending', coalesce(expected.pending, 0), coalesce(lot.pending, 0)), ('available', coalesce(expected.available, 0), coalesce(lot.available, 0)),
        ('reserved', coalesce(expected.reserved, 0), coalesce(lot.reserved, 0)), ('expired', coalesce(expected.expired, 0), coalesce(lot.expired, 0)))
        as compared(field, wanted, stands)
      where wanted <> stands
      union all
      select lot.id::text, 'points at another member', 0, sum(rebuilt_account.points) from rebuilt_account
      join lot on lot.shop_id = $1 and lot.id = rebuilt_account.lot_id and lot.member_id <> rebuilt_account.member_id
      where rebuilt_account.member_id <> 0 and account in ('pending', 'available', 'reserved') group by 1
      having sum(rebuilt_account.points) <> 0`,
  },
  {
    what: "order",
    text: `select gid as subject, 'points earned' as field, coalesce(rebuilt_order.points, 0) as expected, coalesce(points_earned, 0) as found
      from (select * from "order" where shop_id = $1) as known full join rebuilt_order using (gid)
      where coalesce(rebuilt_order.points, 0) <> coalesce(points_earned, 0)`,
  },
  {
    what: "reservation",
    text: `select ref as subject, 'points held' as field, coalesce(rebuilt_hold.points, 0) as expected,
        case when status in ('held', 'attached') then known.points else 0 end as found
      from (
        select ref, status, points from reservation where shop_id = $1
        union all
        select ref, case when status in ('waiting', 'claimed') then 'held' else 'closed' end, points from claim where shop_id = $1)
        as known full join rebuilt_hold using (ref)
      where coalesce(rebuilt_hold.points, 0) <> coalesce(case when status in ('held', 'attached') then known.points else 0 end, 0)`,
  },
  {
    what: "redemption",
    text: `select order_gid || ' ' || ref as subject, field, wanted as expected, stands as found
      from (select * from redemption where shop_id = $1) as known full join rebuilt_use using (order_gid, ref), lateral (values
        ('points', coalesce(rebuilt_use.points, 0), coalesce(known.points, 0)),
        ('points returned', coalesce(rebuilt_use.returned, 0), coalesce(known.points_returned, 0))) as compared(field, wanted, stands)
      where wanted <> stands`,
  },
  {
    what: "limit",
    text: `with expected as (
        select used.key as rule, member_id, sum(used.value::bigint) as points
        from "order", jsonb_each_text(award->'used') as used where shop_id = $1 and award ? 'used' group by 1, 2)
      select rule || ' ' || member_id as subject, 'points given' as field, coalesce(expected.points, 0) as expected,
        coalesce(known.points, 0) as found
      from (select * from order_rule_use where shop_id = $1 and member_id <> 0 and day = '') as known full join expected using (rule, member_id)
      where coalesce(expected.points, 0) <> coalesce(known.points, 0)`,
  },
  {
    what: "day",
    text: `select day::text as subject, field, wanted as expected, stands as found
      from (select * from daily_statistic where shop_id = $1) as known full join rebuilt_day using (day), lateral (values
        ('issued', coalesce(rebuilt_day.issued, 0), coalesce(known.issued, 0)), ('reversed', coalesce(rebuilt_day.reversed, 0), coalesce(known.reversed, 0)),
        ('redeemed', coalesce(rebuilt_day.redeemed, 0), coalesce(known.redeemed, 0)), ('expired', coalesce(rebuilt_day.expired, 0), coalesce(known.expired, 0)),
        ('adjusted', coalesce(rebuilt_day.adjusted, 0), coalesce(known.adjusted, 0))) as compared(field, wanted, stands)
      where wanted <> stands`,
  },
  {
    what: "ledger",
    text: `select 'all accounts' as subject, 'sum of points' as field, 0 as expected, sum(points) as found from rebuilt_account where $1::int > 0 having sum(points) <> 0
      union all
      select member_id::text, account || ' points of no lot', 0, points from rebuilt_account
      where member_id <> 0 and lot_id = 0 and account <> 'debt' and points <> 0`,
  },
];

/** Compares everything that is derived with what `rebuildFromPostings` came to. */
export async function compareWithRebuilt(transaction: Transaction, shopId: number): Promise<Differences> {
  const all: Differences = { count: 0, first: [] };
  for (const { what, text } of COMPARISONS) {
    const result = await transaction.query<{
      subject: string;
      field: string;
      expected: string | null;
      found: string | null;
      total: string;
    }>(`select *, count(*) over () as total from (${text}) as different order by subject, field limit ${NAMED}`, [
      shopId,
    ]);
    all.count += integer(result.rows[0]?.total ?? 0);
    for (const { subject, field, expected, found } of result.rows) {
      all.first.push({ what, subject, field, expected: numberOrNull(expected), found: numberOrNull(found) });
    }
  }
  return all;
}

export interface StoredOrder {
  gid: string;
  state: HeardOrder;
  award: AwardSnapshot | null;
  pointsEarned: number;
  goodsMinor: number;
}

/** Orders after a gid, in the order of their gids, at most `limit`. */
export async function ordersAfter(
  transaction: Transaction,
  shopId: number,
  gid: string,
  limit: number,
): Promise<StoredOrder[]> {
  const result = await transaction.query<{
    gid: string;
    state: HeardOrder;
    award: AwardSnapshot | null;
    points: string;
    goods: string;
  }>({
    name: "verification.orders",
    text: `select gid, state, award, points_earned as points, goods_minor as goods from "order"
           where shop_id = $1 and gid > $2 order by gid limit $3`,
    values: [shopId, gid, limit],
  });
  return result.rows.map(({ points, goods, ...row }) => ({
    ...row,
    pointsEarned: integer(points),
    goodsMinor: integer(goods),
  }));
}

export async function countsOf(
  transaction: Transaction,
  shopId: number,
): Promise<{ members: number; lots: number; reservations: number; days: number }> {
  const result = await transaction.query<Record<"members" | "lots" | "reservations" | "days", string>>(
    `select (select count(*) from balance where shop_id = $1) as members, (select count(*) from lot where shop_id = $1) as lots,
       (select count(*) from reservation where shop_id = $1) as reservations,
       (select count(*) from daily_statistic where shop_id = $1) as days`,
    [shopId],
  );
  const row = result.rows[0];
  return {
    members: integer(row?.members ?? 0),
    lots: integer(row?.lots ?? 0),
    reservations: integer(row?.reservations ?? 0),
    days: integer(row?.days ?? 0),
  };
}

/** Every shop: one that is gone has a ledger too. */
export async function shopsToVerify(
  database: Pick<Transaction, "query">,
): Promise<{ id: number; domain: string; timezone: string; isInstalled: boolean }[]> {
  const result = await database.query<{ id: number; domain: string; timezone: string; isInstalled: boolean }>(
    `select id, domain, timezone, status = 'installed' as "isInstalled" from shop order by id`,
  );
  return result.rows;
}

function numberOrNull(value: string | null): number | null {
  return value === null ? null : Number(value);
}
