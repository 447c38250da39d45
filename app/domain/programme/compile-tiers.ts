import type { TierLevelSettings, TierSettings } from "../../contracts/tiers.ts";
import type { Text } from "../../contracts/wallet.ts";
import { parseMoney } from "../money/money.ts";
import type { CompileIn } from "./compile-in.ts";
import { compilePerk, type Perk } from "./compile-perks.ts";

/** The levels of a programme, compiled: borders in minor units for tiers by spend, otherwise in points or orders. */
export interface Tiers {
  by: TierSettings["by"];
  period: TierSettings["period"];
  grace: Grace;
  downgrade: TierSettings["downgrade"];
  /** Whether customers carry their level as a tag at Shopify. */
  tagsCustomers: boolean;
  /** ISO 4217; what borders by spend are in. */
  currency: string;
  /** IANA; years and months are those of its calendar. */
  timezone: string;
  /** From the lowest to the highest. */
  levels: TierLevel[];
}

/** How long a level stays once it is no longer earned. */
export type Grace = { until: "end_of_next_year" } | { days: number };

export interface TierLevel {
  id: string;
  name: Text;
  from: number;
  /** At most `from`. */
  keepFrom: number;
  /** From `keepFrom` to `from`. */
  returnFrom: number;
  /** 125 for one and a quarter times the points by amount; 100 or more. */
  multiplierHundredths: number;
  perks: Perk[];
  /** Points for who reaches it; 0 for none. */
  entryReward: number;
}

/** Null without tiers. */
export function compileTiers(settings: TierSettings | undefined, shop: CompileIn): Tiers | null {
  if (settings === undefined) return null;
  const { by, period, grace, downgrade, tag, levels } = settings;
  return {
    by,
    period,
    grace: graceOf(grace, period),
    downgrade,
    tagsCustomers: tag,
    currency: shop.currency,
    timezone: shop.timezone,
    levels: levels.map((level) => levelOf(level, shop)),
  };
}

function graceOf(grace: TierSettings["grace"], period: TierSettings["period"]): Grace {
  if (grace === undefined) return period === "calendar_year" ? { until: "end_of_next_year" } : { days: 0 };
  return grace === "end_of_next_year" ? { until: grace } : grace;
}

function levelOf(level: TierLevelSettings, shop: CompileIn): TierLevel {
  const border = (value: string | number): number =>
    typeof value === "number" ? value : parseMoney(value, shop.currency);
  const from = border(level.from);
  const { name } = level;
  return {
    id: level.id,
    name: typeof name === "string" ? { en: name, nl: name } : name,
    from,
    keepFrom: level.keepFrom === undefined ? from : border(level.keepFrom),
    returnFrom: level.returnFrom === undefined ? from : border(level.returnFrom),
    multiplierHundredths: Math.round(level.multiplier * 100),
    perks: level.perks.map((perk) => compilePerk(perk, shop)),
    entryReward: level.entryReward ?? 0,
  };
}
