import type { MembershipSettings } from "../../contracts/memberships.ts";
import type { SelectionSettings } from "../../contracts/selection.ts";
import type { Text } from "../../contracts/wallet.ts";
import type { CompileIn } from "./compile-in.ts";
import { compilePerk, type Perk } from "./compile-perks.ts";

/** A paid membership of a published version. */
export interface Membership {
  id: string;
  name: Text;
  /** What buys it; null where a selling plan alone does. */
  goods: SelectionSettings | null;
  /** Only by one of these plans; null for any way of buying. */
  sellingPlans: string[] | null;
  term: { months: number } | { days: number };
  graceDays: number;
  perks: Perk[];
  /** For the sum that shoppers are shown; null where the merchant does not say. */
  priceMinor: number | null;
  usualShippingMinor: number | null;
  onRefund: "ends_now" | "keeps_term";
  changesReach: "next_term" | "everyone";
  earnsPoints: boolean;
  /** 150 for one and a half times the points by amount; 100 for as many as everybody. */
  multiplierHundredths: number;
  offersPerWeek: number;
}

export function compileMembership(settings: MembershipSettings, shop: CompileIn): Membership {
  const { id, name, term, graceDays, onRefund, changesReach, earnsPoints, offersPerWeek } = settings;
  return {
    id,
    name: typeof name === "string" ? { en: name, nl: name } : name,
    goods: settings.goods ?? null,
    sellingPlans: settings.sellingPlans ?? null,
    term: term.months === undefined ? { days: term.days ?? 0 } : { months: term.months },
    graceDays,
    perks: settings.perks.map((perk) => compilePerk(perk, shop)),
    priceMinor: shop.optionalMoney(settings.price),
    usualShippingMinor: shop.optionalMoney(settings.usualShipping),
    onRefund,
    changesReach,
    earnsPoints,
    multiplierHundredths: Math.round(settings.multiplier * 100),
    offersPerWeek,
  };
}
