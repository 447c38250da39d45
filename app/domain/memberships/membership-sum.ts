import type { Text } from "../../contracts/wallet.ts";
import { scale } from "../money/money.ts";
import { moneyWords } from "../money/money-words.ts";
import type { Membership } from "../programme/compile-memberships.ts";
import type { CartPerk } from "../programme/compile-perks.ts";
import { type GoodsFacts, selects } from "../programme/selection.ts";

/** A cart of somebody without the membership. Amounts in minor units of the shop's currency. */
export interface SumCart {
  /** What each line comes to after its discounts; gift cards and memberships themselves are left out by whoever asks. */
  lines: { goods: GoodsFacts; netMinor: number }[];
  /** Null while the cart does not know what sending costs. */
  shippingMinor: number | null;
}

/** What a cart would save with a membership: the sum that S61 wants to be shown on site. */
export interface MembershipSum {
  membership: string;
  goodsMinor: number;
  shippingMinor: number;
  savesMinor: number;
  priceMinor: number | null;
  /** Orders like this one after which it is earned back; null without a price. */
  earnedBackAfter: number | null;
  text: Text;
}

/**
 * What the benefits of a membership take off a cart; null where they take off nothing. As the discount gives it: of the goods of a line the
 * perk that takes most percent, then the best off everything that is left, then shipping. Each is rounded down, so that an order saves
 * what was shown or more.
 */
export function membershipSum(
  membership: Pick<Membership, "id" | "name" | "perks" | "priceMinor" | "usualShippingMinor">,
  cart: SumCart,
  currency: string,
): MembershipSum | null {
  const total = cart.lines.reduce((sum, { netMinor }) => sum + netMinor, 0);
  const perks = membership.perks.filter(
    (perk): perk is CartPerk => "minimumMinor" in perk && (perk.minimumMinor ?? 0) <= total,
  );
  const goodsMinor = offGoods(perks, cart.lines, total);
  const costs = cart.shippingMinor ?? membership.usualShippingMinor ?? 0;
  const shippingMinor = Math.max(
    0,
    ...perks.map((perk) => (perk.code === "free_shipping" ? capped(costs, perk.maximumMinor) : 0)),
  );
  const savesMinor = goodsMinor + shippingMinor;
  if (savesMinor === 0) return null;
  const { id, name, priceMinor } = membership;
  const earnedBackAfter = priceMinor === null ? null : Math.ceil(priceMinor / savesMinor);
  const text = sumWords(name, moneyWords(savesMinor, currency), priceMinor, earnedBackAfter, currency);
  return { membership: id, goodsMinor, shippingMinor, savesMinor, priceMinor, earnedBackAfter, text };
}

type PercentOff = CartPerk & { code: "percent_off" };

function offGoods(perks: readonly CartPerk[], lines: SumCart["lines"], total: number): number {
  const percentages = perks.filter((perk): perk is PercentOff => perk.code === "percent_off");
  const taken = new Set<SumCart["lines"][number]>();
  let saves = 0;
  for (const { goods, percent, maximumMinor } of byPercent(percentages).filter((perk) => perk.goods !== null)) {
    const own = lines.filter((line) => !taken.has(line) && selects(goods, line.goods));
    for (const line of own) taken.add(line);
    const sum = own.reduce((so, { netMinor }) => so + netMinor, 0);
    saves += capped(scale(sum, percent, 100, "down"), maximumMinor);
  }
  const rest = percentages
    .filter((perk) => perk.goods === null)
    .map(({ percent, maximumMinor }) => capped(scale(total - saves, percent, 100, "down"), maximumMinor));
  return saves + Math.max(0, ...rest);
}

/** The highest first, those of one percentage as the merchant ordered them. */
export function byPercent<Perk extends { percent: number }>(perks: readonly Perk[]): Perk[] {
  return [...perks].sort((a, b) => b.percent - a.percent);
}

function capped(minor: number, maximumMinor: number | null): number {
  return maximumMinor === null ? minor : Math.min(minor, maximumMinor);
}

/**
 * "Save €15.00 on this order with Premium for €10.00. Buy it first: it counts at once." One that costs more than it saves says after how
 * many orders it is earned back. `saves` may also be a place for an amount that is put in later.
 */
export function sumWords(
  name: Text,
  saves: Text,
  priceMinor: number | null,
  earnedBackAfter: number | string | null,
  currency: string,
): Text {
  const price = priceMinor === null ? null : moneyWords(priceMinor, currency);
  const forPrice: Text = price ? { en: ` for ${price.en}`, nl: ` voor ${price.nl}` } : { en: "", nl: "" };
  const isLater = earnedBackAfter !== null && earnedBackAfter !== 1;
  const then: Text = isLater
    ? {
        en: `It is earned back after ${earnedBackAfter} orders like this.`,
        nl: `Dat is terugverdiend na ${earnedBackAfter} van zulke bestellingen.`,
      }
    : { en: "Buy it first: it counts at once.", nl: "Koop dat eerst: het telt meteen." };
  return {
    en: `Save ${saves.en} on this order with ${name.en}${forPrice.en}. ${then.en}`,
    nl: `Bespaar ${saves.nl} op deze bestelling met ${name.nl}${forPrice.nl}. ${then.nl}`,
  };
}

/** How soon a membership is earned back by what customers really ordered; `orders` null where it would never be. */
export interface Payback {
  /** Orders that were looked at. */
  sampled: number;
  /** What they would have saved on average, rounded down. */
  averageSavesMinor: number;
  orders: number | null;
  text: Text;
}

/** For the merchant who sets the price: after how many orders as they were placed lately it is earned back. */
export function paybackOf(
  membership: Parameters<typeof membershipSum>[0],
  carts: readonly SumCart[],
  currency: string,
): Payback {
  const saved = carts.reduce((sum, cart) => sum + (membershipSum(membership, cart, currency)?.savesMinor ?? 0), 0);
  const { priceMinor } = membership;
  // Of the sum, not of the rounded average: three orders that save €10.00 together have earned €10.00 back after three.
  const orders = priceMinor === null || saved === 0 ? null : Math.ceil((priceMinor * carts.length) / saved);
  const averageSavesMinor = carts.length === 0 ? 0 : Math.floor(saved / carts.length);
  return { sampled: carts.length, averageSavesMinor, orders, text: paybackWords(averageSavesMinor, orders, currency) };
}

function paybackWords(averageSavesMinor: number, orders: number | null, currency: string): Text {
  if (averageSavesMinor === 0)
    return {
      en: "By your latest orders it would save customers nothing yet.",
      nl: "Volgens je laatste bestellingen zou het klanten nog niets besparen.",
    };
  const saves = moneyWords(averageSavesMinor, currency);
  if (orders === null)
    return {
      en: `By your latest orders it saves ${saves.en} an order. Set a price to see when it is earned back.`,
      nl: `Volgens je laatste bestellingen bespaart het ${saves.nl} per bestelling. Stel een prijs in om te zien wanneer die is terugverdiend.`,
    };
  return {
    en: `By your latest orders it saves ${saves.en} an order and is earned back after ${orders === 1 ? "1 purchase" : `${orders} purchases`}.`,
    nl: `Volgens je laatste bestellingen bespaart het ${saves.nl} per bestelling en is het terugverdiend na ${orders === 1 ? "1 aankoop" : `${orders} aankopen`}.`,
  };
}
