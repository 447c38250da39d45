import type { EntryKind, Reason } from "../../contracts/reason.ts";
import type { Movement, Position, Posting } from "./position.ts";

/** What the ledger is to hold: one movement with its cause, before the database numbers it. */
export interface Entry {
  member: string;
  kind: EntryKind;
  /** Idempotency key, made of the cause. */
  key: string;
  /** The facts that led here; their hash stands beside the key, so that the same key with other facts is noticed. */
  inputs: Record<string, unknown>;
  occurredAt: number;
  orderGid: string | null;
  reservation: string | null;
  reason: Reason;
  actor: string | null;
  /** As the member reads it: what came (+) or went (−) of pending and available points, debt counted against them. */
  points: number;
  postings: Posting[];
}

export type EntryCause = Omit<Entry, "member" | "points" | "postings">;

/** The entry of a movement; null when nothing moves, since a cause without effect needs no line in anybody's ledger. */
export function entryOf(before: Position, movement: Movement, cause: EntryCause): Entry | null {
  if (movement.postings.length === 0) return null;
  return {
    ...cause,
    member: before.member,
    points: standing(movement.position) - standing(before),
    postings: movement.postings,
  };
}

function standing(position: Position): number {
  return position.pending + position.available - position.debt;
}
