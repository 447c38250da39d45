import type { NewLot } from "./award.ts";
import { draft, take } from "./movement.ts";
import type { Movement, Position } from "./position.ts";

export type Adjusted =
  | { outcome: "adjusted"; movement: Movement }
  | { outcome: "not_enough_points"; available: number };

/** A merchant's correction by hand: plus makes a lot, minus takes available points in spending order and never more than there are. */
export function adjust(position: Position, points: number, lot: NewLot): Adjusted {
  if (points < 0 && position.available < -points)
    return { outcome: "not_enough_points", available: position.available };
  const entry = draft(position);
  if (points >= 0) {
    entry.addLot({ ...lot, availableAt: null, pending: 0, available: 0, reserved: 0, expired: 0 });
    entry.post("adjusted", "available", lot.id, points);
  } else {
    take(position, "available", -points, (id, part) => entry.post("available", "adjusted", id, part));
  }
  return { outcome: "adjusted", movement: entry.movement() };
}
