import { REFERRAL_ATTRIBUTE } from "../../contracts/referrals.ts";

/** By whose link somebody came, and when; null where the cart does not say. */
export interface Visit {
  code: string;
  visitedAt: number | null;
}

/** Ten characters of Crockford's base 32: 50 random bits say nothing of who has it, and nobody guesses the next one. */
const CODE = /^[0-9A-Za-z_-]{4,64}$/;

/**
 * Reads what a cart says of a visit: the code alone, or the code, a dot, and the second of the visit in base 36. Anyone can write it, so what
 * is malformed says nothing.
 */
export function readVisit(text: string | null | undefined): Visit | null {
  const [code = "", stamp] = (text ?? "").trim().split(".", 2);
  if (!CODE.test(code)) return null;
  const seconds = stamp !== undefined && /^[0-9a-z]{1,8}$/.test(stamp) ? Number.parseInt(stamp, 36) : null;
  return { code, visitedAt: seconds === null ? null : seconds * 1000 };
}

/** What the cart is to say of a visit at an instant. */
export function writeVisit(code: string, visitedAt: number): string {
  return `${code}.${Math.floor(visitedAt / 1000).toString(36)}`;
}

/** The visit that an order's attributes tell of. */
export function visitOf(attributes: readonly { name: string; value: string }[] | undefined): Visit | null {
  return readVisit(attributes?.find(({ name }) => name === REFERRAL_ATTRIBUTE)?.value);
}

/** Codes that a written one may mean: as it is, and as ours are written, since people type capitals or not. */
export function spellingsOf(code: string): string[] {
  return [...new Set([code, code.toUpperCase()])];
}
