import type { OrderState } from "../../contracts/order-state.ts";
import type { EarningRuleSettings, ProgrammeSettings } from "../../contracts/programme.ts";
import { parseMoney, type Rounding } from "../money/money.ts";
import { instantOfLocal } from "./local-time.ts";

/** A published version, compiled for one shop: money in minor units. The only form in which the domain reads settings. */
export interface Programme {
  version: number;
  name: string;
  currency: string;
  earning: EarningRule[];
  campaigns: Campaign[];
  /** For somebody who becomes a customer; 0 for none. */
  signUpPoints: number;
  rewards: Reward[];
  expiry: { from: "never" } | { from: "award" | "last_purchase"; days: number };
  /** Days that an order's points are pending. */
  availableAfterDays: number;
  reservationHours: number;
  redeemedOnPartialRefund: "keep" | "pro_rata";
  onOverspend: "leave" | "tag" | "cancel";
  guestDays: number;
}

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

export type Reward = { id: string; cost: number; minimumMinor: number | null } & (
  | { code: "amount_off"; amountMinor: number }
  | { code: "percent_off"; percent: number; maximumMinor: number | null }
  | { code: "free_shipping"; maximumMinor: number | null }
);

/**
 * Amounts in the shop's currency (ISO 4217) become minor units, local times in its time zone (IANA) instants.
 *
 * @throws RangeError where an amount has no meaning in the currency, such as "0.001" in euros, which would be a ratio of zero
 */
export function compileProgramme(
  version: number,
  settings: ProgrammeSettings,
  currency: string,
  timezone: string,
): Programme {
  const money = (text: string): number => {
    const minor = parseMoney(text, currency);
    if (minor === 0) throw new RangeError(`${text} is nothing in ${currency}: choose a larger amount`);
    return minor;
  };
  const optional = (text: string | undefined): number | null => (text === undefined ? null : money(text));
  return {
    version,
    name: settings.name,
    currency,
    earning: settings.earning.flatMap((rule): EarningRule[] => {
      if (rule.code === "campaign" || rule.code === "sign_up") return [];
      const { points, basis } = rule;
      if (rule.code === "per_order") return [{ code: rule.code, points, minimumMinor: optional(rule.minimum), basis }];
      return [{ code: rule.code, points, perMinor: money(rule.per), basis, rounding: rule.rounding }];
    }),
    signUpPoints: settings.earning.reduce((sum, rule) => sum + (rule.code === "sign_up" ? rule.points : 0), 0),
    campaigns: settings.earning.flatMap((rule) => (rule.code === "campaign" ? [campaignOf(rule, timezone)] : [])),
    rewards: settings.rewards.map((reward) => {
      const base = { id: reward.id, cost: reward.cost, minimumMinor: optional(reward.minimumBasket) };
      if (reward.code === "amount_off") return { ...base, code: reward.code, amountMinor: money(reward.amount) };
      const maximumMinor = optional(reward.maximum);
      if (reward.code === "percent_off") return { ...base, code: reward.code, percent: reward.percent, maximumMinor };
      return { ...base, code: reward.code, maximumMinor };
    }),
    expiry: settings.expiry,
    availableAfterDays: settings.availableAfterDays,
    reservationHours: settings.reservationHours,
    redeemedOnPartialRefund: settings.redeemedOnPartialRefund,
    onOverspend: settings.onOverspend,
    guestDays: settings.guestDays,
  };
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

const DAY_MS = 86_400_000;

/** When points earned at `earnedAt` lapse under this programme, and whether purchases put that off. */
export function expiryOf(
  programme: Programme,
  earnedAt: number,
): { expiresAt: number | null; rollingDays: number | null } {
  if (programme.expiry.from === "never") return { expiresAt: null, rollingDays: null };
  return {
    expiresAt: earnedAt + programme.expiry.days * DAY_MS,
    rollingDays: programme.expiry.from === "last_purchase" ? programme.expiry.days : null,
  };
}

/** When points that an order earned at `earnedAt` become available; null for at once. */
export function availableAtOf({ availableAfterDays }: Programme, earnedAt: number): number | null {
  return availableAfterDays === 0 ? null : earnedAt + availableAfterDays * DAY_MS;
}

/**
 * The version in force at an instant: the newest published by then, or the first for anything older. `versions` in ascending order.
 * A version holds from the start of its second, since Shopify's instants are whole seconds.
 */
export function versionAt<V extends { publishedAt: number }>(versions: readonly V[], instant: number): V | undefined {
  return versions.findLast((each) => Math.floor(each.publishedAt / 1000) * 1000 <= instant) ?? versions[0];
}
