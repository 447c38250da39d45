import { describe, expect, it } from "vitest";
import { type ReferralReason, standingOf } from "#app/domain/referrals/standing.ts";
import { NOON } from "#tests/support/an-order.ts";
import { aFriendsOrder, anExamination, aReferral, someTerms } from "./a-referral.ts";

const DAY = 86_400_000;
const later = NOON + 14 * DAY;

describe("S20, S22: a referral", () => {
  it("gives both their points from the very instant at which the waiting time is over", () => {
    const terms = someTerms();
    const before = standingOf(aReferral(), terms, later - 1);
    expect(before).toMatchObject({ state: "waiting", dueAt: later, advocatePoints: 0, friendPoints: 0 });
    expect(standingOf(aReferral(), terms, later)).toMatchObject({
      state: "awarded",
      advocatePoints: 200,
      friendPoints: 50,
    });
  });

  it("waits until it has been examined, however long its time is over", () => {
    const facts = aReferral({ examination: null });
    expect(standingOf(facts, someTerms(), later + DAY)).toMatchObject({ state: "waiting", dueAt: later });
  });

  it("counts the waiting time from the payment, and from the order where that is not known", () => {
    const paidLate = aReferral({ order: aFriendsOrder({ paidAt: NOON + DAY }) });
    expect(standingOf(paidLate, someTerms(), NOON).dueAt).toBe(later + DAY);
    const shown = aReferral({ order: aFriendsOrder({ paidAt: null }) });
    expect(standingOf(shown, someTerms(), NOON).dueAt).toBe(later);
  });

  it("is called ordered until it is paid, and invited until something is ordered", () => {
    const unpaid = aReferral({ order: aFriendsOrder({ isPaid: false, paidAt: null }), examination: null });
    expect(standingOf(unpaid, someTerms(), NOON).state).toBe("ordered");
    expect(standingOf(aReferral({ order: null, examination: null }), someTerms(), NOON).state).toBe("invited");
  });

  it.each<[ReferralReason, Parameters<typeof aReferral>[0]]>([
    ["self", { isSelf: true }],
    ["not_new", { hasEarlierOrder: true }],
    ["not_new", { examination: anExamination({ hasOrderedBefore: true }) }],
    ["link_expired", { visitedAt: NOON - 30 * DAY - 1 }],
    ["friend_unknown", { isFriendKnown: false }],
    ["cancelled", { order: aFriendsOrder({ isCancelled: true, keptMinor: 0 }) }],
    ["refunded", { order: aFriendsOrder({ keptMinor: 1999 }) }],
    ["below_minimum", { order: aFriendsOrder({ orderedMinor: 1999, keptMinor: 1999 }) }],
    ["merchant", { decision: "refused" }],
    ["audience", { examination: anExamination({ isAmongAdvocates: false }) }],
    ["score", { examination: anExamination({ score: 100 }) }],
  ])("is refused as %s before the reward and taken back after it", (reason, facts) => {
    const terms = someTerms({ minimumMinor: 2000 });
    const never = { reason, advocatePoints: 0, friendPoints: 0 };
    expect(standingOf(aReferral(facts), terms, later)).toMatchObject({ state: "refused", ...never });
    expect(standingOf(aReferral({ ...facts, wasAwarded: true }), terms, later)).toMatchObject({
      state: "revoked",
      ...never,
    });
  });

  it("counts a visit to the last instant of its days", () => {
    expect(standingOf(aReferral({ visitedAt: NOON - 30 * DAY }), someTerms(), later).state).toBe("awarded");
  });

  it("of a member who is gone is refused, and stays where it was given before", () => {
    const gone = { isAdvocateMember: false };
    expect(standingOf(aReferral(gone), someTerms(), later)).toMatchObject({
      state: "refused",
      reason: "advocate_gone",
    });
    expect(standingOf(aReferral({ ...gone, wasAwarded: true }), someTerms(), later).state).toBe("awarded");
  });

  it("over the limit gives the friend theirs alone", () => {
    expect(standingOf(aReferral({ isOverLimit: true }), someTerms(), later)).toMatchObject({
      state: "refused",
      reason: "limit",
      advocatePoints: 0,
      friendPoints: 50,
    });
  });
});

describe("a referral with something against it", () => {
  const doubtful = anExamination({ score: 40 });

  it("is held from the score that was set until the merchant says yes, and only once its time has come", () => {
    expect(standingOf(aReferral({ examination: doubtful }), someTerms(), later - 1).state).toBe("waiting");
    expect(standingOf(aReferral({ examination: doubtful }), someTerms(), later)).toMatchObject({
      state: "held",
      reason: "review",
      advocatePoints: 0,
    });
    const approved = aReferral({ examination: doubtful, decision: "approved" });
    expect(standingOf(approved, someTerms(), later).state).toBe("awarded");
    const lighter = anExamination({ score: 39 });
    expect(standingOf(aReferral({ examination: lighter }), someTerms(), later).state).toBe("awarded");
  });

  it("that was refused for its score, or for whom the member is, is rewarded when the merchant says so", () => {
    for (const examination of [anExamination({ score: 200 }), anExamination({ isAmongAdvocates: false })])
      expect(standingOf(aReferral({ examination, decision: "approved" }), someTerms(), later).state).toBe("awarded");
  });

  it("that is a fact is refused whatever the merchant says", () => {
    const facts = aReferral({ hasEarlierOrder: true, decision: "approved" });
    expect(standingOf(facts, someTerms(), later)).toMatchObject({ state: "refused", reason: "not_new" });
  });
});

describe("points for signing up by a link", () => {
  const terms = someTerms({ friend: { points: 50, at: "sign_up" } });
  const visit = { order: null, examination: null, isClaimed: true };

  it("are there from the visit on, and stay when the order goes back", () => {
    expect(standingOf(aReferral(visit), terms, NOON)).toMatchObject({ state: "invited", friendPoints: 50 });
    const refunded = aReferral({ isClaimed: true, order: aFriendsOrder({ keptMinor: 0 }), wasAwarded: true });
    expect(standingOf(refunded, terms, later)).toMatchObject({ state: "revoked", advocatePoints: 0, friendPoints: 50 });
  });

  it("go when the friend turns out to be none", () => {
    for (const facts of [{ isSelf: true }, { decision: "refused" as const }, { hasEarlierOrder: true }])
      expect(standingOf(aReferral({ ...visit, ...facts }), terms, NOON).friendPoints).toBe(0);
  });

  it("come with the reward to a friend who never signed in by the link", () => {
    expect(standingOf(aReferral(), terms, NOON).friendPoints).toBe(0);
    expect(standingOf(aReferral(), terms, later).friendPoints).toBe(50);
  });

  it("stay when the visit no longer counts", () => {
    const over = standingOf(aReferral(visit), terms, NOON + 30 * DAY);
    expect(over).toMatchObject({ state: "refused", reason: "link_expired", friendPoints: 50 });
  });
});
