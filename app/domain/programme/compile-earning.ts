import type { EarningRuleSettings } from "../../contracts/earning-rules.ts";
import type { OrderState } from "../../contracts/order-state.ts";
import type { Rounding } from "../money/money.ts";
import type { CompileIn } from "./compile-in.ts";
import { instantOfLocal } from "./local-time.ts";

export type EarningRule = PerAmountRule | PerOrderRule;

/** Points for each `perMinor` of what counts. */
export interface PerAmountRule {
  code: "per_amount";
  points: number;
  perMinor: number;
  basis: "after_discounts" | "before_discounts";
  rounding: Rounding;
}

/** Points for an order of which what counts comes to `minimumMinor`; to anything above zero where that is null. */
export interface PerOrderRule {
  code: "per_order";
  points: number;
  minimumMinor: number | null;
  basis: "after_discounts" | "before_discounts";
}

/** Multiplies points by amount for orders placed from `from` (inclusive) to `to` (exclusive), both instants. */
export interface Campaign {
  id: string;
  /** 150 for one and a half times: whole or half steps. */
  factorHundredths: number;
  from: number;
  to: number;
  /** Null for all. */
  channels: OrderState["channel"][] | null;
}

/** The rules by which orders earn. */
export function compileEarning(rules: readonly EarningRuleSettings[], shop: CompileIn): EarningRule[] {
  return rules.flatMap((rule): EarningRule[] => {
    if (rule.code === "campaign" || rule.code === "sign_up") return [];
    const { points, basis } = rule;
    if (rule.code === "per_order")
      return [{ code: rule.code, points, minimumMinor: shop.optionalMoney(rule.minimum), basis }];
    return [{ code: rule.code, points, perMinor: shop.money(rule.per), basis, rounding: rule.rounding }];
  });
}

export function compileCampaigns(rules: readonly EarningRuleSettings[], { timezone }: CompileIn): Campaign[] {
  return rules.flatMap((rule) => (rule.code === "campaign" ? [campaignOf(rule, timezone)] : []));
}

type CampaignSettings = Extract<EarningRuleSettings, { code: "campaign" }>;

function campaignOf(rule: CampaignSettings, timezone: string): Campaign {
  return {
    id: rule.id,
    factorHundredths: Math.round(rule.factor * 100),
    from: instantOfLocal(rule.from, timezone),
    to: instantOfLocal(rule.to, timezone),
    channels: rule.channels ?? null,
  };
}
