import type { BuyerCounts } from "#app/domain/metrics/buyer-figures.ts";
import type { Day, Period } from "#app/domain/metrics/calendar.ts";
import { addDays, lengthDays } from "#app/domain/metrics/calendar.ts";
import type { GroupCounts, GroupKind } from "#app/domain/metrics/group-figures.ts";
import type { PeriodCounts } from "#app/domain/metrics/period-figures.ts";
import type { Database } from "#app/persistence/database.ts";
import { dayIn } from "#app/services/book.ts";

interface RawOrder {
  day: Day;
  at: number;
  gid: string;
  buyer: string | null;
  isMember: boolean;
  channel: string;
  /** The buyer's level right before, and the segments that they are in now. */
  tier: string | null;
  segments: readonly string[];
  goodsMinor: number;
}

interface RawRows {
  orders: RawOrder[];
  members: { status: string; day: Day }[];
  moves: { day: Day; source: string; target: string; points: number }[];
}

/** Every order, member and posting of a shop as it stands, one by one. */
export async function rawRows(database: Database, shop: { id: number; timezone: string }): Promise<RawRows> {
  const dayOf = dayIn(shop.timezone);
  const orders = await database.pool.query(`select * from "order" where shop_id = $1`, [shop.id]);
  const members = await database.pool.query("select id, status, joined_at from member where shop_id = $1", [shop.id]);
  const moves = await database.pool.query(
    `select occurred_at, source, target, posting.points from entry join posting on posting.shop_id = entry.shop_id and posting.entry_id = entry.id
     where entry.shop_id = $1`,
    [shop.id],
  );
  const levels = await database.pool.query<{ member_id: string; to_level: string | null; at: Date }>(
    "select member_id, to_level, at from tier_change where shop_id = $1 order by id",
    [shop.id],
  );
  const sorted = await database.pool.query<{ code: string; member_id: string }>(
    "select code, member_id from segment_member where shop_id = $1",
    [shop.id],
  );
  const statuses = new Map<string, string>(members.rows.map((row) => [row.id, row.status]));
  const isPurchase = (row: (typeof orders.rows)[number]): boolean =>
    row.placed_at !== null &&
    row.cancelled_at === null &&
    Number(row.goods_minor) > 0 &&
    (row.paid_at !== null || row.state.order.isPaid === true) &&
    row.state.order.isTest !== true;
  return {
    orders: orders.rows.filter(isPurchase).map((row) => ({
      day: dayOf(row.placed_at.getTime()),
      at: row.placed_at.getTime(),
      gid: row.gid,
      buyer: row.member_id,
      isMember: row.member_id !== null && statuses.get(row.member_id) !== "guest",
      channel: row.channel,
      tier:
        levels.rows.findLast(({ member_id, at }) => member_id === row.member_id && at < row.placed_at)?.to_level ??
        null,
      segments: sorted.rows.filter(({ member_id }) => member_id === row.member_id).map(({ code }) => code),
      goodsMinor: Number(row.goods_minor),
    })),
    members: members.rows.map((row) => ({ status: row.status, day: dayOf(row.joined_at.getTime()) })),
    moves: moves.rows.map((row) => ({ ...row, points: Number(row.points), day: dayOf(row.occurred_at.getTime()) })),
  };
}

/** The counts of a period, by looking at every row: what the rollups must equal. */
export function countSlowly({ orders, members, moves }: RawRows, period: Period): PeriodCounts {
  const inside = (from: Day, to: Day) => (row: { day: Day }) => row.day >= from && row.day <= to;
  const within = orders.filter(inside(period.from, period.to));
  const known = (from: Day, to: Day): RawOrder[] =>
    orders.filter(inside(from, to)).filter(({ buyer }) => buyer !== null);
  const buyersIn = (from: Day, to: Day): Set<string | null> => new Set(known(from, to).map(({ buyer }) => buyer));
  const newIn = (of: readonly RawOrder[], from: Day): number => {
    const before = new Set(orders.filter(({ day }) => day < from).map(({ buyer }) => buyer));
    return [...new Set(of.map(({ buyer }) => buyer))].filter((buyer) => !before.has(buyer)).length;
  };
  const counted = (isMember: boolean): BuyerCounts => {
    const of = known(period.from, period.to).filter((order) => order.isMember === isMember);
    const times = new Map<string | null, number>();
    for (const { buyer } of of) times.set(buyer, (times.get(buyer) ?? 0) + 1);
    return {
      orders: of.length,
      goodsMinor: of.reduce((sum, each) => sum + each.goodsMinor, 0),
      buyers: times.size,
      repeatBuyers: [...times.values()].filter((each) => each > 1).length,
      newBuyers: newIn(of, period.from),
    };
  };
  const customerDays = Math.max(365, lengthDays(period));
  const yearFrom = addDays(period.to, -364);
  const year = known(yearFrom, period.to);
  const points = (upTo: Day, from: Day) => {
    const sum = (account: string, side: "source" | "target"): number =>
      moves.filter(inside(from, upTo)).reduce((all, move) => all + (move[side] === account ? move.points : 0), 0);
    return {
      issued: sum("issued", "source"),
      reversed: sum("reversed", "target"),
      redeemed: sum("redeemed", "target") - sum("redeemed", "source"),
      expired: sum("expired", "target") - sum("expired", "source"),
      adjusted: sum("adjusted", "source") - sum("adjusted", "target"),
    };
  };
  const ever = points(period.to, "0001-01-01");
  const joined = (status: string): number =>
    members.filter((member) => member.status === status && member.day <= period.to).length;
  return {
    period,
    sales: salesOf(within),
    members: counted(true),
    others: counted(false),
    customersAtStart: buyersIn(addDays(period.from, -customerDays), addDays(period.from, -1)).size,
    customersAtEnd: buyersIn(addDays(period.to, 1 - customerDays), period.to).size,
    year: {
      orders: year.length,
      goodsMinor: year.reduce((sum, each) => sum + each.goodsMinor, 0),
      buyers: new Set(year.map(({ buyer }) => buyer)).size,
      newBuyers: newIn(year, yearFrom),
      customersBefore: buyersIn(addDays(period.to, -729), addDays(period.to, -365)).size,
    },
    points: points(period.to, period.from),
    outstanding: ever.issued - ever.reversed - ever.redeemed - ever.expired + ever.adjusted,
    known: { members: joined("member"), guests: joined("guest") },
    // Nobody says anything in these shops: tests/services/appreciation.test.ts looks at answers and reviews.
    appreciation: { answers: 0, sum: 0, promoters: 0, detractors: 0 },
    reviews: 0,
  };
}

/** The counts of a group's period, by looking at every order of a known buyer. */
export function countGroupSlowly(rows: RawRows, kind: GroupKind, code: string, period: Period): GroupCounts {
  const isIn = ({ tier, segments, channel }: RawOrder): boolean =>
    ({ tier: tier === code, segment: segments.includes(code), channel: channel === code })[kind];
  const orders = rows.orders.filter((order) => order.buyer !== null && isIn(order));
  const { members, others, customersAtStart, customersAtEnd, year } = countSlowly({ ...rows, orders }, period);
  const buyers: BuyerCounts = {
    orders: members.orders + others.orders,
    goodsMinor: members.goodsMinor + others.goodsMinor,
    buyers: members.buyers + others.buyers,
    repeatBuyers: members.repeatBuyers + others.repeatBuyers,
    newBuyers: members.newBuyers + others.newBuyers,
  };
  return { period, buyers, customersAtStart, customersAtEnd, year };
}

function salesOf(orders: readonly RawOrder[]): PeriodCounts["sales"] {
  const kinds = [...new Set(orders.map(({ channel, isMember }) => `${channel} ${isMember}`))].sort();
  return kinds.map((kind) => {
    const of = orders.filter(({ channel, isMember }) => `${channel} ${isMember}` === kind);
    const [channel = "", isMember] = kind.split(" ");
    const goodsMinor = of.reduce((sum, each) => sum + each.goodsMinor, 0);
    return { channel, isMember: isMember === "true", orders: of.length, goodsMinor };
  });
}
