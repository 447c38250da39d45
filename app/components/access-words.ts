import { CHANGE_ORDERS, ISSUE_GIFT_CARDS } from "#app/contracts/access.ts";

/** What a scope is for: its sentences stand under this name. */
export function accessSubject(scope: string): "orders" | "giftCards" | "storeCredit" {
  if (scope === CHANGE_ORDERS) return "orders";
  return scope === ISSUE_GIFT_CARDS ? "giftCards" : "storeCredit";
}
