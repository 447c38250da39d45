import { percentOf } from "./decimal.ts";
import type { OfferValue } from "./offer.ts";

/** A line of goods as discounts see it. */
export interface DiscountableLine {
  gid: string;
  quantity: number;
  unitMinor: number;
}

/** What a value takes off an amount; never more than the amount. */
export function reductionOf(value: OfferValue, baseMinor: number): number {
  return value.kind === "fixed" ? Math.min(value.amountMinor, baseMinor) : percentOf(baseMinor, value.percent);
}

/** The one that weighs most, the earlier of equals; nothing of nothing. */
export function largest<T>(all: readonly T[], weigh: (each: T) => number): T[] {
  let best: T | null = null;
  for (const each of all) if (best === null || weigh(each) > weigh(best)) best = each;
  return best === null ? [] : [best];
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}
