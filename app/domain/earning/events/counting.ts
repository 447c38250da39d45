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

/** What a member's awards of one rule come to. */
export function countOf(awards: readonly EventAward[]): RuleCount {
  const counted = countedOf(awards);
  return { times: counted.length, points: counted.reduce((sum, award) => sum + pointsOf(award), 0) };
}

/** What was brought along by a merge is worth what it gave. */
function pointsOf({ state, worth, given }: EventAward): number {
  return state === "kept" ? given : worth;
}

/**
 * Those of a member's awards of one rule that count. First in time counts first, each under the limits that held when it happened: so it does not matter
 * in which order they were told, and a limit that changes changes nothing of before. What stayed from a merge counts in any case.
 */
export function countedOf(awards: readonly EventAward[]): EventAward[] {
  const counted = awards.filter(({ state }) => state === "kept");
  const open = awards.filter(({ state }) => state === "open").sort(byTime);
  for (const award of open) if (mayCount(award, counted)) counted.push(award);
  return counted;
}

/**
 * A member's awards of one rule, as they stay when the member and another who has some of it too become one: what counts is kept as it is, and nothing
 * else of before can count any more.
 */
export function keptAtMerge<Award extends EventAward>(awards: readonly Award[]): Award[] {
  const counted = new Set(countedOf(awards).map(({ event }) => event));
  return awards.map((award) =>
    counted.has(award.event)
      ? { ...award, state: "kept", given: pointsOf(award) }
      : { ...award, state: award.state === "open" ? "undone" : award.state, given: 0 },
  );
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
