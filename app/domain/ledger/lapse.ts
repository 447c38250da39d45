import { draft } from "./movement.ts";
import type { Movement, Position } from "./position.ts";

/** Points earned up to an instant lapse, pending ones too: a guest's points wait for so long and no longer. */
export function lapseEarnedUntil(position: Position, earnedUntil: number): Movement {
  const entry = draft(position);
  for (const lot of position.lots) {
    if (lot.earnedAt > earnedUntil) continue;
    entry.post("pending", "expired", lot.id, lot.pending);
    entry.post("available", "expired", lot.id, lot.available);
  }
  return entry.movement();
}

/** Available points whose lot has expired at `now` lapse. Reserved ones stay held for their cart; they lapse when they come back. */
export function expire(position: Position, now: number): Movement {
  const entry = draft(position);
  for (const lot of position.lots) {
    if (lot.expiresAt !== null && lot.expiresAt <= now) entry.post("available", "expired", lot.id, lot.available);
  }
  return entry.movement();
}
