import type { GoodsTarget } from "../../../app/contracts/wallet.ts";
import type { CartLinesInput, GoodsLineInput } from "./input.ts";
import { isList } from "./wallet.ts";

const PRODUCT = "gid://shopify/Product/";
const VARIANT = "gid://shopify/ProductVariant/";

/** Lines by a slot of the query (two sets of collections, tags, all goods) or by ids; null for no ids, so that none are looked for. */
interface Part {
  isAll: boolean;
  isFirst: boolean;
  isSecond: boolean;
  isTagged: boolean;
  products: Record<string, true> | null;
  variants: Record<string, true> | null;
}

/** Which lines a grant is for. */
export interface Picks {
  included: Part;
  except: Part | null;
}

/**
 * What a target of the wallet picks; null for one that cannot be read or that the discount's metafield does not spell out: that gives
 * nothing.
 */
export function picksOf(target: GoodsTarget | undefined, input: CartLinesInput): Picks | null {
  if (isList(target)) return pair(partOf("", target[0], target[1]), null);
  const spelled = input.d?.m?.j;
  if (!isList(spelled) || typeof target !== "string") return null;
  for (const each of spelled) {
    if (!isList(each) || each[0] !== target) continue;
    const included = partOf(each[1], each[2], each[3]);
    if (each.length < 5) return pair(included, null);
    const except = partOf(each[4], each[5], each[6]);
    return except && pair(included, except);
  }
  return null;
}

/** Whether a line is picked. Gift cards never are; what the query did not ask of a line is not sure, and leaves it out. */
export function isPicked({ included, except }: Picks, { m }: GoodsLineInput): boolean {
  const product = m.p;
  if (product?.g) return false;
  return isIn(included, m, product) && (except === null || isSurelyOutside(except, m, product));
}

function pair(included: Part | null, except: Part | null): Picks | null {
  return included && { included, except };
}

function partOf(slots: unknown, products: unknown, variants: unknown): Part | null {
  if (typeof slots !== "string") return null;
  return {
    isAll: slots.includes("*"),
    isFirst: slots.includes("x"),
    isSecond: slots.includes("y"),
    isTagged: slots.includes("t"),
    products: idsOf(PRODUCT, products),
    variants: idsOf(VARIANT, variants),
  };
}

function idsOf(prefix: string, numbers: unknown): Record<string, true> | null {
  if (!isList(numbers) || numbers.length === 0) return null;
  const ids: Record<string, true> = {};
  for (const number of numbers) ids[prefix + String(number)] = true;
  return ids;
}

type Merchandise = GoodsLineInput["m"];

function isIn(part: Part, merchandise: Merchandise, product: Merchandise["p"]): boolean {
  if (part.isAll) return true;
  if (!product) return false;
  if (part.isFirst && product.x === true) return true;
  if (part.isSecond && product.y === true) return true;
  if (part.isTagged && product.t === true) return true;
  if (part.products !== null && product.i !== undefined && part.products[product.i]) return true;
  return part.variants !== null && merchandise.i !== undefined && part.variants[merchandise.i] === true;
}

function isSurelyOutside(part: Part, merchandise: Merchandise, product: Merchandise["p"]): boolean {
  if (part.isAll) return false;
  if (!product) return true;
  if (part.isFirst && product.x !== false) return false;
  if (part.isSecond && product.y !== false) return false;
  if (part.isTagged && product.t !== false) return false;
  if (part.products !== null && (product.i === undefined || part.products[product.i])) return false;
  return part.variants === null || (merchandise.i !== undefined && !part.variants[merchandise.i]);
}
