import { describe, expect, it } from "vitest";
import { programmeSettings } from "#app/contracts/programme.ts";
import { checkProgramme } from "#app/services/check-programme.ts";
import { readProgrammeText, writeProgrammeText } from "#app/services/programme-text.ts";

const issues = (...earning: Record<string, unknown>[]) => {
  const checked = checkProgramme({ earning }, "EUR");
  return checked.outcome === "valid" ? [] : checked.issues;
};

describe("S13: points for the order itself", () => {
  it("need points and, where there is a minimum, an amount of the currency", () => {
    expect(issues({ code: "per_order", points: 20 }, { code: "per_order", points: 1, minimum: "50.00" })).toEqual([]);
    expect(issues({ code: "per_order", points: 0, minimum: "0.00" })).toEqual([
      { path: "earning.0.points", code: "wholeNumber", minimum: 1, maximum: 1_000_000_000 },
      { path: "earning.0.minimum", code: "amount" },
    ]);
    expect(issues({ code: "per_order", points: 20, minimum: "0.005" })).toEqual([
      { path: "earning.0.minimum", code: "decimals", currency: "EUR", exponent: 2 },
    ]);
    expect(issues({ code: "per_order", points: 20, per: "1.00" })).toEqual([
      { path: "earning.0", code: "unknownField", field: "per" },
    ]);
  });
});

describe("S69: a campaign", () => {
  const campaign = { code: "campaign", id: "double", factor: 2, from: "2026-11-27T00:00", to: "2026-11-28" };

  it("may run for any time that ends after it starts, for whole and half times the points", () => {
    expect(
      issues(campaign, { ...campaign, id: "b", factor: 1.5, to: "2026-11-27T00:00:01", channels: ["pos"] }),
    ).toEqual([]);
  });

  it("that ends before or as it starts is refused", () => {
    for (const to of ["2026-11-26T23:59", "2026-11-27", "2026-11-27T00:00", "2026-11-27T00:00:00"])
      expect(issues({ ...campaign, to }), to).toEqual([{ path: "earning.0.to", code: "campaignEnds" }]);
  });

  it("is refused where it has no such day, no such factor, no channel, or the id of another", () => {
    expect(issues({ ...campaign, from: "2026-02-29" })).toEqual([{ path: "earning.0.from", code: "localTime" }]);
    expect(issues({ ...campaign, to: "tomorrow" })).toEqual([{ path: "earning.0.to", code: "localTime" }]);
    expect(issues({ ...campaign, to: "2026-11-28T24:00" })).toEqual([{ path: "earning.0.to", code: "localTime" }]);
    expect(issues({ ...campaign, to: "2026-11-28T00:00Z" })).toEqual([{ path: "earning.0.to", code: "localTime" }]);
    for (const factor of [1, 0, -2, 1.25, 10.5, "2"])
      expect(issues({ ...campaign, factor }), String(factor)).toEqual([{ path: "earning.0.factor", code: "factor" }]);
    expect(issues({ ...campaign, channels: ["shop"] })).toEqual([{ path: "earning.0.channels.0", code: "choice" }]);
    expect(issues({ ...campaign, channels: [] })).toEqual([{ path: "earning.0.channels", code: "choice" }]);
    expect(issues(campaign, campaign)).toEqual([{ path: "earning.1.id", code: "duplicateId", id: "double" }]);
  });
});

describe("a waiting time", () => {
  const check = (settings: Record<string, unknown>) => {
    const checked = checkProgramme(settings, "EUR");
    return checked.outcome === "valid" ? [] : checked.issues;
  };

  it("is refused where points would lapse before they could be spent", () => {
    for (const from of ["award", "last_purchase"]) {
      expect(check({ availableAfterDays: 30, expiry: { from, days: 31 } })).toEqual([]);
      expect(check({ availableAfterDays: 30, expiry: { from, days: 30 } })).toEqual([
        { path: "expiry.days", code: "lapsesWhilePending", availableAfterDays: 30 },
      ]);
    }
    expect(check({ availableAfterDays: 366 })).toEqual([]);
  });

  it("is a number of whole days", () => {
    for (const availableAfterDays of [-1, 1.5, 367, "14"])
      expect(check({ availableAfterDays })).toEqual([
        { path: "availableAfterDays", code: "wholeNumber", minimum: 0, maximum: 366 },
      ]);
  });
});

it("a programme as text keeps every kind of rule, and reads times without quotes", () => {
  const settings = programmeSettings.parse({
    earning: [
      { code: "per_amount", points: 1, per: "1.00" },
      { code: "per_order", points: 20, minimum: "50.00" },
      { code: "campaign", id: "double", factor: 1.5, from: "2026-11-27", to: "2026-11-28T12:00", channels: ["pos"] },
      { code: "sign_up", points: 50 },
    ],
    availableAfterDays: 14,
  });
  expect(readProgrammeText(writeProgrammeText(settings), "EUR")).toEqual({ outcome: "valid", settings });
  const pasted = "earning: [{ code: campaign, id: a, factor: 2, from: 2026-11-27, to: 2026-11-28T12:00:30 }]";
  expect(readProgrammeText(pasted, "EUR")).toMatchObject({ outcome: "valid" });
});
