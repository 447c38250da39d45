import type { Reason } from "../../../contracts/reason.ts";
import { award, takeBack } from "../../ledger/award.ts";
import { type Entry, entryOf } from "../../ledger/entry.ts";
import type { Position } from "../../ledger/position.ts";
import type { EventRule } from "../../programme/compile-events.ts";
import { expiryOf, type Programme } from "../../programme/programme.ts";
import { countOf, type EventAward, heldOf } from "./counting.ts";
import { eventTitle } from "./event-words.ts";

const DAY_MS = 86_400_000;

/** Why an award of a member is looked at: it is new, it was undone, or a place under the rule's budget has become free. */
export type EventCause = "award" | "undo" | "place";

/** What is kept of a rule with an award, so that its entries say the same whatever the programme says later. */
export type EventTerms = Pick<EventRule, "code" | "name" | "title" | "waitingDays" | "budget">;

export interface EventInWork {
  cause: EventCause;
  /** Of whose event the entry is. */
  award: EventAward;
  terms: EventTerms;
  /** When it happened: for an undoing when that was. */
  occurredAt: number;
  /** In force when the event happened. */
  programme: Pick<Programme, "expiry" | "version">;
  lotId: string;
}

/**
 * Brings the ledger to what a member's awards of one rule come to: the difference is booked under the event that made it. `awards` are all
 * of that member and rule, the one in work among them.
 */
export function settleEvent(
  position: Position,
  awards: readonly EventAward[],
  work: EventInWork,
): { entry: Entry | null; position: Position; points: number } {
  const points = countOf(awards).points - heldOf(awards);
  if (points === 0) return { entry: null, position, points };
  const { award: of, cause, occurredAt, programme, terms } = work;
  const own = `event:${of.event}:${of.rule}:`;
  const key = `${own}${cause}`;
  const movement =
    points > 0
      ? award(position, points, lotOf(work, key), availableAt(work))
      : takeBack(position, -points, (lot) => lot.cause.startsWith(own));
  const entry = entryOf(position, movement, {
    kind: points > 0 ? "award" : "reversal",
    key,
    inputs: { points, rule: of.rule, subject: of.subject, programmeVersion: programme.version },
    occurredAt,
    orderGid: null,
    reservation: null,
    reason: reasonOf(terms, of.subject, points > 0),
    actor: null,
  });
  return { entry, position: movement.position, points };
}

function lotOf({ award: of, programme, lotId }: EventInWork, cause: string) {
  return { id: lotId, cause, orderGid: null, earnedAt: of.occurredAt, ...expiryOf(programme, of.occurredAt) };
}

/** Null for at once. */
function availableAt({ award: of, terms }: EventInWork): number | null {
  return terms.waitingDays === 0 ? null : of.occurredAt + terms.waitingDays * DAY_MS;
}

function reasonOf({ code, name, title }: EventTerms, subject: string, isAward: boolean): Reason {
  return {
    code: isAward ? "event_award" : "event_undone",
    event: code,
    ...(code === "event" ? { title: eventTitle({ name, title }) } : {}),
    ...(code === "social" ? { network: subject } : {}),
  };
}
