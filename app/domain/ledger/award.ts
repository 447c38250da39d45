import { draft, take } from "./movement.ts";
import type { Movement, Position } from "./position.ts";

export interface NewLot {
  id: string;
  cause: string;
  orderGid: string | null;
  earnedAt: number;
  expiresAt: number | null;
  rollingDays: number | null;
}

/** Issues points as a lot of their own; a debt is paid from them at once. `isPending` points wait until `mature`. */
export function award(position: Position, points: number, lot: NewLot, isPending = false): Movement {
  const entry = draft(position);
  entry.addLot({ ...lot, pending: 0, available: 0, reserved: 0, expired: 0 });
  entry.post("issued", isPending ? "pending" : "available", lot.id, points);
  return entry.movement();
}

/** Points of a lot that waited become available. */
export function mature(position: Position, lotId: string): Movement {
  const entry = draft(position);
  const lot = position.lots.find((each) => each.id === lotId);
  entry.post("pending", "available", lotId, lot?.pending ?? 0);
  return entry.movement();
}

/**
 * Takes back points that an order earned. First what still lies in that order's own lots, then what of them has expired (it is gone
 * already and is not taken twice), then other available points in spending order; the rest is debt.
 */
export function reverse(position: Position, points: number, orderGid: string): Movement {
  const entry = draft(position);
  const isOwn = (lot: { orderGid: string | null }): boolean => lot.orderGid === orderGid;
  const own = { ...position, lots: position.lots.filter(isOwn) };
  let rest = take(own, "pending", points, (lot, part) => entry.post("pending", "reversed", lot, part));
  rest = take(own, "available", rest, (lot, part) => entry.post("available", "reversed", lot, part));
  rest = take(own, "expired", rest, (lot, part) => entry.post("expired", "reversed", lot, part));
  rest = take(entry.position, "available", rest, (lot, part) => entry.post("available", "reversed", lot, part));
  entry.post("debt", "reversed", null, rest);
  return entry.movement();
}
