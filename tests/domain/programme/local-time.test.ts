import { describe, expect, it } from "vitest";
import { instantOfLocal } from "#app/domain/programme/local-time.ts";

const at = (local: string, timezone: string): string => new Date(instantOfLocal(local, timezone)).toISOString();

describe("S69: a time on the shop's clocks", () => {
  it("is an instant of its time zone, in summer and in winter", () => {
    expect(at("2026-01-05T00:00", "Europe/Amsterdam")).toBe("2026-01-04T23:00:00.000Z");
    expect(at("2026-07-05T00:00:30", "Europe/Amsterdam")).toBe("2026-07-04T22:00:30.000Z");
    expect(at("2026-07-05", "Asia/Tokyo")).toBe("2026-07-04T15:00:00.000Z");
    expect(at("2026-07-05T12:00", "Asia/Kathmandu")).toBe("2026-07-05T06:15:00.000Z");
    expect(at("2026-07-05T12:00", "America/Los_Angeles")).toBe("2026-07-05T19:00:00.000Z");
    expect(at("2028-02-29T12:00", "UTC")).toBe("2028-02-29T12:00:00.000Z");
  });

  it("is right on both sides of the hour in which clocks change", () => {
    const amsterdam = (local: string) => at(local, "Europe/Amsterdam");
    expect(amsterdam("2026-03-29T01:59:59")).toBe("2026-03-29T00:59:59.000Z");
    expect(amsterdam("2026-03-29T03:00")).toBe("2026-03-29T01:00:00.000Z");
    expect(amsterdam("2026-10-25T01:59")).toBe("2026-10-24T23:59:00.000Z");
    expect(amsterdam("2026-10-25T03:00")).toBe("2026-10-25T02:00:00.000Z");
    // Half an hour, and on the other half of the world.
    expect(at("2026-10-04T03:00", "Australia/Lord_Howe")).toBe("2026-10-03T16:00:00.000Z");
  });

  it("is the first of two where clocks show it twice, and so much later where they skip it", () => {
    expect(at("2026-10-25T02:30", "Europe/Amsterdam")).toBe("2026-10-25T00:30:00.000Z");
    expect(at("2026-03-29T02:30", "Europe/Amsterdam")).toBe("2026-03-29T01:30:00.000Z");
    expect(at("2026-11-01T01:30", "America/New_York")).toBe("2026-11-01T05:30:00.000Z");
    // A whole day that Samoa did not have.
    expect(at("2011-12-30T12:00", "Pacific/Apia")).toBe("2011-12-30T22:00:00.000Z");
  });
});
