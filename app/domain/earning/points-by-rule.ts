import { scale } from "../money/money.ts";
import type { KeptGoods } from "../orders/kept-goods.ts";
import type { EarningRule } from "../programme/compile-earning.ts";

/** What one rule gives for an order. */
export interface RulePoints {
  rule: EarningRule;
  points: number;
  /** How many of these are there because a campaign ran. */
  campaignPoints: number;
}

/** Campaigns have factors of whole and half steps: in halves they stay small beside the largest amounts. */
const HALF_HUNDREDTHS = 50;

/**
 * What each rule gives for goods that are kept, in the order of the rules. An order earns the sum. A campaign multiplies points by amount
 * before they are rounded, so that they still are rounded once; `factorHundredths` is 100 without one.
 */
export function pointsByRule(rules: readonly EarningRule[], goods: KeptGoods, factorHundredths = 100): RulePoints[] {
  const factorHalves = factorHundredths / HALF_HUNDREDTHS;
  return rules.map((rule) => {
    const points = pointsOf(rule, goods, factorHalves);
    return { rule, points, campaignPoints: points - pointsOf(rule, goods, 2) };
  });
}

function pointsOf(rule: EarningRule, goods: KeptGoods, factorHalves: number): number {
  const basisMinor = rule.basis === "after_discounts" ? goods.netMinor : goods.grossMinor;
  switch (rule.code) {
    case "per_amount":
      return scale(basisMinor, rule.points * factorHalves, rule.perMinor * 2, rule.rounding);
    case "per_order":
      return isOrder(goods, basisMinor, rule.minimumMinor) ? rule.points : 0;
  }
}

/** Something is kept and it comes to the minimum: what is given away for nothing, and gift cards alone, are no order. */
function isOrder(goods: KeptGoods, basisMinor: number, minimumMinor: number | null): boolean {
  return !goods.isNothing && basisMinor >= (minimumMinor ?? 1);
}
