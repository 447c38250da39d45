import type { BuyerCounts, WindowCounts } from "../domain/metrics/buyer-figures.ts";
import type { Day, Period } from "../domain/metrics/calendar.ts";
import type { GroupKind } from "../domain/metrics/group-figures.ts";
import type { ChannelCounts, PointCounts } from "../domain/metrics/period-figures.ts";
import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

const NOBODY: BuyerCounts = { orders: 0, goodsMinor: 0, buyers: 0, repeatBuyers: 0, newBuyers: 0 };

/** Orders and goods of each period by channel and kind of buyer. */
export async function salesOf(
  database: Queryable,
  shopId: number,
  periods: readonly Period[],
): Promise<ChannelCounts[][]> {
  const { rows } = await database.query<{
    at: string;
    channel: string;
    is_member: boolean;
    orders: string;
    goods: string;
  }>({
    name: "figures.read.sales",
    text: `select at, channel, is_member, sum(orders) as orders, sum(goods_minor) as goods
           from unnest($2::date[], $3::date[]) with ordinality as period(starts, ends, at)
           join daily_sale on shop_id = $1 and day between starts and ends group by 1, 2, 3 order by 1, 2, 3`,
    values: [shopId, ...bounds(periods)],
  });
  const all: ChannelCounts[][] = periods.map(() => []);
  for (const { at, channel, is_member, orders, goods } of rows) {
    all[Number(at) - 1]?.push({ channel, isMember: is_member, orders: integer(orders), goodsMinor: integer(goods) });
  }
  return all;
}

/**
 * What is summed of `daily_buyer` and `daily_group`. Of a buyer's purchases in a period exactly one has no other of theirs in the period before
 * it, and at most two have no second one: the first count is the buyers, the two together less it are those who bought again, which windows,
 * behind the first `$4` periods, are not asked for.
 */
const COUNTED = `sum(orders) as orders, sum(goods_minor) as goods, sum(first_orders) as first,
  sum(orders - coalesce(again_within[least(day - starts + 1, cardinality(again_within))], 0)) as buyers,
  sum(case when at > $4::int then 0
      else orders - coalesce(third_within[least(day - starts + 1, cardinality(third_within))], 0) end) as twice
  from unnest($2::date[], $3::date[]) with ordinality as period(starts, ends, at)`;

type CountedRow = Record<"at" | "orders" | "goods" | "first" | "buyers" | "twice", string>;

/** Buyers of each period, members against others, and of each window, both together. */
export async function buyersOf(
  database: Queryable,
  shopId: number,
  periods: readonly Period[],
  windows: readonly Period[],
): Promise<{ periods: { members: BuyerCounts; others: BuyerCounts }[]; windows: WindowCounts[] }> {
  const { rows } = await database.query<CountedRow & { is_member: boolean }>({
    name: "figures.read.buyers",
    text: `select at, is_member, ${COUNTED} join daily_buyer on shop_id = $1 and day between starts and ends group by 1, 2`,
    values: [shopId, ...bounds([...periods, ...windows]), periods.length],
  });
  const [members, others] = [true, false].map((isMember) =>
    countsOfRows(
      rows.filter((row) => row.is_member === isMember),
      periods.length,
      windows.length,
    ),
  );
  if (!members || !others) throw new Error("buyers were not counted");
  return {
    periods: periods.map((_, at) => ({
      members: members.periods[at] ?? NOBODY,
      others: others.periods[at] ?? NOBODY,
    })),
    windows: windows.map((_, at) => together(members.windows[at] ?? NOBODY, others.windows[at] ?? NOBODY)),
  };
}

/**
 * Buyers of each period and window by group of a kind: of the groups called so, or of every one in which anything was bought, behind those
 * that are `listed` with or without.
 */
export async function groupBuyersOf(
  database: Queryable,
  shopId: number,
  { kind, codes, listed = [] }: { kind: GroupKind; codes: readonly string[] | "every"; listed?: readonly string[] },
  periods: readonly Period[],
  windows: readonly Period[],
): Promise<Map<string, { periods: BuyerCounts[]; windows: WindowCounts[] }>> {
  const isAll = codes === "every";
  const { rows } = await database.query<CountedRow & { code: string }>({
    name: isAll ? "figures.read.groups" : "figures.read.group",
    text: `select code, at, ${COUNTED} join daily_group on shop_id = $1 and kind = $5 ${isAll ? "" : "and code = any($6::text[])"}
             and day between starts and ends group by 1, 2`,
    values: [shopId, ...bounds([...periods, ...windows]), periods.length, kind, ...(isAll ? [] : [codes])],
  });
  const byCode = Map.groupBy(rows, ({ code }) => code);
  const found = isAll ? new Set([...listed, ...[...byCode.keys()].sort()]) : codes;
  return new Map(
    [...found].map((code) => [code, countsOfRows(byCode.get(code) ?? [], periods.length, windows.length)]),
  );
}

function countsOfRows(
  rows: readonly CountedRow[],
  periods: number,
  windows: number,
): { periods: BuyerCounts[]; windows: WindowCounts[] } {
  const counts = Array.from({ length: periods + windows }, () => NOBODY);
  for (const row of rows) {
    const buyers = integer(row.buyers);
    counts[Number(row.at) - 1] = {
      orders: integer(row.orders),
      goodsMinor: integer(row.goods),
      buyers,
      repeatBuyers: integer(row.twice) - buyers,
      newBuyers: integer(row.first),
    };
  }
  const ofWindows = counts.slice(periods).map(({ repeatBuyers: _, ...window }) => window);
  return { periods: counts.slice(0, periods), windows: ofWindows };
}

/** Nobody is both: a buyer is a member or not. */
function together(a: WindowCounts, b: WindowCounts): WindowCounts {
  return {
    orders: a.orders + b.orders,
    goodsMinor: a.goodsMinor + b.goodsMinor,
    buyers: a.buyers + b.buyers,
    newBuyers: a.newBuyers + b.newBuyers,
  };
}

/** Points that moved in each period, and what is open at its end. */
export async function pointsOf(
  database: Queryable,
  shopId: number,
  periods: readonly Period[],
): Promise<{ points: PointCounts; outstanding: number }[]> {
  const { rows } = await database.query<Record<keyof PointCounts | "outstanding", string>>({
    name: "figures.read.points",
    text: `select coalesce(sum(issued) filter (where day >= starts), 0) as issued, coalesce(sum(reversed) filter (where day >= starts), 0) as reversed,
             coalesce(sum(redeemed) filter (where day >= starts), 0) as redeemed, coalesce(sum(expired) filter (where day >= starts), 0) as expired,
             coalesce(sum(adjusted) filter (where day >= starts), 0) as adjusted,
             coalesce(sum(issued - reversed - redeemed - expired + adjusted), 0) as outstanding
           from unnest($2::date[], $3::date[]) with ordinality as period(starts, ends, at)
           left join daily_statistic on shop_id = $1 and day <= ends group by at order by at`,
    values: [shopId, ...bounds(periods)],
  });
  return rows.map((row) => ({
    points: {
      issued: integer(row.issued),
      reversed: integer(row.reversed),
      redeemed: integer(row.redeemed),
      expired: integer(row.expired),
      adjusted: integer(row.adjusted),
    },
    outstanding: integer(row.outstanding),
  }));
}

/** Who is known at the end of each of these days: as they stand now, by the day on which they joined. */
export async function knownAt(
  database: Queryable,
  shopId: number,
  days: readonly Day[],
): Promise<{ members: number; guests: number }[]> {
  const { rows } = await database.query<{ members: string; guests: string }>({
    name: "figures.read.known",
    text: `select coalesce(sum(members), 0) as members, coalesce(sum(guests), 0) as guests
           from unnest($2::date[]) with ordinality as asked(asked_day, at)
           left join daily_join on shop_id = $1 and day <= asked_day group by at order by at`,
    values: [shopId, days],
  });
  return rows.map(({ members, guests }) => ({ members: integer(members), guests: integer(guests) }));
}

function bounds(periods: readonly Period[]): [string[], string[]] {
  return [periods.map(({ from }) => from), periods.map(({ to }) => to)];
}
