import {
  type BuyerCounts,
  type BuyerFigures,
  buyerFigures,
  type CustomerCounts,
  type CustomerFigures,
  customerFigures,
} from "./buyer-figures.ts";
import type { Period } from "./calendar.ts";
import {
  type Alarm,
  alarmsOf,
  appreciation,
  averageOrderValue,
  breakage,
  liability,
  participation,
  redemptionRate,
} from "./measures.ts";
import type { Measured } from "./ratio.ts";
import type { Worth } from "./worth.ts";

export interface ChannelCounts {
  channel: string;
  isMember: boolean;
  orders: number;
  goodsMinor: number;
}

export interface PointCounts {
  issued: number;
  reversed: number;
  redeemed: number;
  expired: number;
  adjusted: number;
}

/** What members answered: of each the newest score, 0 to 10. */
export interface AppreciationCounts {
  answers: number;
  sum: number;
  /** Scores of 9 and 10, and those up to 6. */
  promoters: number;
  detractors: number;
}

/** What the rollups hold of a period: whole numbers, all the same as counted from orders, members and postings one by one. */
export interface PeriodCounts extends CustomerCounts {
  period: Period;
  /** Every order, also of buyers who are not known. */
  sales: readonly ChannelCounts[];
  members: BuyerCounts;
  others: BuyerCounts;
  points: PointCounts;
  /** Open points of all members at the period's end, less their debts. */
  outstanding: number;
  /** Who is known at the period's end. */
  known: { members: number; guests: number };
  appreciation: AppreciationCounts;
  /** Product reviews that providers told of. */
  reviews: number;
}

/** A period in figures: counts, points and minor units of money; shares in basis points, frequencies in thousandths. */
export interface PeriodFigures extends CustomerFigures {
  period: Period;
  orders: number;
  goodsMinor: number;
  averageOrderValue: Measured<"no_orders">;
  all: BuyerFigures;
  members: BuyerFigures;
  others: BuyerFigures;
  /** S70: members who bought in the period. */
  activeParticipants: number;
  channels: { channel: string; orders: number; goodsMinor: number; averageOrderValue: Measured<"no_orders"> }[];
  redemption: ReturnType<typeof redemptionRate>;
  breakage: ReturnType<typeof breakage>;
  participation: ReturnType<typeof participation>;
  points: PointCounts;
  outstanding: number;
  liability: ReturnType<typeof liability>;
  alarms: Alarm[];
  /** S72: what members think of the programme. */
  appreciation: { answers: number } & ReturnType<typeof appreciation>;
  /** S8. */
  reviews: number;
}

/** Every figure of a period from its counts. `rewards` are the fixed-amount ones, for what points are worth. */
export function figuresOfPeriod(counts: PeriodCounts, rewards: readonly Worth[]): PeriodFigures {
  const { members, others, customersAtStart, customersAtEnd, year, points, known } = counts;
  const all = buyersTogether(members, others);
  const redemption = redemptionRate(points);
  const share = participation({ members: known.members, customers: known.members + known.guests });
  const orders = total(counts.sales, (each) => each.orders);
  const goodsMinor = total(counts.sales, (each) => each.goodsMinor);
  return {
    period: counts.period,
    orders,
    goodsMinor,
    averageOrderValue: averageOrderValue({ goodsMinor, orders }),
    all: buyerFigures(all),
    members: buyerFigures(members),
    others: buyerFigures(others),
    activeParticipants: members.buyers,
    channels: channelsOf(counts.sales),
    ...customerFigures({ customersAtStart, customersAtEnd, year }, all.newBuyers),
    redemption,
    breakage: breakage(points),
    participation: share,
    points,
    outstanding: counts.outstanding,
    liability: liability(counts.outstanding, rewards),
    alarms: alarmsOf({ redemption, participation: share }),
    appreciation: { answers: counts.appreciation.answers, ...appreciation(counts.appreciation) },
    reviews: counts.reviews,
  };
}

/** Nobody is both: a buyer is a member or not. */
function buyersTogether(a: BuyerCounts, b: BuyerCounts): BuyerCounts {
  return {
    orders: a.orders + b.orders,
    goodsMinor: a.goodsMinor + b.goodsMinor,
    buyers: a.buyers + b.buyers,
    repeatBuyers: a.repeatBuyers + b.repeatBuyers,
    newBuyers: a.newBuyers + b.newBuyers,
  };
}

function channelsOf(sales: readonly ChannelCounts[]): PeriodFigures["channels"] {
  return [...new Set(sales.map(({ channel }) => channel))].sort().map((channel) => {
    const ofChannel = sales.filter((each) => each.channel === channel);
    const orders = total(ofChannel, (each) => each.orders);
    const goodsMinor = total(ofChannel, (each) => each.goodsMinor);
    return { channel, orders, goodsMinor, averageOrderValue: averageOrderValue({ goodsMinor, orders }) };
  });
}

function total<Each>(all: readonly Each[], figure: (each: Each) => number): number {
  return all.reduce((sum, each) => sum + figure(each), 0);
}
