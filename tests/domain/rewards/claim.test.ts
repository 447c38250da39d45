import { describe, expect, it } from "vitest";
import { claimRewards } from "#app/contracts/claim-rewards.ts";
import type { ClaimReward } from "#app/domain/programme/compile-claim-rewards.ts";
import { compileClaimReward } from "#app/domain/programme/compile-claim-rewards.ts";
import { compileIn } from "#app/domain/programme/compile-in.ts";
import { type ClaimActor, type ClaimStatus, endOf, firstStatus, isOver, mayBecome } from "#app/domain/rewards/claim.ts";
import { checkProgramme } from "#app/services/check-programme.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-03-28T12:00:00Z");
const title = { en: "Something", nl: "Iets" };

/** A reward as it is compiled in a shop in Amsterdam. */
function aReward(settings: { code: string; [field: string]: unknown }): ClaimReward {
  const schema = claimRewards.find(({ shape }) => shape.code.value === settings.code);
  if (!schema) throw new Error(settings.code);
  return compileClaimReward(schema.parse({ id: "it", cost: 100, ...settings }), compileIn("EUR", "Europe/Amsterdam"));
}

const card = aReward({ code: "gift_card", amount: "10.00" });
const gift = aReward({ code: "physical_gift", title });
const tour = aReward({ code: "experience", title, date: "2026-03-29T19:00", waitingList: true });
const drop = aReward({ code: "exclusive_product", title, tag: "drop" });
const trees = aReward({ code: "donation", cause: "Trees", amount: "2.50" });
const ask = aReward({ code: "custom", title, instructions: title });

describe("what a claim is from the start", () => {
  it.each([
    ["a gift card is to be issued", card, "claimed"],
    ["a parcel is to be sent", gift, "claimed"],
    ["a tag is to be given", drop, "claimed"],
    ["a place is booked by the click", tour, "ready"],
    ["instructions are read at once", ask, "ready"],
    ["a donation is given by the click", trees, "fulfilled"],
  ])("%s", (_rule, reward, status) => {
    expect(firstStatus(reward, true)).toBe(status);
  });

  it("without stock it is sold out, unless there is a list to wait on", () => {
    expect(firstStatus(gift, false)).toBe("sold_out");
    expect(firstStatus(tour, false)).toBe("waiting");
    expect(firstStatus({ ...tour, hasWaitingList: false } as ClaimReward, false)).toBe("sold_out");
  });
});

describe("who may change a claim", () => {
  const may = (reward: ClaimReward, status: ClaimStatus, to: ClaimStatus, by: ClaimActor): boolean =>
    mayBecome({ reward, status }, to, by);

  it("a member gives back what is open, and a place that is booked, and nothing else", () => {
    expect(may(card, "claimed", "released", "member")).toBe(true);
    expect(may(tour, "waiting", "released", "member")).toBe(true);
    expect(may(tour, "ready", "returned", "member")).toBe(true);
    for (const reward of [drop, gift, ask]) expect(may(reward, "ready", "returned", "member")).toBe(false);
    for (const to of ["ready", "fulfilled", "refused"] as const) expect(may(gift, "claimed", to, "member")).toBe(false);
  });

  it("a merchant refuses and takes back what was not issued as money, and never says that Shopify issued something", () => {
    expect(may(gift, "claimed", "refused", "merchant")).toBe(true);
    expect(may(gift, "fulfilled", "returned", "merchant")).toBe(true);
    expect(may(drop, "ready", "returned", "merchant")).toBe(true);
    for (const money of [card, trees]) expect(may(money, "fulfilled", "returned", "merchant")).toBe(false);
    expect(may(card, "claimed", "fulfilled", "merchant")).toBe(false);
    expect(may(drop, "claimed", "ready", "merchant")).toBe(false);
  });

  it("what is over stays as it is", () => {
    const over = ["released", "refused", "returned"] as const;
    const all: ClaimStatus[] = ["waiting", "claimed", "ready", "fulfilled", ...over];
    for (const status of over)
      for (const to of all)
        for (const by of ["member", "merchant", "delivery", "time"] as const)
          for (const reward of [card, gift, tour, drop, trees, ask]) expect(may(reward, status, to, by)).toBe(false);
  });
});

describe("when it ends by itself", () => {
  it("access after its days, or when it ends for everybody, whatever is first", () => {
    const days = aReward({ code: "early_access", title, tag: "early", days: 7 });
    const both = aReward({ code: "early_access", title, tag: "early", days: 7, until: "2026-03-29T02:30" });
    expect(endOf(drop, NOW)).toBeNull();
    expect(endOf(days, NOW)).toBe(NOW + 7 * DAY);
    // Clocks skip half past two that night.
    expect(endOf(both, NOW)).toBe(Date.parse("2026-03-29T01:30:00Z"));
    expect(isOver(both, Date.parse("2026-03-29T01:30:00Z"))).toBe(true);
  });

  it("a place when its hour has come, on the shop's clocks", () => {
    expect(endOf(tour, NOW)).toBe(Date.parse("2026-03-29T17:00:00Z"));
    expect(isOver(tour, Date.parse("2026-03-29T16:59:59Z"))).toBe(false);
    expect(isOver(tour, Date.parse("2026-03-29T17:00:00Z"))).toBe(true);
  });
});

describe("settings that contradict each other or the currency", () => {
  const issues = (reward: object, currency = "EUR") => {
    const checked = checkProgramme({ rewards: [{ id: "it", cost: 100, ...reward }] }, currency);
    return checked.outcome === "refused" ? checked.issues : [];
  };

  it("are refused with a sentence that says what to change", () => {
    const list = issues({ code: "experience", title, date: "2026-03-29T19:00", waitingList: true });
    expect(list).toMatchObject([{ path: "rewards.0.waitingList", code: "contradiction" }]);
    expect(issues({ code: "gift_card", amount: "10.005" })).toMatchObject([
      { path: "rewards.0.amount", code: "decimals" },
    ]);
    expect(issues({ code: "donation", cause: "Trees", amount: "2.50" }, "JPY")).toMatchObject([{ code: "decimals" }]);
    expect(issues({ code: "store_credit", amount: "0.00" })).toMatchObject([
      { path: "rewards.0.amount", code: "amount" },
    ]);
    expect(issues({ code: "early_access", title, tag: "one, two" })).not.toEqual([]);
    expect(issues({ code: "physical_gift" })).toMatchObject([{ path: "rewards.0.title" }]);
    expect(issues({ code: "physical_gift", title, minimumBasket: "5.00" })).toMatchObject([{ code: "unknownField" }]);
  });
});
