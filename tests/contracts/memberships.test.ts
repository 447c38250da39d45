import { describe, expect, it } from "vitest";
import type { SettingsIssue } from "#app/contracts/settings-issue.ts";
import { checkProgramme } from "#app/services/check-programme.ts";
import { aMembership } from "#tests/domain/memberships/a-membership.ts";

const issues = (...memberships: unknown[]): SettingsIssue[] => {
  const checked = checkProgramme({ memberships }, "EUR");
  return checked.outcome === "valid" ? [] : checked.issues;
};
const sentence = (...memberships: unknown[]): string[] =>
  issues(...memberships).map((issue) =>
    issue.code === "contradiction" ? `${issue.path}: ${issue.words.en}` : `${issue.path}: ${issue.code}`,
  );

describe("S60: a paid membership that makes no sense", () => {
  it("is not refused where it makes sense", () => {
    expect(issues(aMembership())).toEqual([]);
    expect(issues(aMembership({ perks: [], multiplier: 1.5, name: { en: "Premium", nl: "Premium" } }))).toEqual([]);
    const { goods: _, ...byPlan } = aMembership({ sellingPlans: ["Monthly"] });
    expect(issues(byPlan)).toEqual([]);
  });

  it("without goods is told to name them, in both languages", () => {
    const { goods: _, ...nothing } = aMembership();
    expect(sentence(nothing)).toEqual([
      'memberships.0.goods: Nothing sells "premium": name its product, variant or SKU under goods, or a selling plan.',
    ]);
    expect(sentence(aMembership({ goods: { except: { skus: ["A"] } } }))[0]).toContain('Nothing sells "premium"');
    const [issue] = issues(nothing);
    expect(issue?.code === "contradiction" && issue.words.nl).toContain('Niets verkoopt "premium"');
  });

  it("is not sold by what may change after somebody has paid", () => {
    expect(sentence(aMembership({ goods: { skus: ["A"], tags: ["club"] } }))[0]).toContain("carries a tag may change");
    expect(sentence(aMembership({ goods: { products: ["premium"] } }))[0]).toContain(
      "an order does not tell a product's handle",
    );
  });

  it("lasts for some time, in months or in days", () => {
    expect(sentence(aMembership({ term: { months: 0 } }))).toEqual(["memberships.0.term.months: wholeNumber"]);
    expect(sentence(aMembership({ term: { days: 0 } }))).toEqual(["memberships.0.term.days: wholeNumber"]);
    expect(sentence(aMembership({ term: {} }))[0]).toContain("in months or in days, not both");
    expect(sentence(aMembership({ term: { months: 1, days: 1 } }))[0]).toContain("in months or in days, not both");
  });

  it("brings something", () => {
    expect(sentence(aMembership({ perks: [] }))).toEqual([
      'memberships.0.perks: "premium" brings its buyers nothing: add a perk, a multiplier above 1 or personal offers.',
    ]);
  });

  it("does not share its product with another, unless different plans sell them", () => {
    expect(sentence(aMembership(), aMembership({ id: "other", goods: { skus: ["premium"] } }))).toEqual([
      'memberships.1.goods: One product sells both "premium" and "other". Let each be sold by a product, variant or selling plan of its own.',
    ]);
    const monthly = aMembership({ sellingPlans: ["Monthly"] });
    expect(issues(monthly, aMembership({ id: "yearly", sellingPlans: ["Yearly"] }))).toEqual([]);
    expect(sentence(monthly, aMembership({ id: "other", sellingPlans: ["monthly"] }))).toHaveLength(1);
    expect(issues(aMembership(), aMembership())).toContainEqual({
      path: "memberships.1.id",
      code: "duplicateId",
      id: "premium",
    });
  });

  it("is not asked for by an audience unless there is one", () => {
    const earning = [{ code: "per_order", points: 5, audience: { memberships: ["Premium", "gone"] } }];
    const checked = checkProgramme({ earning, memberships: [aMembership()] }, "EUR");
    expect(checked.outcome === "refused" && checked.issues).toEqual([
      {
        path: "earning.0.audience.memberships",
        code: "contradiction",
        words: {
          en: 'No membership is called "gone". Add it under memberships, or take it out of the audience.',
          nl: 'Geen lidmaatschap heet "gone". Voeg het toe onder memberships, of haal het uit de doelgroep.',
        },
      },
    ]);
  });

  it("has amounts that the currency can hold, and usual shipping only where it pays for it", () => {
    expect(sentence(aMembership({ price: "10.005" }))).toEqual(["memberships.0.price: decimals"]);
    expect(sentence(aMembership({ price: "0" }))).toEqual(["memberships.0.price: amount"]);
    expect(sentence(aMembership({ usualShipping: "4.95" }))[0]).toContain("does not pay for shipping");
    expect(issues(aMembership({ usualShipping: "4.95", perks: [{ code: "free_shipping" }] }))).toEqual([]);
  });
});
