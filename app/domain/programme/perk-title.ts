import type { Text } from "../../contracts/wallet.ts";
import { moneyWords } from "../money/money-words.ts";
import type { Perk } from "./compile-perks.ts";

/** What a perk is, as shoppers read it: "5% off", "Free shipping", or the merchant's own words. */
export function perkTitle(perk: Perk, currency: string): Text {
  if (perk.code !== "percent_off" && perk.code !== "free_shipping") return perk.title;
  const isAll = perk.code === "percent_off" && perk.goods === null;
  const base: Text =
    perk.code === "free_shipping"
      ? { en: "Free shipping", nl: "Gratis verzending" }
      : isAll
        ? { en: `${perk.percent}% off`, nl: `${perk.percent}% korting` }
        : { en: `${perk.percent}% off selected products`, nl: `${perk.percent}% korting op geselecteerde producten` };
  if (perk.minimumMinor === null) return base;
  const minimum = moneyWords(perk.minimumMinor, currency);
  return { en: `${base.en} from ${minimum.en}`, nl: `${base.nl} vanaf ${minimum.nl}` };
}
