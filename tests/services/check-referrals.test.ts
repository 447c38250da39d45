import { describe, expect, it } from "vitest";
import { checkProgramme } from "#app/services/check-programme.ts";
import { readProgrammeText, writeProgrammeText } from "#app/services/programme-text.ts";
import { aProgramme } from "#tests/support/a-programme.ts";

function issues(referrals: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const checked = checkProgramme({ referrals, ...more }, "EUR");
  return checked.outcome === "valid" ? [] : checked.issues;
}
const points = { advocate: { points: 200 } };

describe("S20, S22: terms for bringing in friends", () => {
  it("need only what the member gets; the rest has its defaults", () => {
    expect(issues(points)).toEqual([]);
    expect(aProgramme({ referrals: points }).referrals).toEqual({
      advocate: { points: 200, reward: null },
      friend: null,
      minimumMinor: null,
      waitDays: 14,
      maximumPerAdvocate: null,
      linkDays: 30,
      review: { holdFrom: 40, refuseFrom: 100, perHour: 5, perDay: 20 },
      audience: null,
    });
    expect(aProgramme().referrals).toBeNull();
  });

  it("may give the member what a reward costs, and the friend something off the first order", () => {
    const friend = { reward: { code: "percent_off" as const, percent: 10, maximum: "5.00", minimumBasket: "20.00" } };
    const { referrals } = aProgramme({ referrals: { advocate: { reward: "five" }, friend, minimumOrder: "25.00" } });
    expect(referrals).toMatchObject({
      advocate: { points: 100, reward: "five" },
      friend: { reward: { code: "percent_off", percent: 10, maximumMinor: 500, minimumMinor: 2000 } },
      minimumMinor: 2500,
    });
  });

  it.each([
    [
      "points and a reward for the member",
      { advocate: { points: 5, reward: "five" } },
      "referrals.advocate",
      "points, or one",
    ],
    ["nothing for the member", { advocate: {} }, "referrals.advocate", "points, or one"],
    ["a reward that the programme has not", { advocate: { reward: "ten" } }, "referrals.advocate.reward", "“ten”"],
    ["nothing for the friend", { ...points, friend: {} }, "referrals.friend", "points, or a discount"],
    [
      "a discount for signing up",
      { ...points, friend: { at: "sign_up", reward: { code: "free_shipping" } } },
      "referrals.friend.at",
      "only points",
    ],
    [
      "a refusal before anything is held",
      { ...points, review: { holdFrom: 80, refuseFrom: 80 } },
      "referrals.review.refuseFrom",
      "above 80",
    ],
    [
      "fewer friends a day than an hour",
      { ...points, review: { perHour: 10, perDay: 9 } },
      "referrals.review.perDay",
      "write 10 or more",
    ],
  ])("refuse %s with a sentence that says what to change", (_, referrals, path, sentence) => {
    const [issue] = issues(referrals);
    expect(issue).toMatchObject({ path, code: "contradiction" });
    expect(issue?.code === "contradiction" ? issue.words.en : "").toContain(sentence);
    expect(issue?.code === "contradiction" ? issue.words.nl : "").toMatch(/[.]$/);
  });

  it("refuse what is no number of days, friends or points, and amounts that the currency has not", () => {
    expect(issues({ advocate: { points: 0 } })).toMatchObject([
      { path: "referrals.advocate.points", code: "wholeNumber" },
    ]);
    expect(issues({ ...points, waitDays: 400 })).toEqual([
      { path: "referrals.waitDays", code: "atMost", maximum: 366 },
    ]);
    expect(issues({ ...points, linkDays: 0 })).toEqual([{ path: "referrals.linkDays", code: "atLeast", minimum: 1 }]);
    expect(issues({ ...points, maximumPerAdvocate: { count: 0, days: 30 } })).toHaveLength(1);
    expect(issues({ ...points, minimumOrder: "0.00" })).toMatchObject([
      { path: "referrals.minimumOrder", code: "amount" },
    ]);
    expect(issues({ ...points, minimumOrder: "5.005" })).toMatchObject([
      { path: "referrals.minimumOrder", code: "decimals", exponent: 2 },
    ]);
    expect(issues({ ...points, wait: 3 })).toEqual([{ path: "referrals", code: "unknownField", field: "wait" }]);
  });

  it("are read back from the text that the programme page shows", () => {
    const checked = checkProgramme({ referrals: { ...points, friend: { points: 50, at: "sign_up" } } }, "EUR");
    if (checked.outcome !== "valid") throw new Error("refused");
    expect(readProgrammeText(writeProgrammeText(checked.settings), "EUR")).toMatchObject({
      outcome: "valid",
      settings: checked.settings,
    });
  });
});
