import type { Tiers } from "../programme/compile-tiers.ts";
import { startOfYear, twelveMonthsAfter, yearOf } from "./calendar.ts";

/** Something that counts towards a level: goods that an order keeps (minor units), points that it earned, or the order itself as 1. */
export interface Counted {
  /** When the order was placed, or the points were given, in epoch milliseconds. */
  at: number;
  value: number;
  /** The order's global id; null or absent for points that came without one. */
  order?: string | null;
}

/** What counts of one member, for each way of counting that a version asks for. */
export type History = Partial<Record<Tiers["by"], readonly Counted[]>>;

/** What counts in the period from `at` on, until the next step. */
export interface Step {
  at: number;
  value: number;
  /** Whether something was added or taken at that instant; otherwise time alone did it. */
  isBought: boolean;
}

/**
 * How what counts went up and down: with each purchase, and where one leaves the period. In order of time, one step an instant. Nothing
 * depends on the order in which the history is given.
 */
export function stepsOf(tiers: Tiers, history: readonly Counted[]): Step[] {
  if (tiers.period === "calendar_year") return stepsByYear(tiers, history);
  const changes = history.map(({ at, value }) => ({ at, value, isBought: true }));
  if (tiers.period === "rolling_12_months") {
    for (const { at, value } of history)
      changes.push({ at: twelveMonthsAfter(at, tiers.timezone), value: -value, isBought: false });
  }
  return added(changes);
}

/** A year begins with nothing; what was placed at that very instant is the new year's. */
function stepsByYear({ timezone }: Tiers, history: readonly Counted[]): Step[] {
  const byYear = new Map<number, Counted[]>();
  for (const each of history) {
    const year = yearOf(each.at, timezone);
    const others = byYear.get(year);
    if (others) others.push(each);
    else byYear.set(year, [each]);
  }
  const changes = [...byYear].flatMap(([year, counted]) => {
    const total = counted.reduce((sum, { value }) => sum + value, 0);
    const end = { at: startOfYear(year + 1, timezone), value: -total, isBought: false };
    return [...counted.map(({ at, value }) => ({ at, value, isBought: true })), end];
  });
  return added(changes);
}

function added(changes: readonly Step[]): Step[] {
  const steps: Step[] = [];
  let value = 0;
  for (const change of [...changes].sort((a, b) => a.at - b.at)) {
    value += change.value;
    const last = steps.at(-1);
    if (last?.at === change.at) {
      last.value = value;
      last.isBought ||= change.isBought;
    } else steps.push({ at: change.at, value, isBought: change.isBought });
  }
  return steps;
}

/** What counts at an instant. */
export function countedAt(steps: readonly Step[], at: number): number {
  return steps.findLast((step) => step.at <= at)?.value ?? 0;
}
