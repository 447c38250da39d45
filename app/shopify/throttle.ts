/**
 * Shopify's leaky bucket, as far as one process sees it: a shop has `maximum` points, a query takes its cost, and
 * `restoreRate` points come back each second (https://shopify.dev/docs/api/usage/limits). We wait until the bucket holds
 * what a query is expected to cost, so that Shopify hardly ever has to refuse one. Other processes drink from the same
 * bucket; what Shopify says after each answer corrects for them.
 */

export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

export interface Throttle {
  /**
   * Resolves when the shop's bucket should hold `cost`. Resolves to false, without having waited, when that would be
   * after `deadline` (the time source's milliseconds).
   */
  admit(shop: string, cost: number, deadline: number): Promise<boolean>;
  /** What Shopify reported with an answer; without a report the cost is only given back from the books. */
  settle(shop: string, cost: number, reported?: ThrottleStatus): void;
}

export interface TimeSource {
  /** Milliseconds that only ever grow. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

interface Bucket {
  maximum: number;
  restoreRate: number;
  /** As of `at`, less what is under way. */
  available: number;
  at: number;
  underWay: number;
  /** Requests are admitted in the order in which they came. */
  queue: Promise<unknown>;
}

/** Points of a bucket that Shopify has not described yet: the smallest that any plan has. */
const UNKNOWN = { maximum: 2_000, restoreRate: 100 };

export function createThrottle(time: TimeSource): Throttle {
  const buckets = new Map<string, Bucket>();

  function bucketOf(shop: string): Bucket {
    let bucket = buckets.get(shop);
    if (bucket === undefined) {
      bucket = { ...UNKNOWN, available: UNKNOWN.maximum, at: time.now(), underWay: 0, queue: Promise.resolve() };
      buckets.set(shop, bucket);
    }
    return bucket;
  }

  function refill(bucket: Bucket): void {
    const now = time.now();
    const restored = ((now - bucket.at) / 1_000) * bucket.restoreRate;
    bucket.available = Math.min(bucket.maximum - bucket.underWay, bucket.available + restored);
    bucket.at = now;
  }

  async function take(bucket: Bucket, cost: number, deadline: number): Promise<boolean> {
    for (;;) {
      refill(bucket);
      // A query dearer than the whole bucket is let through at a full one: Shopify says what is wrong with it.
      const missing = Math.min(cost, bucket.maximum) - bucket.available;
      if (missing <= 0 || (bucket.underWay === 0 && bucket.available >= bucket.maximum)) break;
      const waitMs = Math.ceil((missing / bucket.restoreRate) * 1_000);
      if (time.now() + waitMs > deadline) return false;
      await time.sleep(waitMs);
    }
    bucket.available -= cost;
    bucket.underWay += cost;
    return true;
  }

  return {
    admit(shop, cost, deadline) {
      const bucket = bucketOf(shop);
      const turn = bucket.queue.then(() => take(bucket, cost, deadline));
      bucket.queue = turn.catch(() => false);
      return turn;
    },
    settle(shop, cost, reported) {
      const bucket = bucketOf(shop);
      bucket.underWay = Math.max(0, bucket.underWay - cost);
      if (reported === undefined) return;
      bucket.maximum = reported.maximumAvailable;
      bucket.restoreRate = reported.restoreRate;
      bucket.available = reported.currentlyAvailable - bucket.underWay;
      bucket.at = time.now();
    },
  };
}
