import { isDeepStrictEqual } from "node:util";
import type { AppContext } from "../context.ts";
import type { SelectionCriteria } from "../contracts/selection.ts";
import { CART_GOODS_KEY, CART_VARIABLES_KEY } from "../contracts/wallet.ts";
import type { Programme } from "../domain/programme/programme.ts";
import { type CartGoods, cartGoodsOf, type GoodsUses, goodsUsesOf, MOST_SPELLED } from "../domain/wallet/cart-goods.ts";
import { isGid } from "../domain/wallet/goods-names.ts";
import {
  collectionsByHandle,
  productsMatching,
  reservedForGoods,
  storeToldCartGoods,
  toldCartGoods,
} from "../persistence/cart-goods.ts";
import type { Transaction } from "../persistence/database.ts";
import { publishedProgramme } from "../persistence/wallet-states.ts";
import { GatewayError, userErrorsOf } from "../shopify/errors.ts";
import { SetMetafieldsDocument } from "../shopify/generated/operations.ts";
import { membershipsWithBenefits } from "./held-memberships.ts";

/**
 * Tells the discount which goods rewards and perks are for, where that has changed since it was last told: with a new programme, and as
 * products come, go and change their names. Both metafields are written at once, so that no run of the Function sees one without the
 * other.
 *
 * @returns why not, where Shopify did not take it: the next sweep tries again
 */
export async function tellCartGoods(
  app: Pick<AppContext, "database" | "gateway">,
  shop: { id: number; domain: string },
): Promise<string | null> {
  const { pool } = app.database;
  const programme = await publishedProgramme(pool, shop.id);
  const { discountId, told } = await toldCartGoods(pool, shop.id);
  if (!programme || discountId === null) return null;
  const now = { discount: discountId, ...(await readCartGoods(pool, shop.id, programme)) };
  if (isDeepStrictEqual(now, told) || (told === null && !now.variables.goods)) return null;
  const base = { ownerId: discountId, namespace: "$app", type: "json" };
  try {
    const answer = await app.gateway.request(shop.domain, SetMetafieldsDocument, {
      metafields: [
        { ...base, key: CART_VARIABLES_KEY, value: JSON.stringify(now.variables) },
        { ...base, key: CART_GOODS_KEY, value: JSON.stringify(now.spelled) },
      ],
    });
    const [error] = userErrorsOf(answer.metafieldsSet);
    if (error) return `SetMetafields: ${error.code}`;
  } catch (error) {
    if (error instanceof GatewayError) return error.message;
    throw error;
  }
  await storeToldCartGoods(pool, shop.id, now);
  return null;
}

async function readCartGoods(
  database: Pick<Transaction, "query">,
  shopId: number,
  programme: Programme,
): Promise<CartGoods> {
  const memberships = await membershipsWithBenefits(database, shopId, programme);
  const uses = goodsUsesOf({ ...programme, memberships }, await reservedForGoods(database, shopId));
  const handles = uses.selections.flatMap(({ collections = [], except }) =>
    [...collections, ...(except?.collections ?? [])].filter((each) => !isGid(each)),
  );
  const collections = await collectionsByHandle(database, shopId, handles);
  const collectionOf = (handle: string) => collections.get(handle.toLowerCase()) ?? null;
  const products = new Map<string, readonly string[]>();
  for (const criteria of lookUps(uses, collectionOf)) {
    const found = await productsMatching(database, shopId, criteria, MOST_SPELLED);
    // A product that was named by its id is itself, whether it is known here or not.
    const named = (criteria.products ?? []).filter(isGid);
    products.set(JSON.stringify(criteria), [...new Set([...named, ...found])].sort());
  }
  return cartGoodsOf(uses, { collectionOf, productsOf: (criteria) => products.get(JSON.stringify(criteria)) ?? [] });
}

/** What has to be looked up among the products: asked for by working it out once without. */
function lookUps(uses: GoodsUses, collectionOf: (handle: string) => string | null): SelectionCriteria[] {
  const asked: SelectionCriteria[] = [];
  const productsOf = (criteria: SelectionCriteria) => {
    asked.push(criteria);
    return [];
  };
  cartGoodsOf(uses, { collectionOf, productsOf });
  return asked;
}
