import { addDays, addMonths, type Day } from "../metrics/calendar.ts";
import { instantOfLocal, localDayAt } from "../programme/local-time.ts";
import type { SoldTerm } from "./sold-term.ts";

/** A term with its place in time: from `from` (inclusive) to `to` (exclusive), both epoch milliseconds. */
export interface Term {
  order: string;
  line: string;
  piece: number;
  version: number;
  paidAt: number;
  from: number;
  /** As `from` where it was paid back before it began. */
  to: number;
  paidMinor: number;
  /** When it was paid back and so ended; null otherwise. */
  returnedAt: number | null;
}

/** Terms of one membership that follow each other without a gap. */
export interface MembershipRun {
  /** The membership's code. */
  membership: string;
  from: number;
  /** The first moment that is not paid for. */
  to: number;
  /** The first moment without the benefits: `to` and the days of grace. */
  graceTo: number;
  /** Whether it ended because it was paid back, and not by its time. */
  isReturned: boolean;
  /** In their order; never empty. */
  terms: Term[];
}

/**
 * The memberships of one member, the oldest first. A term begins when it is paid; one that is paid while another of the same membership runs,
 * or within its days of grace, begins where that one ends, so that renewing early loses nothing and renewing late gains nothing. What is
 * paid back ends at that moment and those after it move up. Any order of the terms given ends the same.
 *
 * The last day is the one with the date of the first, so many months or days on, and all of it counts; in a month without such a
 * day it is the month's last (Regulation 1182/71 of the EU, article 3). Renewals count from the first day of all, so that a membership
 * of months that began on the 31st does not move to the 28th for good.
 */
export function membershipRuns(sold: readonly SoldTerm[], timezone: string): MembershipRun[] {
  const codes = [...new Set(sold.map(({ membership }) => membership))].sort();
  return codes
    .flatMap((code) => runsOf(sold.filter(({ membership }) => membership === code).sort(byPayment), timezone))
    .sort((a, b) => a.from - b.from);
}

function byPayment(a: SoldTerm, b: SoldTerm): number {
  return a.paidAt - b.paidAt || compare(a.order, b.order) || compare(a.line, b.line) || a.piece - b.piece;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Where the last days of a run are counted from. */
interface Anchor {
  day: Day;
  months: number;
}

function runsOf(sold: readonly SoldTerm[], timezone: string): MembershipRun[] {
  const runs: MembershipRun[] = [];
  let anchor: Anchor = { day: "", months: 0 };
  for (const each of sold) {
    const last = runs.at(-1);
    const follows = last !== undefined && each.paidAt < last.graceTo ? last : null;
    const from = follows?.to ?? each.paidAt;
    const hasBegun = each.returnedAt === null || each.returnedAt > from;
    if (!hasBegun) {
      follows?.terms.push(placed(each, from, from, each.returnedAt));
      continue;
    }
    if (follows === null || follows.isReturned) anchor = { day: localDayAt(from, timezone), months: 0 };
    anchor = onByTerm(anchor, each.term);
    const dayAfter = addDays(addMonths(anchor.day, anchor.months), 1);
    const paidTo = instantOfLocal(dayAfter, timezone);
    const isReturned = each.returnedAt !== null && each.returnedAt < paidTo;
    const to = isReturned ? (each.returnedAt ?? paidTo) : paidTo;
    const graceTo = isReturned ? to : instantOfLocal(addDays(dayAfter, each.graceDays), timezone);
    const term = placed(each, from, to, isReturned ? each.returnedAt : null);
    if (follows) Object.assign(follows, { to, graceTo, isReturned, terms: [...follows.terms, term] });
    else runs.push({ membership: each.membership, from, to, graceTo, isReturned, terms: [term] });
  }
  return runs;
}

function placed(sold: SoldTerm, from: number, to: number, returnedAt: number | null): Term {
  const { order, line, piece, version, paidAt, paidMinor } = sold;
  return { order, line, piece, version, paidAt, from, to, paidMinor, returnedAt };
}

/** Months add up from the first day; a term in days begins a new count at its last day. */
function onByTerm({ day, months }: Anchor, term: SoldTerm["term"]): Anchor {
  if ("months" in term) return { day, months: months + term.months };
  return { day: addDays(addMonths(day, months), term.days), months: 0 };
}

export type MembershipStatus = "running" | "grace" | "lapsed" | "returned";

export function statusAt(run: Pick<MembershipRun, "to" | "graceTo" | "isReturned">, now: number): MembershipStatus {
  if (now < run.to) return "running";
  if (now < run.graceTo) return "grace";
  return run.isReturned ? "returned" : "lapsed";
}

/** The term whose benefits count at an instant: the one that runs, in the days of grace the last one. */
export function termAt({ terms }: Pick<MembershipRun, "terms">, now: number): Term | undefined {
  const begun = terms.filter(({ from, to }) => from < to);
  return begun.findLast(({ from }) => from <= now) ?? begun[0];
}

/** What was paid for it and was not paid back, in minor units. */
export function paidFor({ terms }: Pick<MembershipRun, "terms">): number {
  return terms.reduce((sum, { paidMinor }) => sum + paidMinor, 0);
}
