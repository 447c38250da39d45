import type { OrderState } from "../../contracts/order-state.ts";
import { scale } from "../money/money.ts";
import { type KeptGoods, keptGoods, type LineBasis, lineBases } from "../orders/kept-goods.ts";
import type { EarningRule, Programme } from "../programme/programme.ts";

/**
 * What an award remembers: enough to say at any later time, without today's settings, what the order still earns.
 * Stored with the order; extended only by lines that an edit added.
 */
export interface AwardSnapshot {
  programmeVersion: number;
  currency: string;
  rules: EarningRule[];
  lines: LineBasis[];
  /** When the order counted as paid. */
  awardedAt: number;
}

export function snapshotOf(programme: Programme, state: OrderState, awardedAt: number): AwardSnapshot {
  return {
    programmeVersion: programme.version,
    currency: programme.currency,
    rules: programme.earning,
    lines: lineBases(state.lines),
    awardedAt,
  };
}

/** Lines and pieces that an edit added count by the same rules; what the award knows keeps the worth that it saw. */
export function extended(snapshot: AwardSnapshot, state: OrderState): AwardSnapshot {
  const known = new Map(snapshot.lines.map((line) => [line.gid, line]));
  const grown = lineBases(state.lines).filter((line) => line.quantity > (known.get(line.gid)?.quantity ?? 0));
  if (grown.length === 0) return snapshot;
  const replaced = new Set(grown.map((line) => line.gid));
  return { ...snapshot, lines: [...snapshot.lines.filter((line) => !replaced.has(line.gid)), ...grown] };
}

/** Points that the order earns as it is now: each rule over what is kept, rounded once an order. */
export function pointsEarned(snapshot: AwardSnapshot, state: OrderState): number {
  return pointsFor(snapshot.rules, keptGoods(state, snapshot.lines));
}

export function pointsFor(rules: readonly EarningRule[], goods: KeptGoods): number {
  let points = 0;
  for (const rule of rules) {
    const basis = rule.basis === "after_discounts" ? goods.netMinor : goods.grossMinor;
    points += scale(basis, rule.points, rule.perMinor, rule.rounding);
  }
  return points;
}
