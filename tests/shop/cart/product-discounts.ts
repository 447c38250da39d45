import { allocateMoney } from "../money.ts";
import { percentOf } from "./decimal.ts";
import type { ProductCandidate, ProductOperation } from "./offer.ts";
import { type DiscountableLine, largest, sum } from "./reduction.ts";

/** The candidates of an operation that its strategy chooses, of those whose prerequisites are in the cart. */
export function chosenProducts(operation: ProductOperation, lines: readonly DiscountableLine[]): ProductCandidate[] {
  const eligible = operation.candidates.filter((candidate) =>
    candidate.prerequisites.every(
      (needed) => (lines.find((line) => line.gid === needed.lineGid)?.quantity ?? 0) >= needed.quantity,
    ),
  );
  if (operation.strategy === "ALL") return eligible;
  if (operation.strategy === "FIRST") return eligible.slice(0, 1);
  return largest(eligible, (candidate) => sum(cutsOf(candidate, lines)));
}

/** What a candidate takes off each line, never more than the pieces that it targets cost. */
export function cutsOf(candidate: ProductCandidate, lines: readonly DiscountableLine[]): number[] {
  const entitled = lines.map((line) => {
    const targets = candidate.targets.filter((target) => target.lineGid === line.gid);
    if (targets.length === 0) return 0;
    const pieces = targets.some((target) => target.quantity === null)
      ? line.quantity
      : Math.min(line.quantity, sum(targets.map((target) => target.quantity ?? 0)));
    return pieces;
  });
  const prices = lines.map((line, index) => line.unitMinor * (entitled[index] ?? 0));
  const value = candidate.value;
  if (value.kind === "percentage") return prices.map((price) => percentOf(price, value.percent));
  if (candidate.appliesToEachItem)
    return prices.map((price, index) => Math.min(price, value.amountMinor * (entitled[index] ?? 0)));
  return allocateMoney(Math.min(value.amountMinor, sum(prices)), prices);
}
