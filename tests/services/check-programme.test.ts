import { describe, expect, it } from "vitest";
import { checkProgramme } from "#app/services/check-programme.ts";

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
