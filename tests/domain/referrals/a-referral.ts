import type { Referrals } from "#app/domain/programme/compile-referrals.ts";
import type { Examination, OrderFacts, ReferralFacts } from "#app/domain/referrals/standing.ts";
import { NOON } from "#tests/support/an-order.ts";

/** 200 points for the member, 50 for the friend, a fortnight after an order of any size, unless said otherwise. */
export function someTerms(terms: Partial<Referrals> = {}): Referrals {
  return {
    advocate: { points: 200, reward: null },
    friend: { points: 50, at: "order" },
    minimumMinor: null,
    waitDays: 14,
    maximumPerAdvocate: null,
    linkDays: 30,
    review: { holdFrom: 40, refuseFrom: 100, perHour: 5, perDay: 20 },
    audience: null,
    ...terms,
  };
}

/** A paid order of €20.00, all of it kept. */
export function aFriendsOrder(order: Partial<OrderFacts> = {}): OrderFacts {
  return {
    placedAt: NOON,
    isPaid: true,
    paidAt: NOON,
    isCancelled: false,
    orderedMinor: 2000,
    keptMinor: 2000,
    ...order,
  };
}

/** Nothing was found that speaks against it. */
export function anExamination(examination: Partial<Examination> = {}): Examination {
  return {
    examinedAt: NOON,
    signals: [],
    score: 0,
    hasOrderedBefore: false,
    isAmongAdvocates: true,
    ...examination,
  };
}

/** A friend's first order, examined, and nothing said about it. */
export function aReferral(facts: Partial<ReferralFacts> = {}): ReferralFacts {
  return {
    order: aFriendsOrder(),
    visitedAt: NOON - 3_600_000,
    isFriendKnown: true,
    isSelf: false,
    isClaimed: false,
    hasEarlierOrder: false,
    isAdvocateMember: true,
    wasWelcomed: false,
    examination: anExamination(),
    decision: null,
    isOverLimit: false,
    wasAwarded: false,
    ...facts,
  };
}
