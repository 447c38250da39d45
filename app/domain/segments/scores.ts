import type { Purchases, Scores } from "./customer.ts";

/** The least value that has a score of 2, 3, 4 and 5; null where nobody reaches it, and then nobody reaches the next. */
export type Fifths = readonly [number | null, number | null, number | null, number | null];

/** The borders between the scores of a shop's customers: last day of purchase, purchases, worth in minor units. */
export interface Borders {
  recency: Fifths;
  frequency: Fifths;
  monetary: Fifths;
}

/**
 * Borders of a figure, one value a customer. A score is one more than the fifths of all customers that are strictly below: 5 has whoever
 * has at least four fifths of the customers below them. So equal values have equal scores, whatever their order; where most have the same
 * value they all have the lowest score that it could be; and with fewer than five customers nobody has a 5.
 */
export function fifthsOf(values: readonly number[]): Fifths {
  const sorted = [...values].sort((a, b) => a - b);
  const border = (score: number): number | null => {
    // The first place with enough customers before it; of equal values only the first place tells how many are below.
    const enough = Math.ceil(((score - 1) * sorted.length) / 5);
    for (let place = enough; place < sorted.length; place += 1) {
      if (place === 0 || sorted[place] !== sorted[place - 1]) return sorted[place] ?? null;
    }
    return null;
  };
  return [border(2), border(3), border(4), border(5)];
}

export function scoreOf(value: number, fifths: Fifths): number {
  return 1 + fifths.filter((border) => border !== null && value >= border).length;
}

/** The least value that has this score or a higher one; null where nobody does. Every value has at least a 1. */
export function leastFor(score: number, fifths: Fifths): number | null {
  return score <= 1 ? 0 : (fifths[score - 2] ?? null);
}

/** The scores of a customer; null without a purchase, since there is nothing to compare. */
export function scoresOf({ orders, lastDay, spentMinor }: Purchases, borders: Borders): Scores | null {
  if (orders === 0 || lastDay === null) return null;
  return {
    recency: scoreOf(lastDay, borders.recency),
    frequency: scoreOf(orders, borders.frequency),
    monetary: scoreOf(spentMinor, borders.monetary),
  };
}

/** Borders of all customers of a shop; those without a purchase do not count. */
export function bordersOf(customers: readonly Purchases[]): Borders {
  const buyers = customers.filter((customer) => customer.orders > 0);
  return {
    recency: fifthsOf(buyers.map((customer) => customer.lastDay ?? 0)),
    frequency: fifthsOf(buyers.map((customer) => customer.orders)),
    monetary: fifthsOf(buyers.map((customer) => customer.spentMinor)),
  };
}
