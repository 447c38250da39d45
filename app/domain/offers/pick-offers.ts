import type { ProductFacts } from "../../contracts/product.ts";
import type { Offers } from "../programme/compile-offers.ts";
import { type GoodsFacts, selects } from "../programme/selection.ts";

/** How a member has bought a product within the days that count. */
export interface Habit {
  /** Global id. */
  product: string;
  /** Orders with it. */
  orders: number;
  /** Days since the last of them, 0 for today. */
  daysAgo: number;
}

export interface Offer {
  /** Global id of the product. */
  product: string;
  percent: number;
  why: OfferWhy;
}

export type OfferWhy =
  | { code: "bought_often"; orders: number }
  /** Of a type of goods that the member buys. */
  | { code: "like_bought"; type: string }
  | { code: "popular" };

export interface OfferWishes {
  /** The same for the same member and week: who asks twice gets the same offers. */
  seed: string;
  habits: readonly Habit[];
  /** Global ids of what the shop sells most, the most first. */
  popular: readonly string[];
  products: ReadonlyMap<string, ProductFacts>;
  /** Products that were offered to the member the week before. */
  before: ReadonlySet<string>;
  count: number;
}

const LEAST_PERCENT = 5;

/**
 * The offers of one member for one week: what they buy often first, more so the more often and the more recently; then what is popular of the
 * kinds that they buy, then what is popular at all. Nothing twice in a row, nothing below the margin's floor, and less than `count` rather than
 * something that does not fit. The seed shuffles what is nearly as fit, so that weeks differ.
 */
export function pickOffers(offers: Offers, wishes: OfferWishes): Offer[] {
  const { habits, popular, products, before, count } = wishes;
  const picked = new Map<string, Offer>();
  const add = (product: string, why: OfferWhy): void => {
    if (picked.size >= count || picked.has(product) || before.has(product)) return;
    const percent = percentFor(offers, products.get(product));
    if (percent !== null) picked.set(product, { product, percent, why });
  };
  const often = habits.filter(({ orders }) => orders >= offers.boughtAtLeast);
  for (const { product, orders } of shuffled(often, wishes.seed, offers.lookbackDays))
    add(product, { code: "bought_often", orders });
  const types = new Set(habits.flatMap(({ product }) => products.get(product)?.type ?? []));
  for (const product of popular) {
    const type = products.get(product)?.type;
    if (type != null && types.has(type)) add(product, { code: "like_bought", type });
  }
  for (const product of popular) add(product, { code: "popular" });
  return [...picked.values()];
}

/** The strongest habits first; between the same seed, product and week the order never differs. */
function shuffled(habits: readonly Habit[], seed: string, lookbackDays: number): Habit[] {
  const strength = ({ product, orders, daysAgo }: Habit): number => {
    const recency = Math.max(0, lookbackDays - daysAgo);
    // Between 80 and 120 hundredths of what frequency and recency say.
    return orders * recency * (80 + (hashOf(`${seed} ${product}`) % 41));
  };
  return habits
    .map((habit) => ({ habit, strength: strength(habit) }))
    .sort((a, b) => b.strength - a.strength || (a.habit.product < b.habit.product ? -1 : 1))
    .map(({ habit }) => habit);
}

/** What can be given on a product; null where it is none that can be offered. */
function percentFor({ percent, goods, margin }: Offers, product: ProductFacts | undefined): number | null {
  if (!product || product.isDeleted || product.isGiftCard || product.status !== "active") return null;
  const facts = goodsOf(product);
  if (!selects(goods, facts)) return null;
  if (margin === null) return percent;
  const earned = margin.of.find((each) => selects(each.goods, facts))?.percent ?? margin.percent;
  const most = Math.min(percent, earned - margin.floor);
  return most >= LEAST_PERCENT ? most : null;
}

function goodsOf({ gid, handle, collections, tags, vendor, type }: ProductFacts): GoodsFacts {
  return {
    product: handle === null ? [gid] : [gid, handle],
    variant: null,
    sku: null,
    collections,
    tags,
    vendor,
    type,
  };
}

/** FNV-1a, 32 bits: spreads well enough to shuffle by, and is the same everywhere. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
