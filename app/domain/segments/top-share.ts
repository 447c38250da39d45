/** So many of the customers are in the share at most. */
export function mostOf(customers: number, topPercent: number): number {
  return Math.floor((customers * topPercent) / 100);
}

/**
 * The least worth of the best by worth, so that they are never more than `most`; null where that leaves nobody. Customers of equal worth
 * are in or out together.
 */
export function worthOfTop(worths: readonly number[], most: number): number | null {
  const sorted = [...worths].sort((a, b) => b - a);
  for (let place = Math.min(most, sorted.length); place > 0; place -= 1) {
    if (sorted[place] !== sorted[place - 1]) return sorted[place - 1] ?? null;
  }
  return null;
}

/** What a tier could ask for, so that no more than this share of the customers have it or a higher one. */
export interface TierBorder {
  /** The share that was asked for, in per cent of all customers. */
  topPercent: number;
  /** In minor units; null where the share is too small for anybody, or they cannot be told apart. */
  fromMinor: number | null;
  /** How many would reach it. */
  customers: number;
}

/** Borders from what a shop's own customers spend. */
export function tierBordersOf(worths: readonly number[], topPercents: readonly number[]): TierBorder[] {
  return topPercents.map((topPercent) => {
    const fromMinor = worthOfTop(worths, mostOf(worths.length, topPercent));
    const customers = fromMinor === null ? 0 : worths.filter((worth) => worth >= fromMinor).length;
    return { topPercent, fromMinor, customers };
  });
}
