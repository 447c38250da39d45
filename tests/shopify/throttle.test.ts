import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createThrottle, type ThrottleStatus, type TimeSource } from "#app/shopify/throttle.ts";

/** Time that passes only when somebody sleeps. */
function drivenTime(): TimeSource & { slept: number } {
  let now = 0;
  return {
    slept: 0,
    now: () => now,
    async sleep(ms) {
      now += ms;
      this.slept += ms;
    },
  };
}

const shop = "acme.myshopify.com";
const never = Number.POSITIVE_INFINITY;
const bucket = (currentlyAvailable: number): ThrottleStatus => ({
  maximumAvailable: 1000,
  currentlyAvailable,
  restoreRate: 50,
});

describe("the throttle", () => {
  it("lets a query through at once while the bucket holds its cost", async () => {
    const time = drivenTime();
    const throttle = createThrottle(time);
    expect(await throttle.admit(shop, 500, never)).toBe(true);
    expect(time.slept).toBe(0);
  });

  it("waits as long as the missing points take to come back", async () => {
    const time = drivenTime();
    const throttle = createThrottle(time);
    await throttle.admit(shop, 10, never);
    throttle.settle(shop, 10, bucket(100));
    expect(await throttle.admit(shop, 200, never)).toBe(true);
    expect(time.slept).toBe(2_000);
  });

  it("refuses without waiting when the wait would outlast the caller's patience", async () => {
    const time = drivenTime();
    const throttle = createThrottle(time);
    await throttle.admit(shop, 10, never);
    throttle.settle(shop, 10, bucket(0));
    expect(await throttle.admit(shop, 200, 3_000)).toBe(false);
    expect(time.slept).toBe(0);
  });

  it("counts what is under way, so that many at once do not share the same points", async () => {
    const time = drivenTime();
    const throttle = createThrottle(time);
    await throttle.admit(shop, 0, never);
    throttle.settle(shop, 0, bucket(300));
    const admitted = await Promise.all(Array.from({ length: 4 }, () => throttle.admit(shop, 200, 1_000)));
    expect(admitted.filter(Boolean)).toHaveLength(1);
  });

  it("keeps shops apart", async () => {
    const time = drivenTime();
    const throttle = createThrottle(time);
    await throttle.admit(shop, 10, never);
    throttle.settle(shop, 10, bucket(0));
    await throttle.admit("other.myshopify.com", 1_000, never);
    expect(time.slept).toBe(0);
  });

  it("lets a query dearer than the whole bucket through at a full one, for Shopify to refuse", async () => {
    const time = drivenTime();
    const throttle = createThrottle(time);
    await throttle.admit(shop, 0, never);
    throttle.settle(shop, 0, bucket(0));
    expect(await throttle.admit(shop, 5_000, never)).toBe(true);
    expect(time.slept).toBe(20_000);
  });

  it("never lets more through than a bucket of the same size would, whatever is asked", async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 30 }), async (costs) => {
        const time = drivenTime();
        const throttle = createThrottle(time);
        await throttle.admit(shop, 0, never);
        throttle.settle(shop, 0, bucket(1000));
        let spent = 0;
        for (const cost of costs) {
          await throttle.admit(shop, cost, never);
          spent += cost;
          // A bucket of 1,000 that began full has given out at most this by now; a millisecond's restore is rounding.
          expect(spent).toBeLessThanOrEqual(1000 + (time.now() / 1_000) * 50 + 1);
          throttle.settle(shop, cost);
        }
        runs += 1;
      }),
    );
    expect(runs).toBeGreaterThanOrEqual(100);
  });
});
