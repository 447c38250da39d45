import type { OrderLine } from "../../contracts/order-state.ts";
import type { Membership } from "../programme/compile-memberships.ts";
import { nothingKnownOfGoods, selects } from "../programme/selection.ts";

/** What an order's line tells of itself, as far as a membership's product is known by it. */
export type LineFacts = Pick<OrderLine, "productGid" | "variantGid" | "sku" | "sellingPlan">;

/**
 * Whether a line buys the membership: its product, where one is named, by one of its plans, where plans are named. Only what the line itself
 * says counts, so that a product that is renamed or deleted later takes nobody's membership. Orders of before this was read say nothing.
 */
export function sells({ goods, sellingPlans }: Pick<Membership, "goods" | "sellingPlans">, line: LineFacts): boolean {
  const facts = {
    ...nothingKnownOfGoods,
    product: line.productGid ? [line.productGid] : [],
    variant: line.variantGid ?? null,
    sku: line.sku ?? null,
  };
  return selects(goods, facts) && (sellingPlans === null || isPlanAmong(sellingPlans, line.sellingPlan));
}

function isPlanAmong(plans: readonly string[], plan: LineFacts["sellingPlan"]): boolean {
  if (!plan) return false;
  const names = [plan.gid, plan.name].map((name) => name?.toLowerCase());
  return plans.some((wanted) => names.includes(wanted.toLowerCase()));
}
