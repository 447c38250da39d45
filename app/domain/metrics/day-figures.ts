import type { Entry } from "../ledger/entry.ts";

export interface DayFigures {
  /** The shop's calendar day, YYYY-MM-DD. */
  day: string;
  issued: number;
  reversed: number;
  redeemed: number;
  expired: number;
  adjusted: number;
}

/**
 * What entries add to each day: points by the shop's account that they came from or went to. Given back points lower what was redeemed.
 * Days to which nothing is added are left out: a click that only holds points then waits for no other writer of the day's row.
 */
export function figuresOf(entries: readonly Entry[], dayOf: (instant: number) => string): DayFigures[] {
  const days = new Map<string, DayFigures>();
  for (const entry of entries) {
    const day = dayOf(entry.occurredAt);
    const figures = days.get(day) ?? { day, issued: 0, reversed: 0, redeemed: 0, expired: 0, adjusted: 0 };
    days.set(day, figures);
    for (const { source, target, points } of entry.postings) {
      if (source.account === "issued") figures.issued += points;
      if (target.account === "reversed") figures.reversed += points;
      if (target.account === "redeemed") figures.redeemed += points;
      if (source.account === "redeemed") figures.redeemed -= points;
      if (target.account === "expired") figures.expired += points;
      if (source.account === "expired") figures.expired -= points;
      if (source.account === "adjusted") figures.adjusted += points;
      if (target.account === "adjusted") figures.adjusted -= points;
    }
  }
  return [...days.values()]
    .filter(({ day, ...figures }) => Object.values(figures).some((points) => points !== 0))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}
