import type { Text } from "../../contracts/wallet.ts";
import { addDays } from "../metrics/calendar.ts";
import { instantOfLocal, localDayAt } from "../programme/local-time.ts";
import { dayWords } from "../tiers/words.ts";
import { lastDayWords } from "./day-words.ts";
import type { MembershipRun, Term } from "./membership-run.ts";

/** Something that happened to a membership, told once: mails are made of it. */
export interface MembershipChange {
  membership: string;
  kind: "started" | "renewed" | "ending_soon" | "grace" | "lapsed" | "returned";
  /** Made of the cause, the same for whomever the membership belongs to: what was told is not told again. */
  key: string;
  /** When it happened, or by its time had to. */
  at: number;
  order: string | null;
  /** Why, in one sentence. */
  why: Text;
}

/** So many days before the first day that is not paid for, it is said that a membership will end. */
export const ENDING_SOON_DAYS = 14;

/**
 * Everything that there is to tell of a run at an instant, in the order in which it happened. An end that lies in the past is not announced
 * any more.
 *
 * @param name as shoppers see the membership
 */
export function changesOf(run: MembershipRun, name: Text, timezone: string, now: number): MembershipChange[] {
  const last = run.terms.findLast(({ from, to }) => from < to);
  const change = (kind: MembershipChange["kind"], at: number, cause: string, order: string | null, why: Text) => ({
    membership: run.membership,
    kind,
    key: `${run.membership}:${kind}:${cause}`,
    at,
    order,
    why,
  });
  const begun = run.terms.filter(({ from, to }) => from < to);
  const paid = begun.map((term, index) =>
    index === 0
      ? change("started", term.from, causeOf(term), term.order, startedWords(name, term, timezone))
      : change("renewed", term.paidAt, causeOf(term), term.order, renewedWords(name, term, timezone)),
  );
  const returned = run.terms.flatMap((term) =>
    term.returnedAt === null
      ? []
      : [change("returned", term.returnedAt, causeOf(term), term.order, returnedWords(name, run, timezone))],
  );
  const cause = `${last ? causeOf(last) : ""}:${run.to}`;
  const byTime: MembershipChange[] = [];
  const soonAt = endingSoonAt(run, timezone);
  if (soonAt !== null && soonAt <= now && now < run.to)
    byTime.push(change("ending_soon", soonAt, cause, null, endingWords(name, run, timezone)));
  if (!run.isReturned && run.graceTo > run.to && run.to <= now)
    byTime.push(change("grace", run.to, cause, null, graceWords(name, run, timezone)));
  if (!run.isReturned && run.graceTo <= now)
    byTime.push(change("lapsed", run.graceTo, cause, null, lapsedWords(name, run, timezone)));
  return [...paid, ...returned, ...byTime].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
}

/** When it is due to be said that the run ends; null for one that is too short for it, or was paid back. */
function endingSoonAt(run: MembershipRun, timezone: string): number | null {
  if (run.isReturned) return null;
  const soonAt = instantOfLocal(addDays(localDayAt(run.to, timezone), -ENDING_SOON_DAYS), timezone);
  const last = run.terms.findLast(({ from, to }) => from < to);
  return last && soonAt > Math.max(last.from, last.paidAt) ? soonAt : null;
}

/** The next instant at which time alone changes something about a run, or something is to be told of it; null when all has been. */
export function nextChangeAt(run: MembershipRun, timezone: string, now: number): number | null {
  // A later term may have been sold with other benefits.
  const begins = run.terms.filter(({ from, to }) => from < to).map(({ from }) => from);
  const instants = [...begins, endingSoonAt(run, timezone) ?? now, run.to, run.graceTo].filter((at) => at > now);
  return instants.length === 0 ? null : Math.min(...instants);
}

function causeOf({ order, line, piece }: Term): string {
  return `${order}:${line}:${piece}`;
}

function startedWords(name: Text, { from, to }: Term, timezone: string): Text {
  const [day, until] = [dayWords(from, timezone), lastDayWords(to, timezone)];
  return {
    en: `${name.en} started on ${day.en} and runs through ${until.en}.`,
    nl: `${name.nl} is ingegaan op ${day.nl} en loopt tot en met ${until.nl}.`,
  };
}

function renewedWords(name: Text, { to }: Term, timezone: string): Text {
  const until = lastDayWords(to, timezone);
  return {
    en: `${name.en} was renewed and runs through ${until.en}.`,
    nl: `${name.nl} is verlengd en loopt tot en met ${until.nl}.`,
  };
}

function endingWords(name: Text, { to }: MembershipRun, timezone: string): Text {
  const until = lastDayWords(to, timezone);
  return {
    en: `${name.en} runs through ${until.en} and ends then unless it is renewed.`,
    nl: `${name.nl} loopt tot en met ${until.nl} en eindigt dan, tenzij je verlengt.`,
  };
}

function graceWords(name: Text, { to, graceTo }: MembershipRun, timezone: string): Text {
  const [until, grace] = [lastDayWords(to, timezone), lastDayWords(graceTo, timezone)];
  return {
    en: `${name.en} was paid through ${until.en}. Its benefits stay through ${grace.en}: renew by then to keep them.`,
    nl: `${name.nl} was betaald tot en met ${until.nl}. De voordelen blijven tot en met ${grace.nl}: verleng voor die tijd om ze te houden.`,
  };
}

function lapsedWords(name: Text, { graceTo }: MembershipRun, timezone: string): Text {
  const until = lastDayWords(graceTo, timezone);
  return {
    en: `${name.en} ended after ${until.en} because it was not renewed.`,
    nl: `${name.nl} is na ${until.nl} geëindigd omdat het niet is verlengd.`,
  };
}

function returnedWords(name: Text, { to, isReturned }: MembershipRun, timezone: string): Text {
  if (isReturned) {
    const day = dayWords(to, timezone);
    return {
      en: `${name.en} ended on ${day.en} because it was paid back.`,
      nl: `${name.nl} is op ${day.nl} geëindigd omdat het is terugbetaald.`,
    };
  }
  const until = lastDayWords(to, timezone);
  return {
    en: `A payment for ${name.en} was paid back. It now runs through ${until.en}.`,
    nl: `Een betaling voor ${name.nl} is terugbetaald. Het loopt nu tot en met ${until.nl}.`,
  };
}
