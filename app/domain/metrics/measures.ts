import { scale } from "../money/money.ts";
import { type Measured, measured, WHOLE } from "./ratio.ts";
import type { Worth } from "./worth.ts";

/**
 * The guide's figures, each from the counts it is made of. Shares are basis points (9,500 = 95 %), frequencies thousandths (1,800 = 1.8 a
 * year), money minor units, all rounded to the nearest, halves up.
 */

/** S74. Customer retention: of those who were customers at the start, how many are in the end; new ones are not counted. Above 100 % when more came back than left. */
export function retention(counts: {
  customersAtStart: number;
  customersAtEnd: number;
  newCustomers: number;
}): Measured<"no_customers_at_start"> {
  const { customersAtStart, customersAtEnd, newCustomers } = counts;
  return measured(customersAtEnd - newCustomers, customersAtStart, WHOLE, "no_customers_at_start");
}

/** S75. Repeat purchase rate: buyers with more than one purchase in the period, of all its buyers. */
export function repeatPurchaseRate(counts: { repeatBuyers: number; buyers: number }): Measured<"no_buyers"> {
  return measured(counts.repeatBuyers, counts.buyers, WHOLE, "no_buyers");
}

/** S76. Redemption rate: points redeemed, of points issued. Both as the period's days counted them; points given back lower what was redeemed. */
export function redemptionRate(points: { redeemed: number; issued: number }): Measured<"no_points_issued"> {
  return measured(points.redeemed, points.issued, WHOLE, "no_points_issued");
}

/** S77. Participation: members, of all customers that are known. */
export function participation(counts: { members: number; customers: number }): Measured<"no_customers"> {
  return measured(counts.members, counts.customers, WHOLE, "no_customers");
}

/** Breakage: points that lapsed unused, of points issued. */
export function breakage(points: { expired: number; issued: number }): Measured<"no_points_issued"> {
  return measured(points.expired, points.issued, WHOLE, "no_points_issued");
}

/** S6. Purchases a buyer, in thousandths; a year's where the counts are a year's. */
export function purchaseFrequency(counts: { orders: number; buyers: number }): Measured<"no_buyers"> {
  return measured(counts.orders, counts.buyers, 1_000, "no_buyers");
}

/** S7. Goods an order, in minor units. */
export function averageOrderValue(sales: { goodsMinor: number; orders: number }): Measured<"no_orders"> {
  return measured(sales.goodsMinor, sales.orders, 1, "no_orders");
}

/**
 * S92. Customer lifetime value, in minor units of goods: what a buyer spends in a year, times the years that a customer stays. Those are one
 * over the share of customers that a year loses (value × lifespan, shopify.com/blog/customer-lifetime-value; lifespan as the inverse of
 * churn). A year that lost nobody says nothing of how long customers stay.
 */
export function lifetimeValue(year: {
  goodsMinor: number;
  buyers: number;
  customersAtStart: number;
  customersLost: number;
}): Measured<"no_buyers" | "no_customers_at_start" | "nobody_left"> {
  if (year.buyers === 0) return { outcome: "not_enough", reason: "no_buyers" };
  if (year.customersAtStart === 0) return { outcome: "not_enough", reason: "no_customers_at_start" };
  if (year.customersLost <= 0) return { outcome: "not_enough", reason: "nobody_left" };
  // Beyond 2^53 long before the result is: the product is taken in whole numbers of any size.
  const product = BigInt(year.goodsMinor) * BigInt(year.customersAtStart);
  const divisor = BigInt(year.buyers) * BigInt(year.customersLost);
  const value = Number((2n * product + divisor) / (2n * divisor));
  if (!Number.isSafeInteger(value)) throw new RangeError("the amount is too large");
  return { outcome: "measured", value };
}

/**
 * What open points are worth in money, at the fixed-amount reward that gives most for a point: 12,430 points where 100 give €5.00 are
 * €621.50. Rounded up, since it is a debt.
 */
export function liability(outstanding: number, rewards: readonly Worth[]): Measured<"no_fixed_amount_reward"> {
  if (rewards.length === 0) return { outcome: "not_enough", reason: "no_fixed_amount_reward" };
  // More open debt than points: nothing is owed to members.
  const points = Math.max(0, outstanding);
  const worths = rewards.map(({ cost, amountMinor }) => scale(points, amountMinor, cost, "up"));
  return { outcome: "measured", value: Math.max(...worths) };
}

/**
 * S72. The average score in hundredths, and the promoters' share less the detractors' in basis points (from −10,000 to 10,000), as the net
 * promoter score counts them.
 */
export function appreciation(counts: { answers: number; sum: number; promoters: number; detractors: number }): {
  average: Measured<"no_answers">;
  promoterScore: Measured<"no_answers">;
} {
  const { answers, sum, promoters, detractors } = counts;
  return {
    average: measured(sum, answers, 100, "no_answers"),
    promoterScore: measured(promoters - detractors, answers, WHOLE, "no_answers"),
  };
}

export type Alarm = "redemption_low" | "participation_low";

const REDEMPTION_ALARM = 1_000;
const PARTICIPATION_ALARM = 2_000;

/** S76, S77. Below 10 % redeemed, rewards are unattractive, too far away or too hard to get; below 20 % members, the programme is not seen. */
export function alarmsOf(figures: { redemption: Measured<string>; participation: Measured<string> }): Alarm[] {
  const isBelow = (figure: Measured<string>, bound: number): boolean =>
    figure.outcome === "measured" && figure.value < bound;
  return [
    ...(isBelow(figures.redemption, REDEMPTION_ALARM) ? (["redemption_low"] as const) : []),
    ...(isBelow(figures.participation, PARTICIPATION_ALARM) ? (["participation_low"] as const) : []),
  ];
}
