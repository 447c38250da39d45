import type { PerkSettings } from "../../contracts/perks.ts";
import type { SelectionSettings } from "../../contracts/selection.ts";
import type { Text } from "../../contracts/wallet.ts";
import type { CompileIn } from "./compile-in.ts";

/** What a tier or membership brings: taken off in the cart, or only told. */
export type Perk = CartPerk | ToldPerk;

/** Given by the Function in every cart, without a claim. `goods` null: off all of them. */
export type CartPerk = { minimumMinor: number | null; maximumMinor: number | null } & (
  | { code: "percent_off"; percent: number; goods: SelectionSettings | null }
  | { code: "free_shipping" }
);

export interface ToldPerk {
  code: "early_access" | "gift" | "custom";
  title: Text;
}

export function compilePerk(perk: PerkSettings, shop: CompileIn): Perk {
  if (perk.code !== "percent_off" && perk.code !== "free_shipping") return { code: perk.code, title: perk.title };
  const base = {
    minimumMinor: shop.optionalMoney(perk.minimumBasket),
    maximumMinor: shop.optionalMoney(perk.maximum),
  };
  if (perk.code === "free_shipping") return { ...base, code: perk.code };
  return { ...base, code: perk.code, percent: perk.percent, goods: perk.goods ?? null };
}

/** Whether a perk is given in the cart. */
export function isCartPerk(perk: Perk): perk is CartPerk {
  return perk.code === "percent_off" || perk.code === "free_shipping";
}
