import { addDays, type Day, lengthDays, type Period } from "./calendar.ts";

/** Days within which somebody who bought is a customer; a longer period asks for as many days as it has. */
export const CUSTOMER_DAYS = 365;

/** A year of days, which purchase frequency and lifetime value are about. */
export const YEAR_DAYS = 365;

/** The stretches of days that a period's figures look at besides its own. */
export interface Windows<Each> {
  /** The customer window that ends the day before the period, and the one that ends with it. */
  atStart: Each;
  atEnd: Each;
  /** The year that ends with the period, and the year before that one. */
  year: Each;
  yearBefore: Each;
}

export function windowsOf(period: Period): Windows<Period> {
  const customerDays = Math.max(CUSTOMER_DAYS, lengthDays(period));
  const ending = (to: Day, days: number): Period => ({ from: addDays(to, 1 - days), to });
  return {
    atStart: ending(addDays(period.from, -1), customerDays),
    atEnd: ending(period.to, customerDays),
    year: ending(period.to, YEAR_DAYS),
    yearBefore: ending(addDays(period.to, -YEAR_DAYS), YEAR_DAYS),
  };
}

/** The windows of all periods, each once: such as one's end and the next one's start. `of` finds a period's among what was counted of them. */
export function windowsOfAll(periods: readonly Period[]): {
  distinct: Period[];
  of<Counts>(period: Period, counted: readonly Counts[]): Windows<Counts>;
} {
  const keyOf = ({ from, to }: Period): string => `${from} ${to}`;
  const all = periods.flatMap((period) => Object.values<Period>({ ...windowsOf(period) }));
  const distinct = new Map(all.map((window) => [keyOf(window), window]));
  const places = [...distinct.keys()];
  return {
    distinct: [...distinct.values()],
    of(period, counted) {
      const of = (window: Period) => {
        const counts = counted[places.indexOf(keyOf(window))];
        if (counts === undefined) throw new Error(`no buyers were counted from ${window.from} to ${window.to}`);
        return counts;
      };
      const { atStart, atEnd, year, yearBefore } = windowsOf(period);
      return { atStart: of(atStart), atEnd: of(atEnd), year: of(year), yearBefore: of(yearBefore) };
    },
  };
}
