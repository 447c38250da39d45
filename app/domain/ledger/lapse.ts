import { draft } from "./movement.ts";
import type { Movement, Position } from "./position.ts";

/** Available points whose lot has expired at `now` lapse. Reserved ones stay held for their cart; they lapse when they come back. */
export function expire(position: Position, now: number): Movement {
  const entry = draft(position);
  for (const lot of position.lots) {
    if (lot.expiresAt !== null && lot.expiresAt <= now) entry.post("available", "expired", lot.id, lot.available);
  }
  return entry.movement();
}
