import { scale } from "../money/money.ts";
import type { KeptGoods } from "../orders/kept-goods.ts";
import type { EarningRule } from "../programme/programme.ts";

/** What one rule gives for an order. */
export interface RulePoints {
  rule: EarningRule;
  points: number;
}

/** What each rule gives for goods that are kept, in the order of the rules. An order earns the sum. */
export function pointsByRule(rules: readonly EarningRule[], goods: KeptGoods): RulePoints[] {
  return rules.map((rule) => ({ rule, points: pointsOf(rule, goods) }));
}

function pointsOf(rule: EarningRule, goods: KeptGoods): number {
  const basisMinor = rule.basis === "after_discounts" ? goods.netMinor : goods.grossMinor;
  switch (rule.code) {
    case "per_amount":
      return scale(basisMinor, rule.points, rule.perMinor, rule.rounding);
    case "per_order":
      return isOrder(goods, basisMinor, rule.minimumMinor) ? rule.points : 0;
  }
}

/** Something is kept and it comes to the minimum: what is given away for nothing, and gift cards alone, are no order. */
function isOrder(goods: KeptGoods, basisMinor: number, minimumMinor: number | null): boolean {
  return !goods.isNothing && basisMinor >= (minimumMinor ?? 1);
}
