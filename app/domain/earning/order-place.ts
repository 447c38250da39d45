import type { OrderState } from "../../contracts/order-state.ts";

/**
 * The place of an order among those of its member. It is computed from what the orders are in the end, never from when they were heard of, so
 * that late and reversed delivery ends the same.
 */

/** A paid order of a member, as history knows it. */
export interface PastOrder {
  gid: string;
  placedAt: number;
  /** When nothing of it was kept any more; null while something is. */
  goneAt: number | null;
  /** Goods after discounts that are kept. */
  keptMinor: number;
}

export interface OrderPlace extends SumsOfMoney {
  /** 1 for the first order: those before it that were kept when it was placed, and itself. */
  nth: number;
  /** Months with orders, up to and with its own; 0 where it is not the first one of its month. */
  months: number;
  /** Full years since the first order that were not full at the one before it; 0 for none. */
  years: number;
  /** The same sums among all orders of its company; absent where no rule asks, and of orders of no company. */
  company?: SumsOfMoney;
}

export interface SumsOfMoney {
  /** Kept goods of earlier orders of its calendar year. */
  yearMinor: number;
  /** Kept goods of orders in the twelve months before it. */
  rollingMinor: number;
  /** The most that twelve months came to at any order of those: what was passed by then is not passed again. */
  rollingPeakMinor: number;
}

export const firstPlace: OrderPlace = {
  nth: 1,
  months: 1,
  years: 0,
  yearMinor: 0,
  rollingMinor: 0,
  rollingPeakMinor: 0,
};

/** When an order that keeps no goods kept none any more: cancelled, or refunded last. Null while it keeps some. */
export function goneAtOf(order: OrderState, keptMinor: number): number | null {
  const refunds = keptMinor === 0 ? order.refunds.map(({ createdAt }) => createdAt) : [];
  const ends = [
    ...(order.cancelledAt === null ? [] : [order.cancelledAt]),
    ...(refunds.length === 0 ? [] : [Math.max(...refunds)]),
  ];
  return ends.length === 0 ? null : Math.min(...ends);
}

export function isEqualPlace(a: OrderPlace, b: OrderPlace): boolean {
  const isSame = (one: SumsOfMoney, other: SumsOfMoney): boolean =>
    one.yearMinor === other.yearMinor &&
    one.rollingMinor === other.rollingMinor &&
    one.rollingPeakMinor === other.rollingPeakMinor;
  if (a.nth !== b.nth || a.months !== b.months || a.years !== b.years || !isSame(a, b)) return false;
  return a.company && b.company ? isSame(a.company, b.company) : a.company === b.company;
}

/**
 * The places of a member's orders. An order that is cancelled or comes back as a whole counts for those that were placed while it was kept and
 * for none after; sums of money count what is kept now. What was given away for nothing is no order.
 *
 * @param dayOf the shop's calendar day (YYYY-MM-DD) of an instant
 */
export function placesOf(orders: readonly PastOrder[], dayOf: (instant: number) => string): Map<string, OrderPlace> {
  const sorted = orders
    .map((order) => ({ ...order, day: dayOf(order.placedAt) }))
    .sort((a, b) => a.placedAt - b.placedAt || (a.gid < b.gid ? -1 : 1));
  const places = new Map<string, OrderPlace>();
  const money = sumsOfMoney();
  // Nearly all orders stay, and only those that went need to be looked at for each later one.
  const staying = { count: 0, months: new Set<number>(), days: [] as string[] };
  const gone: DatedOrder[] = [];
  for (const order of sorted) {
    const stillThere = gone.filter(({ goneAt }) => goneAt !== null && goneAt > order.placedAt);
    const days = [staying.days[0], staying.days.at(-1), ...stillThere.map(({ day }) => day)].filter(isDay).sort();
    const isKeptMonth = (month: number) =>
      staying.months.has(month) || stillThere.some(({ day }) => monthOf(day) === month);
    places.set(order.gid, {
      nth: staying.count + stillThere.length + 1,
      months: monthsInARow(isKeptMonth, monthOf(order.day)),
      years: newYears(days[0], days.at(-1), order.day),
      ...money.before(order),
    });
    money.add(order);
    if (order.goneAt !== null) gone.push(order);
    else if (order.keptMinor > 0) {
      staying.count += 1;
      staying.months.add(monthOf(order.day));
      staying.days.push(order.day);
    }
  }
  return places;
}

type DatedOrder = PastOrder & { day: string };

function isDay(day: string | undefined): day is string {
  return day !== undefined;
}

/** What came before an order in its year and in the twelve months before it; orders are added as they were placed. */
function sumsOfMoney() {
  const added: { day: string; keptMinor: number }[] = [];
  const year = { name: "", minor: 0 };
  const window = { from: 0, minor: 0 };
  // Of the sums in the window only those matter that no later one exceeds: the first of them is the largest.
  let peaks: { day: string; minor: number }[] = [];
  const before = ({ day }: DatedOrder) => {
    if (day.slice(0, 4) !== year.name) Object.assign(year, { name: day.slice(0, 4), minor: 0 });
    const yearAgo = yearBefore(day);
    for (let oldest = added[window.from]; oldest && oldest.day <= yearAgo; oldest = added[window.from]) {
      window.minor -= oldest.keptMinor;
      window.from += 1;
    }
    while (peaks[0] && peaks[0].day <= yearAgo) peaks.shift();
    return { yearMinor: year.minor, rollingMinor: window.minor, rollingPeakMinor: peaks[0]?.minor ?? 0 };
  };
  const add = ({ day, keptMinor }: DatedOrder): void => {
    year.minor += keptMinor;
    window.minor += keptMinor;
    const minor = window.minor;
    added.push({ day, keptMinor });
    peaks = [...peaks.filter((peak) => peak.minor > minor), { day, minor }];
  };
  return { before, add };
}

/** 0 where the month had an order already. */
function monthsInARow(isKeptMonth: (month: number) => boolean, own: number): number {
  if (isKeptMonth(own)) return 0;
  let count = 1;
  while (isKeptMonth(own - count)) count += 1;
  return count;
}

function newYears(first: string | undefined, last: string | undefined, day: string): number {
  if (first === undefined || last === undefined) return 0;
  const years = fullYears(first, day);
  return years > fullYears(first, last) ? years : 0;
}

/** Months since the year 0. */
function monthOf(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
}

/** Full years from a day to a later one; those of 29 February are full on 1 March, in leap years on the day itself. */
function fullYears(from: string, to: string): number {
  return Number(to.slice(0, 4)) - Number(from.slice(0, 4)) - (to.slice(5) < from.slice(5) ? 1 : 0);
}

/** The same day a year before; 29 February becomes the 28th, since what was bought on that day is a year ago by then. */
function yearBefore(day: string): string {
  const year = String(Number(day.slice(0, 4)) - 1).padStart(4, "0");
  return day.endsWith("-02-29") ? `${year}-02-28` : `${year}${day.slice(4)}`;
}
