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

describe("S67: rules that contradict themselves are refused with what to change", () => {
  const words = (...earning: Record<string, unknown>[]) =>
    issues(...earning).map((issue) => [issue.path, issue.code === "contradiction" ? issue.words.en : issue.code]);
  const perEuro = { code: "per_amount", points: 1, per: "1.00" };

  it("as they meet others", () => {
    expect(words({ ...perEuro, group: "g" })).toEqual([["earning.0.group", "A group belongs to combine: best."]]);
    expect(words({ ...perEuro, combine: "most" })).toEqual([["earning.0.combine", "choice"]]);
    expect(words({ ...perEuro, combine: "best", group: "g", priority: 3 })).toEqual([]);
    expect(words({ ...perEuro, limits: { perDay: 5 } })).toEqual([
      ["earning.0.limits", "Give the rule an id: its limits are counted by it."],
    ]);
    expect(words({ ...perEuro, id: "a", limits: { perDay: 5 } }, { ...perEuro, id: "a" })).toEqual([
      ["earning.1.id", "duplicateId"],
    ]);
  });

  it("by what they count", () => {
    expect(words({ ...perEuro, goods: { tags: ["a"] }, shipping: true })).toEqual([
      ["earning.0.shipping", "Shipping belongs to no goods: leave out shipping or goods."],
    ]);
    expect(words({ ...perEuro, perCurrency: { USD: "1.10", JPY: "150" } })).toEqual([]);
    expect(words({ ...perEuro, perCurrency: { JPY: "150.5" } })).toEqual([
      ["earning.0.perCurrency", "JPY has at most 0 decimals."],
    ]);
    expect(words({ ...perEuro, perCurrency: { QQQ: "1.00" } })).toEqual([
      ["earning.0.perCurrency", '"QQQ" is no currency: write its code, such as USD.'],
    ]);
    expect(words({ ...perEuro, perCurrency: { USD: "0.00" } })).toEqual([["earning.0.perCurrency.USD", "amount"]]);
  });

  it("by what they give for goods, milestones and volumes", () => {
    const goods = { tags: ["new"] };
    expect(words({ code: "per_product", goods })).toEqual([["earning.0.points", "Say how many points, or a factor."]]);
    expect(words({ code: "per_product", goods, points: 5, factor: 2 })).toEqual([
      ["earning.0.factor", "Choose points, points with per, or factor."],
    ]);
    expect(words({ code: "milestone", points: 5 })).toEqual([
      ["earning.0.points", "Choose one of nth, every, streakMonths and anniversary."],
    ]);
    expect(words({ code: "milestone", points: 5, nth: 2, every: 5 })).toHaveLength(1);
    const steps = (...minimums: string[]) => minimums.map((minimum) => ({ minimum, points: 5 }));
    expect(words({ code: "volume", over: "calendar_year", steps: steps("10.00", "10.00") })).toEqual([
      ["earning.0.steps.1.minimum", "Each step needs a larger amount than the one before it."],
    ]);
    expect(words({ code: "volume", over: "calendar_year", steps: steps("10.00", "10.005") })).toEqual([
      ["earning.0.steps.1.minimum", "decimals"],
    ]);
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
