/**
 * A member's points as the ledger has them at one moment. Everything in `domain/ledger` takes a position and gives a new one
 * together with the postings that lead there; nothing is changed in place.
 */

export type MemberAccount = "pending" | "available" | "reserved" | "debt";
export type ShopAccount = "issued" | "redeemed" | "expired" | "reversed" | "adjusted";

/** An account of a member (with the member's id) or of the shop (member null). */
export type Account = { account: MemberAccount; member: string } | { account: ShopAccount; member: null };

/** Positive points from one account to another, of one lot where lots are touched. */
export interface Posting {
  source: Account;
  target: Account;
  lot: string | null;
  points: number;
}

/** Points earned together, with one expiry. */
export interface Lot {
  id: string;
  /** Idempotency key of the entry that made it. */
  cause: string;
  orderGid: string | null;
  /** Epoch milliseconds, UTC, as all instants of the domain. */
  earnedAt: number;
  expiresAt: number | null;
  /** Where each purchase puts the expiry off: so many days after it. */
  rollingDays: number | null;
  /** When its pending points become available; null where none ever waited. */
  availableAt: number | null;
  pending: number;
  available: number;
  reserved: number;
  /** Points of it that have lapsed: a later refund takes these first, so that nobody pays twice. */
  expired: number;
}

export interface Position {
  member: string;
  pending: number;
  available: number;
  reserved: number;
  /** Points spent that a refund took back, or a discount without points; paid by the next credit. */
  debt: number;
  /** Ever awarded, less reversed. */
  lifetime: number;
  lots: readonly Lot[];
}

/** A movement before it has a number: what the ledger will hold, and where it leads. */
export interface Movement {
  postings: Posting[];
  position: Position;
}

export function emptyPosition(member: string): Position {
  return { member, pending: 0, available: 0, reserved: 0, debt: 0, lifetime: 0, lots: [] };
}

/** The order in which points are spent: earliest expiry first, then oldest, never-expiring last; the id decides a tie. */
export function bySpendingOrder(a: Lot, b: Lot): number {
  const expiry = (a.expiresAt ?? Number.POSITIVE_INFINITY) - (b.expiresAt ?? Number.POSITIVE_INFINITY);
  if (expiry !== 0 && !Number.isNaN(expiry)) return expiry;
  if (a.earnedAt !== b.earnedAt) return a.earnedAt - b.earnedAt;
  return a.id.length - b.id.length || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
