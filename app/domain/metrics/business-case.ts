import { scale } from "../money/money.ts";
import type { EarningRule, PerAmountRule } from "../programme/compile-earning.ts";
import { type Measured, measured, WHOLE } from "./ratio.ts";
import type { Worth } from "./worth.ts";

/** A customer's year, in minor units; shares in basis points. */
export interface BusinessCaseInput {
  spendMinor: number;
  /** What is left of the spend after the goods are paid for. */
  marginBasisPoints: number;
  /** What points give back of the spend. */
  pointsBasisPoints: number;
  softwareMinor: number;
  /** What the customer is expected to spend with the programme. */
  expectedSpendMinor: number;
}

export interface BusinessCase {
  /** Profit on today's spend, before the programme. */
  profitMinor: number;
  extraProfitMinor: number;
  pointsMinor: number;
  costMinor: number;
  netMinor: number;
  /** Net profit as a share of the cost. */
  returnOnInvestment: Measured<"no_cost">;
}

/**
 * S31. What a programme brings a customer and year. The guide counts points on the old spend; points are earned on the new one, so the
 * stricter case stands beside it. The guide's example: €150 to €200 at 50 % margin, 5 % back and €2.50 of software come to 150 % and 100 %.
 */
export function businessCase(input: BusinessCaseInput): { guide: BusinessCase; strict: BusinessCase } {
  return { guide: caseOn(input.spendMinor, input), strict: caseOn(input.expectedSpendMinor, input) };
}

function caseOn(pointsSpendMinor: number, input: BusinessCaseInput): BusinessCase {
  const share = (minor: number, basisPoints: number): number => scale(minor, basisPoints, WHOLE, "nearest");
  const profitMinor = share(input.spendMinor, input.marginBasisPoints);
  const extraProfitMinor = share(input.expectedSpendMinor, input.marginBasisPoints) - profitMinor;
  const pointsMinor = share(pointsSpendMinor, input.pointsBasisPoints);
  const costMinor = pointsMinor + input.softwareMinor;
  const netMinor = extraProfitMinor - costMinor;
  const returnOnInvestment = measured(netMinor, costMinor, WHOLE, "no_cost");
  return { profitMinor, extraProfitMinor, pointsMinor, costMinor, netMinor, returnOnInvestment };
}

/**
 * S7. A threshold just above the average order, for a reward or free shipping: 15 % more, rounded up to an amount that people say, which is
 * two digits, the second a 0 or 5 where that is no more than 30 % above: €65 leads to €75, €89 to €110.
 */
export function thresholdAbove(averageOrderMinor: number): number {
  const wanted = scale(averageOrderMinor, 115, 100, "up");
  const step = 10 ** Math.max(0, String(wanted).length - 2);
  const round = Math.ceil(wanted / (5 * step)) * 5 * step;
  return round * 100 <= averageOrderMinor * 130 ? round : Math.ceil(wanted / step) * step;
}

/** Points for each `perMinor`. */
type Rate = Pick<PerAmountRule, "points" | "perMinor">;

/**
 * What everybody earns by amount on all goods: the rules without terms as far as they come on top of each other, of each group where only the
 * best counts the best, and nothing behind one that ends it.
 */
export function ratesForAll(earning: readonly EarningRule[]): Rate[] {
  const rates: Rate[] = [];
  const best = new Map<string, Rate>();
  for (const rule of earning) {
    if (rule.code !== "per_amount" || rule.terms !== undefined) continue;
    const { points, perMinor, combine } = rule;
    if (combine?.how === "best") {
      const other = best.get(combine.group);
      if (!other || BigInt(points) * BigInt(other.perMinor) > BigInt(other.points) * BigInt(perMinor))
        best.set(combine.group, { points, perMinor });
    } else rates.push({ points, perMinor });
    if (combine?.how === "stop") break;
  }
  return [...rates, ...best.values()];
}

/**
 * What points give back of the spend by the programme's own settings, in basis points, rounded down: points for an amount, at the
 * fixed-amount reward that gives most for a point. Null where nothing is earned by amount or no such reward stands.
 */
export function pointsShare(rates: readonly Rate[], rewards: readonly Worth[]): number | null {
  if (rates.length === 0 || rewards.length === 0) return null;
  const together = rates.reduce(
    (sum, { points, perMinor }) => ({
      points: sum.points * BigInt(perMinor) + BigInt(points) * sum.perMinor,
      perMinor: sum.perMinor * BigInt(perMinor),
    }),
    { points: 0n, perMinor: 1n },
  );
  const shares = rewards.map(({ cost, amountMinor }) =>
    Number((together.points * BigInt(amountMinor) * BigInt(WHOLE)) / (together.perMinor * BigInt(cost))),
  );
  return Math.max(...shares);
}
