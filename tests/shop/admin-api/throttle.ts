import type { Shop } from "../state.ts";

/** Shopify's leaky bucket: one a shop and app, by the shop's plan (https://shopify.dev/docs/api/usage/limits). */
export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

export interface Bucket {
  /** Takes the cost out, or says that there is not enough. */
  take(shop: Shop, cost: number): boolean;
  /** Puts back what a query did not use after all. */
  giveBack(shop: Shop, cost: number): void;
  status(shop: Shop): ThrottleStatus;
  /** Empties a shop's bucket, so that a test need not fill it. */
  drain(shop: Shop): void;
}

const limits: Record<Shop["plan"], { maximum: number; restoreRate: number }> = {
  development: { maximum: 2000, restoreRate: 100 },
  basic: { maximum: 2000, restoreRate: 100 },
  grow: { maximum: 2000, restoreRate: 100 },
  advanced: { maximum: 4000, restoreRate: 200 },
  plus: { maximum: 20_000, restoreRate: 1000 },
};

/** @param now milliseconds that only ever grow; the machine's, for the app waits by no other clock. */
export function createBucket(now: () => number = () => performance.now()): Bucket {
  const levels = new Map<string, { available: number; at: number }>();
  const refilled = (shop: Shop) => {
    const { maximum, restoreRate } = limits[shop.plan];
    const before = levels.get(shop.domain) ?? { available: maximum, at: now() };
    const at = now();
    const level = { available: Math.min(maximum, before.available + ((at - before.at) / 1000) * restoreRate), at };
    levels.set(shop.domain, level);
    return level;
  };
  return {
    take(shop, cost) {
      const level = refilled(shop);
      if (level.available < cost) return false;
      level.available -= cost;
      return true;
    },
    giveBack(shop, cost) {
      const level = refilled(shop);
      level.available = Math.min(limits[shop.plan].maximum, level.available + cost);
    },
    status(shop) {
      const { maximum, restoreRate } = limits[shop.plan];
      return { maximumAvailable: maximum, currentlyAvailable: Math.floor(refilled(shop).available), restoreRate };
    },
    drain: (shop) => void levels.set(shop.domain, { available: 0, at: now() }),
  };
}
