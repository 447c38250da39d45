import type { OrderState } from "../../contracts/order-state.ts";
import { isAmong, type Standing } from "../programme/audience.ts";
import type { EarningRule } from "../programme/compile-earning.ts";

/** Why a rule is not for an order at all, whatever goods it has. */
export type NotFor = "channel" | "location" | "audience";

/** Null where the rule is for the order. */
export function notFor(rule: Pick<EarningRule, "terms">, order: OrderState, standing: Standing): NotFor | null {
  const { terms } = rule;
  if (terms === undefined) return null;
  if (terms.channels !== null && !terms.channels.includes(order.channel)) return "channel";
  if (terms.locations !== null && !(order.locationGid && terms.locations.includes(order.locationGid)))
    return "location";
  return isAmong(terms.audience, standing) ? null : "audience";
}

export function isForOrder(rule: Pick<EarningRule, "terms">, order: OrderState, standing: Standing): boolean {
  return notFor(rule, order, standing) === null;
}
