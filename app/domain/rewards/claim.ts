import { type Entry, entryOf } from "../ledger/entry.ts";
import type { Movement, Position } from "../ledger/position.ts";
import { giveBack, type LotShare, release, settle } from "../ledger/redeem.ts";
import type { ClaimReward } from "../programme/compile-claim-rewards.ts";

/**
 * A reward without a cart, from the click to the member's hands.
 *
 * waiting (for a place) · claimed (to be issued, or for the merchant to see to) · ready (it is the member's: a tag, a place, a parcel on
 * its way) · fulfilled (nothing is left to do) · released (given back before it was issued) · refused (could not be given) · returned
 * (taken back after it was ready)
 */
export type ClaimStatus = "waiting" | "claimed" | "ready" | "fulfilled" | "released" | "refused" | "returned";

/** Who has it become something else: the member's click, the merchant, Shopify's answer, or the clock. */
export type ClaimActor = "member" | "merchant" | "delivery" | "time";

export interface ClaimRecord {
  ref: string;
  member: string;
  reward: ClaimReward;
  points: number;
  status: ClaimStatus;
}

/** Its points are held; nothing has been issued. */
export function isOpen(status: ClaimStatus): boolean {
  return status === "waiting" || status === "claimed";
}

/** It counts against stock and limits. */
export function isAlive(status: ClaimStatus): boolean {
  return isOpen(status) || isSpent(status);
}

function isSpent(status: ClaimStatus): boolean {
  return status === "ready" || status === "fulfilled";
}

/** Kinds that Shopify has to do something for. */
export function isIssuedAtShopify(reward: Pick<ClaimReward, "code">): boolean {
  return ["gift_card", "store_credit", "exclusive_product", "early_access"].includes(reward.code);
}

/** What a claim is from the start. `hasPlace` says whether stock is left for it. */
export function firstStatus(reward: ClaimReward, hasPlace: boolean): ClaimStatus | "sold_out" {
  if (!hasPlace) return reward.code === "experience" && reward.hasWaitingList ? "waiting" : "sold_out";
  if (reward.code === "donation") return "fulfilled";
  // A place is booked by the click, and instructions are read at once.
  if (reward.code === "experience" || reward.code === "custom") return "ready";
  return "claimed";
}

/** When a claim that is ready at `now` ends by itself: access runs out, or the hour of a place has come. */
export function endOf(reward: ClaimReward, now: number): number | null {
  if (reward.code === "experience") return reward.at;
  if (reward.code !== "exclusive_product" && reward.code !== "early_access") return null;
  const ends = [reward.days === null ? null : now + reward.days * 86_400_000, reward.untilAt];
  const known = ends.filter((each) => each !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** Whether it is too late to claim: access that has ended for everybody, or a place at something that has begun. */
export function isOver(reward: ClaimReward, now: number): boolean {
  if (reward.code === "experience") return reward.at <= now;
  return reward.code === "early_access" && reward.untilAt !== null && reward.untilAt <= now;
}

/** What was issued as money, or went to a cause, does not come back by a click: the merchant corrects it where it was issued. */
const UNDOABLE_WHEN_READY = new Set<ClaimReward["code"]>([
  "exclusive_product",
  "early_access",
  "experience",
  "physical_gift",
  "custom",
]);

/** Whether this one may make a claim this. What is over stays as it is. */
export function mayBecome({ status, reward }: Pick<ClaimRecord, "status" | "reward">, to: ClaimStatus, by: ClaimActor) {
  switch (to) {
    case "released":
      return isOpen(status);
    case "refused":
      return isOpen(status) && by !== "member";
    case "claimed":
    case "waiting":
      return false;
    case "ready":
      if (by === "merchant") return status === "claimed" && !isIssuedAtShopify(reward);
      return isOpen(status) && by !== "member";
    case "fulfilled":
      if (by === "merchant") return status === "ready" || (status === "claimed" && !isIssuedAtShopify(reward));
      return (status === "ready" || status === "claimed") && by !== "member";
    case "returned":
      // Of what is ready only a place can be given back by a click: it has not been used yet, and somebody else may want it.
      if (by === "member") return status === "ready" && reward.code === "experience";
      return by === "merchant" && isSpent(status) && UNDOABLE_WHEN_READY.has(reward.code);
  }
}

/** Lots that hold the claim's points, or that paid for it. */
export interface ClaimShares {
  held: readonly LotShare[];
  spent: readonly LotShare[];
}

/**
 * What a change of status means for the member's points: what was held is spent when the reward is there, or goes back to the lots that it
 * came from; what was spent comes back with the expiry that it had. The entry is null where no points move.
 */
export function moveClaim(
  from: Position,
  claim: ClaimRecord,
  to: ClaimStatus,
  shares: ClaimShares,
  now: number,
): { entry: Entry | null; position: Position } {
  const { ref, status, reward, points } = claim;
  const book = (movement: Movement, kind: "settle" | "release" | "return", code: ClaimReason) => {
    const entry = entryOf(from, movement, {
      kind,
      key: `claim:${ref}:${kind}`,
      inputs: { ref, points },
      occurredAt: now,
      orderGid: null,
      reservation: ref,
      reason: { code, reward: reward.id, ref },
      actor: null,
    });
    return { entry, position: movement.position };
  };
  if (isOpen(status) && isSpent(to)) return book(settle(from, shares.held, points), "settle", "claim_settled");
  if (isOpen(status) && to === "released") return book(release(from, shares.held), "release", "claim_released");
  if (isOpen(status) && to === "refused") return book(release(from, shares.held), "release", "claim_refused");
  if (isSpent(status) && to === "returned") {
    // Held points paid for all of it, so that the lots take all of it back and this one is never made.
    const unused = { id: "", cause: "", orderGid: null, earnedAt: now, expiresAt: null, rollingDays: null };
    return book(giveBack(from, shares.spent, points, unused), "return", "claim_returned");
  }
  return { entry: null, position: from };
}

type ClaimReason = "claim_settled" | "claim_released" | "claim_refused" | "claim_returned";
