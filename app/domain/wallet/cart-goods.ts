import type { SelectionCriteria, SelectionSettings } from "../../contracts/selection.ts";
import { isCartPerk, type Perk } from "../programme/compile-perks.ts";
import type { Reward } from "../programme/compile-rewards.ts";
import type { Programme } from "../programme/programme.ts";
import { isGid, numberOf } from "./goods-names.ts";
import { goodsKeyOf, goodsTargetOf } from "./goods-target.ts";

/** Selections that rewards, perks and offers make cheaper in a cart, and what a cart must be asked for them. */
export interface GoodsUses {
  selections: SelectionSettings[];
  needs: CartNeeds;
}

/** What the Function asks of each line: every answer costs it instructions, so nothing is asked that no reward needs. */
export interface CartNeeds {
  products: boolean;
  variants: boolean;
  /** How many pieces a line has. */
  pieces: boolean;
  prices: boolean;
}

/** The variables of cart-lines.graphql, in the discount's metafield `$app:cart-variables`. */
export interface CartVariables extends CartNeeds {
  goods: boolean;
  inFirst: boolean;
  first: string[];
  inSecond: boolean;
  second: string[];
  isTagged: boolean;
  tags: string[];
}

/**
 * Which goods a key of a wallet means, in the discount's metafield `$app:cart-goods`: slots of the query ("x" and "y" for the two sets of
 * collections, "t" for the tags, "*" for all goods) with numbers of products and variants; the same once more for what is excepted.
 */
export type SpelledGoods =
  | [key: string, slots: string, products: string[], variants: string[]]
  | [
      key: string,
      slots: string,
      products: string[],
      variants: string[],
      exceptSlots: string,
      exceptProducts: string[],
      exceptVariants: string[],
    ];

export interface CartGoods {
  variables: CartVariables;
  spelled: SpelledGoods[];
}

/** What a programme's rewards and perks are for, with what open reservations kept of rewards that are offered no more. */
export function goodsUsesOf(
  programme: Pick<Programme, "rewards" | "tiers" | "memberships" | "offers">,
  reserved: readonly Reward[],
): GoodsUses {
  const uses: GoodsUses = {
    selections: [],
    needs: { products: false, variants: false, pieces: false, prices: false },
  };
  for (const reward of [...programme.rewards, ...reserved]) addReward(uses, reward);
  const sources: { perks: readonly Perk[] }[] = [...(programme.tiers?.levels ?? []), ...programme.memberships];
  for (const { perks } of sources) for (const perk of perks) addPerk(uses, perk);
  // Offers are for products of each member's own, which their wallets name.
  if (programme.offers !== null) {
    uses.needs.products = true;
    if (programme.offers.pieces !== null) uses.needs.pieces = true;
  }
  return uses;
}

function addReward(uses: GoodsUses, reward: Reward): void {
  if (reward.code === "any_amount" || reward.code === "free_shipping" || reward.goods === undefined) return;
  const { needs } = uses;
  addSelection(uses, reward.goods);
  if (reward.code === "buy_x_get_y") {
    addSelection(uses, reward.getGoods);
    needs.prices = true;
  }
  if (reward.code === "buy_x_get_y" || reward.code === "free_product") needs.pieces = true;
  if (reward.minimumMinor !== null || (reward.code === "percent_off" && reward.maximumMinor !== null))
    needs.prices = true;
}

function addPerk(uses: GoodsUses, perk: Perk): void {
  if (!isCartPerk(perk) || perk.code !== "percent_off" || perk.goods === null) return;
  addSelection(uses, perk.goods);
  if (perk.minimumMinor !== null || perk.maximumMinor !== null) uses.needs.prices = true;
}

/** Adds what an offer, reward or perk is for. */
export function addSelection({ selections, needs }: GoodsUses, selection: SelectionSettings): void {
  const target = goodsTargetOf(selection);
  if (typeof target === "string") {
    if (selections.every((each) => goodsKeyOf(each) !== target)) selections.push(selection);
    return;
  }
  if (target[0].length > 0) needs.products = true;
  if (target[1].length > 0) needs.variants = true;
}

/** So many ids may be spelled out for one selection, and for all of them: a metafield beyond 10,000 bytes is hidden from the Function. */
export const MOST_SPELLED = 250;
const MOST_BYTES = 9_500;

/** What is known of the shop's goods. */
export interface Catalogue {
  /** Global id of a collection by its handle; null where none has it. */
  collectionOf(handle: string): string | null;
  /** Global ids of the products that the criteria name, sorted. */
  productsOf(criteria: SelectionCriteria): readonly string[];
}

/** What of some criteria the query itself can answer, by slots, and what is left to be spelled out by products. */
interface Split {
  slots: string;
  rest: SelectionCriteria;
  variants: string[];
}

/**
 * What the Function must be told to know the goods of these selections. The first two sets of collections and the first set of tags
 * are questions of its query, always true to the shop; everything else is spelled out by products as they are known now. Variants are
 * named by their global ids.
 */
export function cartGoodsOf(
  { selections, needs }: GoodsUses,
  catalogue: Catalogue,
): CartGoods & { /** What could not be told in full. */ tooLarge: SelectionSettings[] } {
  const variables: CartVariables = {
    ...needs,
    goods: selections.length > 0 || needs.products || needs.variants,
    inFirst: false,
    first: [],
    inSecond: false,
    second: [],
    isTagged: false,
    tags: [],
  };
  const spelled: SpelledGoods[] = [];
  const tooLarge: SelectionSettings[] = [];
  for (const selection of selections) {
    const { except, ...included } = selection;
    const [slots, products, variants] = spell(included, variables, catalogue);
    const key = goodsKeyOf(selection);
    const added: SpelledGoods = except
      ? [key, slots, products, variants, ...spell(except, variables, catalogue)]
      : [key, slots, products, variants];
    const isCut = [products, added[5] ?? []].some((list) => list.length >= MOST_SPELLED);
    const fits = JSON.stringify([...spelled, added]).length <= MOST_BYTES;
    if (isCut || !fits) tooLarge.push(selection);
    // What does not fit is not told, and its rewards give nothing.
    if (!fits) continue;
    spelled.push(added);
    if (products.length > 0 || (added[5]?.length ?? 0) > 0) variables.products = true;
    if (variants.length > 0 || (added[6]?.length ?? 0) > 0) variables.variants = true;
  }
  return { variables, spelled, tooLarge };
}

function spell(
  criteria: SelectionCriteria,
  variables: CartVariables,
  catalogue: Catalogue,
): [slots: string, products: string[], variants: string[]] {
  if (Object.values(criteria).every((list) => list === undefined)) return ["*", [], []];
  const { slots, rest, variants } = split(criteria, variables, catalogue);
  const isNothing = Object.values(rest).every((list) => list === undefined);
  const products = isNothing ? [] : catalogue.productsOf(rest).slice(0, MOST_SPELLED).map(numberOf);
  return [slots, products, variants.map(numberOf)];
}

function split(criteria: SelectionCriteria, variables: CartVariables, catalogue: Catalogue): Split {
  const { variants = [], ...rest } = criteria;
  let slots = "";
  if (rest.collections) {
    const gids = rest.collections.flatMap((each) => (isGid(each) ? each : (catalogue.collectionOf(each) ?? [])));
    const slot = gids.length === rest.collections.length ? collectionSlot([...new Set(gids)].sort(), variables) : null;
    if (slot !== null) {
      slots += slot;
      delete rest.collections;
    }
  }
  if (rest.tags && isTagSlot([...new Set(rest.tags)].sort(), variables)) {
    slots += "t";
    delete rest.tags;
  }
  return { slots, rest, variants: variants.filter(isGid) };
}

/** Shopify takes lists of a hundred in a query. */
const MOST_IN_A_SLOT = 100;

function collectionSlot(gids: string[], variables: CartVariables): "x" | "y" | null {
  if (gids.length > MOST_IN_A_SLOT) return null;
  if (!variables.inFirst || isSame(variables.first, gids)) {
    variables.inFirst = true;
    variables.first = gids;
    return "x";
  }
  if (variables.inSecond && !isSame(variables.second, gids)) return null;
  variables.inSecond = true;
  variables.second = gids;
  return "y";
}

function isTagSlot(tags: string[], variables: CartVariables): boolean {
  if (tags.length > MOST_IN_A_SLOT || (variables.isTagged && !isSame(variables.tags, tags))) return false;
  variables.isTagged = true;
  variables.tags = tags;
  return true;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
