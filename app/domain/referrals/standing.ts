import type { Referrals } from "../programme/compile-referrals.ts";

/** Where a referral stands. `revoked` had been awarded before; `refused` never was. */
export type ReferralState = "invited" | "ordered" | "waiting" | "held" | "awarded" | "refused" | "revoked";

export type ReferralReason =
  /** Who brought in and who was brought in are one person. */
  | "self"
  /** The friend had paid for an order before. */
  | "not_new"
  | "link_expired"
  /** Nobody is known to have placed the order. */
  | "friend_unknown"
  /** Who brought the friend in is no longer a member. */
  | "advocate_gone"
  | "cancelled"
  | "refunded"
  | "below_minimum"
  /** Too much speaks against it. */
  | "score"
  /** The merchant said no. */
  | "merchant"
  /** Who brought the friend in is not among those who may. */
  | "audience"
  /** Who brought the friend in has brought in as many as count. */
  | "limit"
  /** Waits for the merchant. */
  | "review";

export interface OrderFacts {
  placedAt: number;
  /** Whether nothing is owed, also not for what an edit added. */
  isPaid: boolean;
  /** Null where a state only shows that it was paid. */
  paidAt: number | null;
  isCancelled: boolean;
  /** Goods after discounts, as ordered and as kept, in minor units. */
  orderedMinor: number;
  keptMinor: number;
}

/** What was found out about a referral once, from what Shopify knows of both. */
export interface Examination {
  examinedAt: number;
  signals: { code: string; weight: number }[];
  score: number;
  /** Whether Shopify knows of orders of the friend that are not known here. */
  hasOrderedBefore: boolean;
  /** Whether who brought the friend in was among those who may. */
  isAmongAdvocates: boolean;
}

/** All that decides about a referral. None of it depends on when it was heard of. */
export interface ReferralFacts {
  /** Null while the friend has only visited. */
  order: OrderFacts | null;
  visitedAt: number | null;
  isFriendKnown: boolean;
  isSelf: boolean;
  /** Whether the friend followed the link signed in. */
  isClaimed: boolean;
  /** Whether the friend paid for an order that was placed before this one; for one of another link, or from before the visit, where there is none. */
  hasEarlierOrder: boolean;
  isAdvocateMember: boolean;
  /** Whether the friend got points for signing up by a link before: nobody is welcomed twice. */
  wasWelcomed: boolean;
  examination: Examination | null;
  decision: "approved" | "refused" | null;
  isOverLimit: boolean;
  wasAwarded: boolean;
}

export interface ReferralStanding {
  state: ReferralState;
  reason: ReferralReason | null;
  /** When its waiting time is over, in epoch milliseconds; null where nothing waits for a time. */
  dueAt: number | null;
  /** What the two are to have for it now. */
  advocatePoints: number;
  friendPoints: number;
}

const DAY_MS = 86_400_000;

/** These speak against the friend's points for signing up too; what became of the order does not. */
const NEVER_A_FRIEND: ReadonlySet<ReferralReason> = new Set(["self", "not_new", "friend_unknown", "score", "merchant"]);

/**
 * Where a referral stands at an instant, and what both are to have for it. A function of facts, so that it does not matter in which order
 * they came; only whether it is called refused or revoked depends on whether points had been given.
 */
export function standingOf(facts: ReferralFacts, terms: Referrals, now: number): ReferralStanding {
  const { friend } = terms;
  const friendPoints = friend && "points" in friend && !facts.wasWelcomed ? friend.points : 0;
  const atSignUp = facts.isClaimed && friend && "points" in friend && friend.at === "sign_up" ? friendPoints : 0;
  const { order } = facts;
  const reason = objection(facts, terms);
  const end = (state: ReferralState, given: Partial<ReferralStanding> = {}): ReferralStanding => ({
    state,
    reason: null,
    dueAt: null,
    advocatePoints: 0,
    friendPoints: atSignUp,
    ...given,
  });
  if (reason !== null) {
    const forFriend = NEVER_A_FRIEND.has(reason) ? 0 : atSignUp;
    return end(facts.wasAwarded ? "revoked" : "refused", { reason, friendPoints: forFriend });
  }
  if (order === null) {
    const lapsesAt = facts.visitedAt === null ? null : facts.visitedAt + terms.linkDays * DAY_MS;
    if (lapsesAt !== null && lapsesAt <= now) return end("refused", { reason: "link_expired" });
    return end("invited", { dueAt: lapsesAt });
  }
  // While an addition by an edit is owed nothing rises; what was given stays.
  if (!order.isPaid && !facts.wasAwarded) return end("ordered");
  const dueAt = (order.paidAt ?? order.placedAt) + terms.waitDays * DAY_MS;
  if (!facts.wasAwarded) {
    const { examination } = facts;
    if (examination === null || now < dueAt) return end("waiting", { dueAt });
    if (examination.score >= terms.review.holdFrom && facts.decision !== "approved")
      return end("held", { reason: "review", dueAt });
    if (facts.isOverLimit) return end("refused", { reason: "limit", dueAt, friendPoints });
  }
  return end("awarded", { dueAt, advocatePoints: terms.advocate.points, friendPoints });
}

/** Why nothing is given whatever happens to the waiting time; null where nothing speaks against it. */
function objection(facts: ReferralFacts, terms: Referrals): ReferralReason | null {
  const { order, examination, decision } = facts;
  if (facts.isSelf) return "self";
  // Who is gone afterwards has had it: what they had lapsed with them.
  if (!facts.isAdvocateMember && !facts.wasAwarded) return "advocate_gone";
  if (order === null) return facts.hasEarlierOrder ? "not_new" : decision === "refused" ? "merchant" : null;
  if (!facts.isFriendKnown) return "friend_unknown";
  if (facts.visitedAt !== null && order.placedAt > facts.visitedAt + terms.linkDays * DAY_MS) return "link_expired";
  if (facts.hasEarlierOrder || examination?.hasOrderedBefore) return "not_new";
  if (order.isCancelled) return "cancelled";
  if (order.keptMinor < (terms.minimumMinor ?? 1))
    return order.keptMinor < order.orderedMinor ? "refunded" : "below_minimum";
  if (decision === "refused") return "merchant";
  if (examination === null || decision === "approved") return null;
  if (!examination.isAmongAdvocates) return "audience";
  return examination.score >= terms.review.refuseFrom ? "score" : null;
}
