import { createHash } from "node:crypto";
import type { SelectionSettings } from "../../contracts/selection.ts";
import type { GoodsTarget } from "../../contracts/wallet.ts";
import { isGid, numberOf } from "./goods-names.ts";

/** So many ids may stand in a wallet for one benefit; a selection of more is spelled out once for the shop, and named by its key. */
const MOST_NAMED = 10;

/**
 * A selection as a wallet names it: products and variants by the numbers of their global ids where it consists of a few of these, otherwise
 * by a key made of what it says. A key means the same selection for ever, so that a wallet written under an older programme can never be read
 * as another one's.
 */
export function goodsTargetOf(selection: SelectionSettings): GoodsTarget {
  const { products = [], variants = [], except, ...others } = selection;
  const ids = [...products, ...variants];
  const isPlain = except === undefined && Object.values(others).every((list) => list === undefined);
  if (isPlain && ids.length > 0 && ids.length <= MOST_NAMED && ids.every(isGid))
    return [products.map(numberOf), variants.map(numberOf)];
  return goodsKeyOf(selection);
}

export function goodsKeyOf(selection: SelectionSettings): string {
  return createHash("sha256").update(canonical(selection)).digest("base64url").slice(0, 8);
}

/** JSON with sorted names: PostgreSQL keeps no order of them. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
