import { describe, expect, it } from "vitest";
import { checkProgramme } from "#app/services/check-programme.ts";

function issuesOf(tiers: unknown, currency = "EUR") {
  const checked = checkProgramme({ tiers }, currency);
  return checked.outcome === "valid" ? [] : checked.issues;
}

/** The English sentence of the one contradiction, with its place. */
function contradictionOf(tiers: unknown): string {
  return issuesOf(tiers)
    .map((issue) => `${issue.path}: ${issue.code === "contradiction" ? issue.words.en : issue.code}`)
    .join("\n");
}

const silver = { id: "silver", name: "Silver", from: "250.00" };
const gold = { id: "gold", name: { en: "Gold", nl: "Goud" }, from: "500.00" };

describe("S10, S19: tiers as a merchant writes them", () => {
  it("may begin above nothing, or with a level that everybody has", () => {
    expect(issuesOf({ levels: [silver, gold] })).toEqual([]);
    expect(issuesOf({ levels: [{ ...silver, from: "0" }, gold] })).toEqual([]);
    expect(issuesOf({ by: "orders", levels: [{ ...gold, from: 5 }] })).toEqual([]);
  });

  it("are refused with a sentence that says what to change", () => {
    expect(contradictionOf({ levels: [gold, silver] })).toMatch(
      /^tiers\.levels\.1\.from: "silver" begins at 250\.00, but/,
    );
    expect(contradictionOf({ levels: [silver, { ...gold, from: "250" }] })).toMatch(/each with a higher border/);
    expect(contradictionOf({ levels: [silver, { ...gold, id: "Silver" }] })).toMatch(
      /^tiers\.levels\.1\.id: Two levels/,
    );
    expect(contradictionOf({ levels: [{ ...gold, keepFrom: "500.01" }] })).toMatch(/lost as soon as it is reached/);
    expect(contradictionOf({ levels: [{ ...gold, returnFrom: "500.01" }] })).toMatch(/harder to get back/);
    expect(contradictionOf({ levels: [{ ...gold, keepFrom: "400", returnFrom: "300" }] })).toMatch(/lost again/);
    expect(contradictionOf({ levels: [silver, { ...gold, keepFrom: "100" }] })).toMatch(/easier to keep/);
    expect(contradictionOf({ levels: [{ ...gold, multiplier: 0.9 }] })).toMatch(/fewer points/);
    expect(contradictionOf({ levels: [{ ...gold, multiplier: 1.255 }] })).toMatch(/two decimals/);
    expect(contradictionOf({ levels: [{ ...silver, from: "0.00", entryReward: 50 }] })).toMatch(/signing up/);
    expect(contradictionOf({ period: "lifetime", levels: [{ ...gold, keepFrom: "100" }] })).toMatch(/lifetime/);
  });

  it("are there where an audience asks for one", () => {
    const rewards = [
      { id: "five", code: "amount_off", cost: 100, amount: "5.00", audience: { tiers: ["Gold", "top"] } },
    ];
    const checked = checkProgramme({ rewards, tiers: { levels: [gold] } }, "EUR");
    expect(checked).toMatchObject({
      issues: [
        { path: "rewards.0.audience.tiers.1", words: { en: expect.stringMatching(/no level "top".*one of gold/) } },
      ],
    });
    expect(checkProgramme({ rewards: [{ ...rewards[0], audience: { tiers: ["gold"] } }] }, "EUR")).toMatchObject({
      issues: [{ words: { nl: expect.stringMatching(/geen niveaus/) } }],
    });
  });

  it("have borders of what they count", () => {
    expect(issuesOf({ levels: [{ ...gold, from: 500 }] })).toEqual([{ path: "tiers.levels.0.from", code: "amount" }]);
    expect(issuesOf({ by: "points", levels: [{ ...gold, from: "500.00" }] })).toEqual([
      { path: "tiers.levels.0.from", code: "wholeNumber", minimum: 0, maximum: 1_000_000_000 },
    ]);
    expect(issuesOf({ levels: [{ ...gold, from: "500.005" }] })).toEqual([
      { path: "tiers.levels.0.from", code: "decimals", currency: "EUR", exponent: 2 },
    ]);
    expect(issuesOf({ levels: [gold], grace: "for ever" })).toEqual([{ path: "tiers.grace", code: "choice" }]);
  });
});
