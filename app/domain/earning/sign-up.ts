import { award } from "../ledger/award.ts";
import { type Entry, entryOf } from "../ledger/entry.ts";
import type { Position } from "../ledger/position.ts";
import { expiryOf, type Programme, versionAt } from "../programme/programme.ts";

/**
 * A customer who is heard of later than this after they were made is not given points for signing up. Shopify erases a customer ten days after
 * that was wished for, at the earliest: so what is heard late of somebody who was erased never welcomes them a second time.
 */
const HEARD_WITHIN_MS = 10 * 86_400_000;

/**
 * The programme by which somebody who became a customer at `createdAt` gets points for it; null where none does. `programmes` in ascending
 * order: who was there before the first was published has signed up for nothing.
 */
export function signUpProgramme(
  programmes: readonly { publishedAt: number; programme: Programme }[],
  createdAt: number,
  now: number,
): Programme | null {
  const first = programmes[0];
  // Shopify's instants are whole seconds.
  if (!first || createdAt < Math.floor(first.publishedAt / 1000) * 1000) return null;
  if (now - createdAt >= HEARD_WITHIN_MS) return null;
  const programme = versionAt(programmes, createdAt)?.programme;
  return programme && programme.signUpPoints > 0 ? programme : null;
}

/** The ledger's key of a member's points for signing up: they are given once. */
export function signUpKey(member: string): string {
  return `member:${member}:sign_up`;
}

/** Gives a new member what the programme gives for signing up, as a lot of its own. */
export function workSignUp(
  position: Position,
  programme: Programme,
  createdAt: number,
  lotId: string,
): { entry: Entry | null; position: Position } {
  const key = signUpKey(position.member);
  const { expiresAt, rollingDays } = expiryOf(programme, createdAt);
  const lot = { id: lotId, cause: key, orderGid: null, earnedAt: createdAt, expiresAt, rollingDays };
  const movement = award(position, programme.signUpPoints, lot);
  const entry = entryOf(position, movement, {
    kind: "award",
    key,
    inputs: { programmeVersion: programme.version, points: programme.signUpPoints, createdAt },
    occurredAt: createdAt,
    orderGid: null,
    reservation: null,
    reason: { code: "signed_up" },
    actor: null,
  });
  return { entry, position: movement.position };
}
