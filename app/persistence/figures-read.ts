import type { Day, Period } from "../domain/metrics/calendar.ts";
import type { BuyerCounts, ChannelCounts, PointCounts } from "../domain/metrics/period-figures.ts";
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

/** Who bought in a stretch of days, members and others together; each buyer once. */
export type WindowCounts = Omit<BuyerCounts, "repeatBuyers">;

/**
 * Buyers of each period, and of each window. Of a buyer's purchases in a period exactly one has no other of theirs in the period before it, and
 * at most two have no second one: the first count is the buyers, the two together less it are those who bought again, which windows are not
 * asked for.
 */
export async function buyersOf(
  database: Queryable,
  shopId: number,
  periods: readonly Period[],
  windows: readonly Period[],
): Promise<{ periods: { members: BuyerCounts; others: BuyerCounts }[]; windows: WindowCounts[] }> {
  const { rows } = await database.query<
    Record<"at" | "orders" | "goods" | "first" | "buyers" | "twice", string> & { is_member: boolean }
  >({
    name: "figures.read.buyers",
    text: `select at, is_member, sum(orders) as orders, sum(goods_minor) as goods, sum(first_orders) as first,
             sum(orders - coalesce(again_within[least(day - starts + 1, cardinality(again_within))], 0)) as buyers,
             sum(case when at > $4::int then 0
                 else orders - coalesce(third_within[least(day - starts + 1, cardinality(third_within))], 0) end) as twice
           from unnest($2::date[], $3::date[]) with ordinality as period(starts, ends, at)
           join daily_buyer on shop_id = $1 and day between starts and ends group by 1, 2`,
    values: [shopId, ...bounds([...periods, ...windows]), periods.length],
  });
  const ofPeriods = periods.map(() => ({ members: NOBODY, others: NOBODY }));
  const ofWindows: WindowCounts[] = windows.map(() => ({ orders: 0, goodsMinor: 0, buyers: 0, newBuyers: 0 }));
  for (const row of rows) {
    const counts = {
      orders: integer(row.orders),
      goodsMinor: integer(row.goods),
      buyers: integer(row.buyers),
      newBuyers: integer(row.first),
    };
    const period = ofPeriods[Number(row.at) - 1];
    const window = ofWindows[Number(row.at) - 1 - periods.length];
    if (period) {
      const repeatBuyers = integer(row.twice) - counts.buyers;
      period[row.is_member ? "members" : "others"] = { ...counts, repeatBuyers };
    } else if (window) for (const figure of FIGURES_OF_WINDOW) window[figure] += counts[figure];
  }
  return { periods: ofPeriods, windows: ofWindows };
}

const FIGURES_OF_WINDOW = ["orders", "goodsMinor", "buyers", "newBuyers"] as const;

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
