import { describe, expect, it } from "vitest";
import { programmeSettings } from "#app/contracts/programme.ts";
import { compileProgramme, expiryOf, versionAt } from "#app/domain/programme/programme.ts";
import { aProgramme } from "#tests/support/a-programme.ts";

const DAY = 86_400_000;

describe("a programme", () => {
  it("is one point for each euro and 100 points for €5.00 unless the merchant says otherwise", () => {
    expect(aProgramme()).toMatchObject({
      earning: [{ points: 1, perMinor: 100, basis: "after_discounts", rounding: "down" }],
      rewards: [{ id: "five", cost: 100, amountMinor: 500 }],
      expiry: { from: "never" },
      reservationHours: 24,
    });
  });

  it("has amounts in the currency's own units, and refuses one that is nothing in it", () => {
    expect(aProgramme({ earning: [{ code: "per_amount", points: 1, per: "100" }] }, 1, "JPY").earning).toMatchObject([
      { perMinor: 100 },
    ]);
    const settings = programmeSettings.parse({
      earning: [{ code: "per_amount", points: 1, per: "0.004" }],
      rewards: [],
    });
    expect(() => compileProgramme(1, settings, "EUR", "Europe/Amsterdam")).toThrow(RangeError);
    expect(compileProgramme(1, settings, "KWD", "Asia/Kuwait").earning).toMatchObject([{ perMinor: 4 }]);
  });

  it("counts from the second in which it was published, as Shopify's instants do", () => {
    const versions = [
      { publishedAt: 1000, name: "first" },
      { publishedAt: 5700, name: "second" },
    ];
    expect(versionAt(versions, 4999)?.name).toBe("first");
    expect(versionAt(versions, 5000)?.name).toBe("second");
    expect(versionAt(versions, 0)?.name).toBe("first");
    expect(versionAt([], 0)).toBeUndefined();
  });

  it("says when points lapse", () => {
    expect(expiryOf(aProgramme(), 7)).toEqual({ expiresAt: null, rollingDays: null });
    expect(expiryOf(aProgramme({ expiry: { from: "award", days: 2 } }), 7)).toEqual({
      expiresAt: 7 + 2 * DAY,
      rollingDays: null,
    });
    expect(expiryOf(aProgramme({ expiry: { from: "last_purchase", days: 2 } }), 7)).toEqual({
      expiresAt: 7 + 2 * DAY,
      rollingDays: 2,
    });
  });
});
