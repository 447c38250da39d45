import type { EventLimits } from "../../programme/compile-events.ts";

/** What one rule gives for one event, as it is remembered. */
export interface EventAward {
  event: string;
  rule: string;
  member: string;
  subject: string;
  occurredAt: number;
  /** The shop's calendar day, YYYY-MM-DD. */
  day: string;
  worth: number;
  /** As they were when it happened. */
  limits: EventLimits;
  /**
   * open: counts as far as its limits let it · full: the rule's budget was used up when it came · undone · kept: was counting when two
   * members became one, and stays as it is
   */
  state: "open" | "full" | "undone" | "kept";
  /** What the ledger holds because of it. */
  given: number;
}

/** How often a rule counts, and how many points that comes to. */
export interface RuleCount {
  times: number;
  points: number;
}

/**
 * What a member's awards of one rule come to. First in time counts first, each under the limits that held when it happened: so it does not matter
 * in which order they were told, and a limit that changes changes nothing of before. What stayed from a merge counts in any case.
 */
export function countOf(awards: readonly EventAward[]): RuleCount {
  const kept = awards.filter(({ state }) => state === "kept");
  const counted = [...kept];
  const open = awards.filter(({ state }) => state === "open").sort(byTime);
  for (const award of open) if (mayCount(award, counted)) counted.push(award);
  const points = counted.reduce((sum, { state, worth, given }) => sum + (state === "kept" ? given : worth), 0);
  return { times: counted.length, points };
}

function mayCount({ limits, subject, day }: EventAward, counted: readonly EventAward[]): boolean {
  const isBelow = (limit: number | null, among: (other: EventAward) => boolean): boolean =>
    limit === null || counted.filter(among).length < limit;
  return (
    isBelow(limits.isOncePerSubject ? 1 : null, (other) => other.subject === subject) &&
    isBelow(limits.perMember, () => true) &&
    isBelow(limits.perMonth, (other) => other.day.slice(0, 7) === day.slice(0, 7)) &&
    isBelow(limits.perDay, (other) => other.day === day)
  );
}

/** At one instant the one that is worth more goes first, then the one that was told first. */
function byTime(a: EventAward, b: EventAward): number {
  return a.occurredAt - b.occurredAt || b.worth - a.worth || Number(a.event) - Number(b.event);
}

/** What the ledger holds because of these awards. */
export function heldOf(awards: readonly EventAward[]): number {
  return awards.reduce((sum, { given }) => sum + given, 0);
}
