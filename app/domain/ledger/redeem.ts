import type { NewLot } from "./award.ts";
import { draft, take } from "./movement.ts";
import type { Movement, Position } from "./position.ts";

/** Points of one lot that a reservation holds or that an order has used. */
export interface LotShare {
  lot: string;
  points: number;
}

export type Reserved =
  | { outcome: "reserved"; movement: Movement }
  | { outcome: "not_enough_points"; available: number };

/** Holds points for a cart, in spending order. Never reaches below zero: without enough points nothing moves. */
export function reserve(position: Position, points: number): Reserved {
  if (position.available < points) return { outcome: "not_enough_points", available: position.available };
  const entry = draft(position);
  take(position, "available", points, (lot, part) => entry.post("available", "reserved", lot, part));
  return { outcome: "reserved", movement: entry.movement() };
}

/** Gives held points back to the lots that they came from: the shopper changed their mind, the order was cancelled, or time ran out. */
export function release(position: Position, held: readonly LotShare[]): Movement {
  const entry = draft(position);
  for (const { lot, points } of held) entry.post("reserved", "available", lot, points);
  return entry.movement();
}

/** An order used the reservation: `used` of the held points are redeemed, first those that expire first, the rest is released. */
export function settle(position: Position, held: readonly LotShare[], used: number): Movement {
  const entry = draft(position);
  let rest = used;
  for (const { lot, points } of held) {
    const part = Math.min(rest, points);
    entry.post("reserved", "redeemed", lot, part);
    entry.post("reserved", "available", lot, points - part);
    rest -= part;
  }
  return entry.movement();
}

/** An order got a discount for which no points are held (two carts on one reservation, or a lapsed one): what is there pays, the rest is debt. */
export function overspend(position: Position, points: number): Movement {
  const entry = draft(position);
  const rest = take(position, "available", points, (lot, part) => entry.post("available", "redeemed", lot, part));
  entry.post("debt", "redeemed", null, rest);
  return entry.movement();
}

/**
 * Gives redeemed points back: what was booked as debt lowers the debt, the others return to their lots with the expiry that they had.
 * `spent` says which lots paid (from the settling entry); lots paid last come back first. A debt that an award has paid since comes
 * back as a lot of its own (`refunded`), since the lot that paid it is not known any more.
 */
export function giveBack(position: Position, spent: readonly LotShare[], points: number, refunded: NewLot): Movement {
  const entry = draft(position);
  let rest = points;
  for (const { lot, points: paid } of [...spent].reverse()) {
    const part = Math.min(rest, paid);
    entry.post("redeemed", "available", lot, part);
    rest -= part;
  }
  const fromDebt = Math.min(rest, entry.position.debt);
  entry.post("redeemed", "debt", null, fromDebt);
  rest -= fromDebt;
  if (rest > 0) {
    entry.addLot({ ...refunded, availableAt: null, pending: 0, available: 0, reserved: 0, expired: 0 });
    entry.post("redeemed", "available", refunded.id, rest);
  }
  return entry.movement();
}
