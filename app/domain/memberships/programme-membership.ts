import type { CardPercentOff, CardShippingOff, ProgrammeMembership } from "../../contracts/card.ts";
import { exponentOf } from "../../contracts/currency.ts";
import type { Text } from "../../contracts/wallet.ts";
import { moneyWords } from "../money/money-words.ts";
import type { Membership } from "../programme/compile-memberships.ts";
import { inSmallLetters } from "../programme/selection.ts";
import { benefitsOf } from "./held-membership.ts";
import { byPercent, sumWords } from "./membership-sum.ts";

/**
 * What everyone may see of a membership, with all that a theme needs to say what it saves on a cart without asking anybody: amounts as
 * Liquid has them, in hundredths, and the sentence with places for the amount and the number of orders.
 */
export function programmeMembership(membership: Membership, currency: string): ProgrammeMembership {
  const { id, name, goods, perks, priceMinor, usualShippingMinor } = membership;
  const hundredths = (minor: number): number => Math.floor(minor * 10 ** (2 - exponentOf(currency)));
  const condition = (minimumMinor: number | null, maximumMinor: number | null) => ({
    ...(minimumMinor === null ? {} : { minimum: Math.ceil(minimumMinor * 10 ** (2 - exponentOf(currency))) }),
    ...(maximumMinor === null ? {} : { maximum: hundredths(maximumMinor) }),
  });
  const ofGoods: CardPercentOff[] = [];
  const ofAll: CardPercentOff[] = [];
  const ofShipping: CardShippingOff[] = [];
  const percentages = byPercent(perks.filter((perk) => perk.code === "percent_off"));
  for (const { percent, goods: some, minimumMinor, maximumMinor } of percentages) {
    const off = { percent, ...condition(minimumMinor, maximumMinor) };
    if (some) ofGoods.push({ ...off, goods: inSmallLetters(some) });
    else ofAll.push(off);
  }
  for (const perk of perks)
    if (perk.code === "free_shipping") ofShipping.push(condition(perk.minimumMinor, perk.maximumMinor));
  return {
    id,
    name,
    benefits: benefitsOf(membership, currency),
    ...(goods ? { soldBy: inSmallLetters(goods) } : {}),
    ...(priceMinor === null ? {} : { price: hundredths(priceMinor), priceText: moneyWords(priceMinor, currency) }),
    ...(usualShippingMinor === null ? {} : { usualShipping: hundredths(usualShippingMinor) }),
    unit: exponentOf(currency) === 0 ? 100 : 1,
    ofGoods,
    ofAll,
    ofShipping,
    sum: sumWords(name, SAVES, priceMinor, null, currency),
    sumOfMore: sumWords(name, SAVES, priceMinor, "[orders]", currency),
  };
}

/** Where the theme puts the amount. */
const SAVES: Text = { en: "[saves]", nl: "[saves]" };
