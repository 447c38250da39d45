import { draft, take } from "./movement.ts";
import type { Lot, Movement, Position } from "./position.ts";

export interface NewLot {
  id: string;
  cause: string;
  orderGid: string | null;
  earnedAt: number;
  expiresAt: number | null;
  rollingDays: number | null;
}

/**
 * Issues points as a lot of their own; a debt is paid from them at once. With `availableAt` they are pending until then; where that is `unknown`,
 * until `dateLots` says when.
 */
export function award(
  position: Position,
  points: number,
  lot: NewLot,
  availableAt: number | "unknown" | null = null,
): Movement {
  const entry = draft(position);
  const date = availableAt === "unknown" ? null : availableAt;
  entry.addLot({ ...lot, availableAt: date, pending: 0, available: 0, reserved: 0, expired: 0 });
  entry.post("issued", availableAt === null ? "available" : "pending", lot.id, points);
  return entry.movement();
}

/** Points of an order that waited for a day which was not known become available at that instant. Moves none. */
export function dateLots(position: Position, orderGid: string, availableAt: number): Position {
  const isUndated = (lot: Lot): boolean => lot.orderGid === orderGid && lot.pending > 0 && lot.availableAt === null;
  if (!position.lots.some(isUndated)) return position;
  return { ...position, lots: position.lots.map((lot) => (isUndated(lot) ? { ...lot, availableAt } : lot)) };
}

/** Lots whose points wait no longer at `now`, the oldest first. */
export function dueLots(position: Position, now: number): Lot[] {
  return position.lots.filter((lot) => lot.pending > 0 && lot.availableAt !== null && lot.availableAt <= now);
}

/** Points that have waited long enough at `now` become available. */
export function mature(position: Position, now: number): Movement {
  const entry = draft(position);
  for (const { id, pending } of dueLots(position, now)) entry.post("pending", "available", id, pending);
  return entry.movement();
}

/**
 * Takes back points that an order earned. First what still lies in that order's own lots, then what of them has expired (it is gone
 * already and is not taken twice), then other available points in spending order; the rest is debt.
 */
export function reverse(position: Position, points: number, orderGid: string): Movement {
  return takeBack(position, points, (lot) => lot.orderGid === orderGid);
}

/** The same for points of any cause: those that still lie in its own lots go first. */
export function takeBack(position: Position, points: number, isOwn: (lot: Lot) => boolean): Movement {
  const entry = draft(position);
  const own = { ...position, lots: position.lots.filter(isOwn) };
  let rest = take(own, "pending", points, (lot, part) => entry.post("pending", "reversed", lot, part));
  rest = take(own, "available", rest, (lot, part) => entry.post("available", "reversed", lot, part));
  rest = take(own, "expired", rest, (lot, part) => entry.post("expired", "reversed", lot, part));
  rest = take(entry.position, "available", rest, (lot, part) => entry.post("available", "reversed", lot, part));
  entry.post("debt", "reversed", null, rest);
  return entry.movement();
}
