import type { AudienceSettings } from "../../contracts/audience.ts";
import type { EarningRuleSettings } from "../../contracts/earning-rules.ts";
import { isOrderRule, type OrderRuleSettings } from "../../contracts/order-rules.ts";
import type { OrderState } from "../../contracts/order-state.ts";
import type { SelectionSettings } from "../../contracts/selection.ts";
import type { Text } from "../../contracts/wallet.ts";
import { parseMoney, type Rounding } from "../money/money.ts";
import type { CompileIn } from "./compile-in.ts";
import { instantOfLocal } from "./local-time.ts";

/** A rule by which orders earn. What is left out of one is as common: a plain rule is as short as it ever was. */
export type EarningRule = Meeting & (PerAmountRule | PerOrderRule | PerPieceRule | MilestoneRule | VolumeRule);

/** How a rule meets the others, and for whom and where it is. */
interface Meeting {
  id?: string;
  /** Absent where its points come on top of those of the others. */
  combine?: { how: "stop" } | { how: "best"; group: string };
  terms?: RuleTerms;
  limits?: RuleLimits;
}

/** Null for everything and everybody. */
export interface RuleTerms {
  goods: SelectionSettings | null;
  audience: AudienceSettings | null;
  channels: OrderState["channel"][] | null;
  /** Shopify's global ids. */
  locations: string[] | null;
}

/** Points at most. */
export interface RuleLimits {
  perOrder?: number | undefined;
  perMember?: number | undefined;
  perMemberPerDay?: number | undefined;
  perDay?: number | undefined;
  budget?: number | undefined;
}

/** Points for each `perMinor` of what counts. */
export interface PerAmountRule extends MoneyThatCounts {
  code: "per_amount";
  points: number;
  perMinor: number;
  basis: "after_discounts" | "before_discounts";
  rounding: Rounding;
  /** Of orders in other currencies: what earns the points, in minor units of that currency. */
  perCurrency?: Record<string, number>;
}

/** Absent where it is as common: prices as shown, goods alone, whatever they were paid with, less what points paid. */
export interface MoneyThatCounts {
  tax?: "included" | "excluded";
  shipping?: true;
  exceptPaidBy?: ("gift_card" | "store_credit")[];
  loyaltyDiscounts?: "counted";
}

/** Points for an order of which what counts comes to `minimumMinor`; to anything above zero where that is null. */
export interface PerOrderRule {
  code: "per_order";
  points: number;
  minimumMinor: number | null;
  basis: "after_discounts" | "before_discounts";
}

/** Points for each piece that is kept and paid for. */
export interface PerPieceRule {
  code: "per_piece";
  points: number;
  rounding: Rounding;
}

/** Points for an order by its place among those of its member. */
export interface MilestoneRule {
  code: "milestone";
  points: number;
  which: Milestone;
  minimumMinor: number | null;
  basis: "after_discounts" | "before_discounts";
}

export type Milestone = { nth: number } | { every: number } | { streakMonths: number } | { anniversary: true };

/** Points for passing sums, the lowest first. */
export interface VolumeRule {
  code: "volume";
  over: "calendar_year" | "rolling_12_months";
  /** Absent for the member's own purchases. */
  of?: "company";
  steps: { minimumMinor: number; points: number }[];
}

/** Multiplies points by amount and by piece for orders placed from `from` (inclusive) to `to` (exclusive), both instants. */
export interface Campaign {
  id: string;
  /** 150 for one and a half times: whole or half steps. */
  factorHundredths: number;
  from: number;
  to: number;
  /** Null for all. */
  channels: OrderState["channel"][] | null;
  name?: Text;
  goods?: SelectionSettings;
  audience?: AudienceSettings;
  locations?: string[];
  limits?: RuleLimits;
}

/** Further away than any order. */
const NEVER_BEGAN = -8_640_000_000_000_000;
const NEVER_ENDS = 8_640_000_000_000_000;

/** The rules by which orders earn, in the order in which they are looked at. */
export function compileEarning(rules: readonly EarningRuleSettings[], shop: CompileIn): EarningRule[] {
  return rules
    .filter(isOrderRule)
    .flatMap((rule) => {
      const compiled = ruleOf(rule, shop);
      return compiled === null ? [] : [{ compiled, priority: "priority" in rule ? (rule.priority ?? 0) : 0 }];
    })
    .sort((a, b) => a.priority - b.priority)
    .map(({ compiled }) => compiled);
}

/** Null for what multiplies points instead of giving them. */
function ruleOf(rule: OrderRuleSettings, shop: CompileIn): EarningRule | null {
  switch (rule.code) {
    case "campaign":
      return null;
    case "per_amount":
      return { ...perAmountOf(rule, shop), ...meetingOf(rule) };
    case "per_order": {
      const minimumMinor = shop.optionalMoney(rule.minimum);
      return { code: rule.code, points: rule.points, minimumMinor, basis: rule.basis, ...meetingOf(rule) };
    }
    case "per_product": {
      const { points, per, rounding = "down" } = rule;
      if (points === undefined) return null;
      if (per === undefined) return { code: "per_piece", points, rounding, ...meetingOf(rule) };
      const basis = "after_discounts";
      return { code: "per_amount", points, perMinor: shop.money(per), basis, rounding, ...meetingOf(rule) };
    }
    case "milestone": {
      const { code, points, basis } = rule;
      const minimumMinor = shop.optionalMoney(rule.minimum);
      return { code, points, which: milestoneOf(rule), minimumMinor, basis, ...meetingOf(rule) };
    }
    case "volume": {
      const steps = rule.steps.map(({ minimum, points }) => ({ minimumMinor: shop.money(minimum), points }));
      const of = rule.of === "company" ? { of: rule.of } : {};
      return { code: rule.code, over: rule.over, ...of, steps, ...meetingOf(rule) };
    }
  }
}

type Settings<Code extends OrderRuleSettings["code"]> = Extract<OrderRuleSettings, { code: Code }>;

function perAmountOf(rule: Settings<"per_amount">, shop: CompileIn): PerAmountRule {
  const { code, points, basis, rounding, tax, shipping, exceptPaidBy, loyaltyDiscounts, perCurrency } = rule;
  const others = Object.entries(perCurrency ?? {}).filter(([currency]) => currency !== shop.currency);
  return {
    code,
    points,
    perMinor: shop.money(perCurrency?.[shop.currency] ?? rule.per),
    basis,
    rounding,
    ...(tax === undefined || tax === "as_shown" ? {} : { tax }),
    ...(shipping ? { shipping } : {}),
    ...(exceptPaidBy ? { exceptPaidBy } : {}),
    ...(loyaltyDiscounts === "counted" ? { loyaltyDiscounts } : {}),
    ...(others.length > 0
      ? { perCurrency: Object.fromEntries(others.map(([currency, text]) => [currency, amountIn(text, currency)])) }
      : {}),
  };
}

/** @throws RangeError where the amount is nothing in the currency */
function amountIn(text: string, currency: string): number {
  const minor = parseMoney(text, currency);
  if (minor === 0) throw new RangeError(`${text} is nothing in ${currency}: choose a larger amount`);
  return minor;
}

function milestoneOf({ nth, every, streakMonths }: Settings<"milestone">): Milestone {
  if (nth !== undefined) return { nth };
  if (every !== undefined) return { every };
  return streakMonths === undefined ? { anniversary: true } : { streakMonths };
}

function meetingOf(rule: Exclude<OrderRuleSettings, { code: "campaign" }>): Meeting {
  const terms: RuleTerms = {
    goods: "goods" in rule ? (rule.goods ?? null) : null,
    audience: rule.audience ?? null,
    channels: rule.channels ?? null,
    locations: rule.locations?.map(locationGid) ?? null,
  };
  const combine =
    rule.combine === "best"
      ? { how: rule.combine, group: rule.group ?? "best" }
      : rule.combine === "stop"
        ? { how: rule.combine }
        : null;
  return {
    ...(rule.id === undefined ? {} : { id: rule.id }),
    ...(combine ? { combine } : {}),
    ...(Object.values(terms).some((term) => term !== null) ? { terms } : {}),
    ...(rule.limits ? { limits: rule.limits } : {}),
  };
}

function locationGid(written: string): string {
  return written.startsWith("gid:") ? written : `gid://shopify/Location/${written}`;
}

/** Campaigns, and goods that always earn more: as campaigns that never end. */
export function compileCampaigns(rules: readonly EarningRuleSettings[], { timezone }: CompileIn): Campaign[] {
  return rules.flatMap((rule, index): Campaign[] => {
    if (rule.code === "campaign")
      return [
        {
          ...factorOf(rule, rule.id),
          from: instantOfLocal(rule.from, timezone),
          to: instantOfLocal(rule.to, timezone),
        },
      ];
    if (rule.code !== "per_product" || rule.factor === undefined) return [];
    const always = { from: NEVER_BEGAN, to: NEVER_ENDS };
    return [{ ...factorOf({ ...rule, factor: rule.factor }, rule.id ?? `goods-${index + 1}`), ...always }];
  });
}

type Multiplier = Pick<Settings<"campaign">, "factor" | "channels" | "goods" | "audience" | "locations" | "limits"> & {
  name?: Text | undefined;
};

function factorOf(rule: Multiplier, id: string): Omit<Campaign, "from" | "to"> {
  return {
    id,
    factorHundredths: Math.round(rule.factor * 100),
    channels: rule.channels ?? null,
    ...(rule.name ? { name: rule.name } : {}),
    ...(rule.goods ? { goods: rule.goods } : {}),
    ...(rule.audience ? { audience: rule.audience } : {}),
    ...(rule.locations ? { locations: rule.locations.map(locationGid) } : {}),
    ...(rule.limits ? { limits: rule.limits } : {}),
  };
}

/** Whether a campaign never ends: goods that always earn more. */
export function isStanding(campaign: Pick<Campaign, "to">): boolean {
  return campaign.to === NEVER_ENDS;
}
