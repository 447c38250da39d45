import type { OrderCandidate, OrderCondition, OrderOperation } from "./offer.ts";
import { type DiscountableLine, largest, reductionOf, sum } from "./reduction.ts";

/** The candidate of an operation that its strategy chooses, of those whose conditions hold. `base` is what each line costs by now. */
export function chosenOrder(
  operation: OrderOperation,
  lines: readonly DiscountableLine[],
  base: readonly number[],
): OrderCandidate[] {
  const eligible = operation.candidates.filter((candidate) =>
    candidate.conditions.every((condition) => isMet(condition, lines, base)),
  );
  if (operation.strategy === "FIRST") return eligible.slice(0, 1);
  return largest(eligible, (candidate) => orderAmount(candidate, lines, base));
}

function isMet(condition: OrderCondition, lines: readonly DiscountableLine[], base: readonly number[]): boolean {
  const where = (keep: (gid: string) => boolean, weigh: (line: DiscountableLine, index: number) => number) =>
    sum(lines.map((line, index) => (keep(line.gid) ? weigh(line, index) : 0)));
  if (condition.kind === "order_subtotal")
    return (
      where(
        (gid) => !condition.excludedLineGids.includes(gid),
        (_, index) => base[index] ?? 0,
      ) >= condition.minimumMinor
    );
  if (condition.kind === "line_subtotal")
    return (
      where(
        (gid) => condition.lineGids.includes(gid),
        (_, index) => base[index] ?? 0,
      ) >= condition.minimumMinor
    );
  return (
    where(
      (gid) => condition.lineGids.includes(gid),
      (line) => line.quantity,
    ) >= condition.minimum
  );
}

/** What a candidate takes off the lines that it does not exclude. */
export function orderAmount(
  candidate: OrderCandidate,
  lines: readonly DiscountableLine[],
  base: readonly number[],
): number {
  const subtotal = sum(
    lines.map((line, index) => (candidate.excludedLineGids.includes(line.gid) ? 0 : (base[index] ?? 0))),
  );
  return reductionOf(candidate.value, subtotal);
}
