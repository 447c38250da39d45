import type { OrderState } from "../../contracts/order-state.ts";
import { keptGoods, type LineBasis, lineBases } from "../orders/kept-goods.ts";
import type { Campaign, EarningRule } from "../programme/compile-earning.ts";
import type { Programme } from "../programme/programme.ts";
import { campaignAt } from "./campaign-at.ts";
import { pointsByRule, type RulePoints } from "./points-by-rule.ts";

/**
 * What an award remembers: enough to say at any later time, without today's settings, what the order still earns.
 * Stored with the order. The rules never change; the lines are those of the newest paid state, so that it does not matter which state was
 * heard first. (Shopify keeps a line's price and discounts as ordered, whatever is refunded or removed.)
 */
export interface AwardSnapshot {
  programmeVersion: number;
  currency: string;
  rules: EarningRule[];
  /** The campaign in which the order was placed; absent where there was none. */
  campaign?: Pick<Campaign, "id" | "factorHundredths">;
  lines: LineBasis[];
  /** When the order counted as paid. */
  awardedAt: number;
}

export function snapshotOf(programme: Programme, state: OrderState, awardedAt: number): AwardSnapshot {
  const campaign = campaignAt(programme.campaigns, state);
  return {
    programmeVersion: programme.version,
    currency: programme.currency,
    rules: programme.earning,
    ...(campaign ? { campaign: { id: campaign.id, factorHundredths: campaign.factorHundredths } } : {}),
    lines: lineBases(state.lines),
    awardedAt,
  };
}

/** The same rules over the lines as a newer state has them: what an edit added counts, and what it changed counts as it is now. */
export function withLinesOf(snapshot: AwardSnapshot, state: OrderState): AwardSnapshot {
  return { ...snapshot, lines: lineBases(state.lines) };
}

/** Points that the order earns as it is now: the sum of what each rule gives for what is kept. */
export function pointsEarned(snapshot: AwardSnapshot, state: OrderState): number {
  return earnedByRule(snapshot, state).reduce((sum, { points }) => sum + points, 0);
}

/** The same, rule by rule: why an order earns what it earns. */
export function earnedByRule(snapshot: AwardSnapshot, state: OrderState): RulePoints[] {
  return pointsByRule(snapshot.rules, keptGoods(state, snapshot.lines), snapshot.campaign?.factorHundredths);
}
