import type { SelectionCriteria, SelectionSettings } from "../../contracts/selection.ts";

/** What is known of goods, as rules select by it. Everything that names them stands in one list: global id and handle. */
export interface GoodsFacts {
  /** The product's global id and handle; empty where it was deleted or never was one. */
  product: readonly string[];
  variant: string | null;
  sku: string | null;
  /** Global ids and handles of the collections that it is in. */
  collections: readonly string[];
  tags: readonly string[];
  vendor: string | null;
  type: string | null;
}

export const nothingKnownOfGoods: GoodsFacts = {
  product: [],
  variant: null,
  sku: null,
  collections: [],
  tags: [],
  vendor: null,
  type: null,
};

/** Whether goods are among those that a setting selects. Capitals do not matter, as in Shopify's own conditions. */
export function selects(selection: SelectionSettings | null, goods: GoodsFacts): boolean {
  if (selection === null) return true;
  const { except, ...included } = selection;
  return (isEmpty(included) || names(included, goods)) && !(except && names(except, goods));
}

/** The same selection with its words in small letters, for the theme's language, which compares letter by letter. */
export function inSmallLetters({ except, ...included }: SelectionSettings): SelectionSettings {
  const lower = (criteria: SelectionCriteria): SelectionCriteria =>
    Object.fromEntries(Object.entries(criteria).map(([name, list]) => [name, list?.map((word) => word.toLowerCase())]));
  return { ...lower(included), ...(except ? { except: lower(except) } : {}) };
}

function isEmpty(criteria: SelectionCriteria): boolean {
  return Object.values(criteria).every((list) => list === undefined);
}

function names(criteria: SelectionCriteria, goods: GoodsFacts): boolean {
  return (
    isNamed(criteria.products, goods.product) ||
    isNamed(criteria.variants, listOf(goods.variant)) ||
    isNamed(criteria.skus, listOf(goods.sku)) ||
    isNamed(criteria.collections, goods.collections) ||
    isNamed(criteria.tags, goods.tags) ||
    isNamed(criteria.vendors, listOf(goods.vendor)) ||
    isNamed(criteria.types, listOf(goods.type))
  );
}

function isNamed(list: readonly string[] | undefined, words: readonly string[]): boolean {
  return list !== undefined && words.some((word) => list.some((each) => each.toLowerCase() === word.toLowerCase()));
}

function listOf(word: string | null): string[] {
  return word === null ? [] : [word];
}
