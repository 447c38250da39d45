import type { Reason } from "../../contracts/reason.ts";
import { award, takeBack } from "../ledger/award.ts";
import { type Entry, entryOf } from "../ledger/entry.ts";
import type { Position } from "../ledger/position.ts";
import type { ReferralReason } from "./standing.ts";

export type Side = "advocate" | "friend";

export interface PointsMove {
  referral: string;
  side: Side;
  /** What this side has for it by the ledger, and what it is to have. */
  held: number;
  target: number;
  /** How often points of this referral's side have moved before: tells keys apart. */
  moves: number;
  occurredAt: number;
  /** Why points go; null where they come. */
  reason: ReferralReason | null;
  lot: { id: string; expiresAt: number | null; rollingDays: number | null };
}

/** The ledger's key of a side's first, second … movement. */
export function referralKey(referral: string, side: Side, moves: number): string {
  return moves === 0 ? `referral:${referral}:${side}` : `referral:${referral}:${side}:${moves}`;
}

/** Brings what one side has for a referral to what it is to have: a lot of its own, or taken back from that first. Null where nothing moves. */
export function movePoints(position: Position, move: PointsMove): { entry: Entry; position: Position } | null {
  const { referral, side, held, target, moves, occurredAt, lot } = move;
  if (held === target) return null;
  const key = referralKey(referral, side, moves);
  const first = referralKey(referral, side, 0);
  const isGiven = target > held;
  const movement = isGiven
    ? award(position, target - held, { ...lot, cause: key, orderGid: null, earnedAt: occurredAt })
    : takeBack(position, held - target, ({ cause }) => cause === first || cause.startsWith(`${first}:`));
  const entry = entryOf(position, movement, {
    kind: isGiven ? "award" : "reversal",
    key,
    inputs: { referral, side, from: held, to: target },
    occurredAt,
    // The friend's order is nobody's business but the friend's.
    orderGid: null,
    reservation: null,
    reason: reasonOf(side, isGiven, move.reason),
    actor: null,
  });
  return entry && { entry, position: movement.position };
}

function reasonOf(side: Side, isGiven: boolean, why: ReferralReason | null): Reason {
  if (isGiven) return { code: side === "advocate" ? "referral_advocate" : "referral_friend" };
  return { code: why === "refunded" || why === "cancelled" ? "referral_order_undone" : "referral_not_counted" };
}
