import { isDeepStrictEqual } from "node:util";
import type { AppContext } from "../context.ts";
import type { ProgrammeSettings } from "../contracts/programme.ts";
import type { SelectionCriteria, SelectionSettings } from "../contracts/selection.ts";
import type { SettingsIssue } from "../contracts/settings-issue.ts";
import { CART_GOODS_KEY, CART_VARIABLES_KEY } from "../contracts/wallet.ts";
import { compileProgramme, type Programme } from "../domain/programme/programme.ts";
import { cartGoodsOf, type GoodsUses, goodsUsesOf, MOST_SPELLED } from "../domain/wallet/cart-goods.ts";
import { isGid } from "../domain/wallet/goods-names.ts";
import { goodsKeyOf } from "../domain/wallet/goods-target.ts";
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
  const { variables, spelled } = await readCartGoods(pool, shop.id, programme);
  const now = { discount: discountId, variables, spelled };
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
): Promise<ReturnType<typeof cartGoodsOf>> {
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

/** Goods of rewards and perks that are too many to be told apart in a cart, each with what to name instead. */
export async function cartGoodsIssues(
  database: Pick<Transaction, "query">,
  shop: { id: number; currency: string | null },
  settings: ProgrammeSettings,
): Promise<SettingsIssue[]> {
  if (shop.currency === null) return [];
  const programme = compileProgramme(0, settings, shop.currency, "UTC");
  const { tooLarge } = await readCartGoods(database, shop.id, programme);
  const keys = new Set(tooLarge.map(goodsKeyOf));
  if (keys.size === 0) return [];
  const words = {
    en: `These are more than the ${MOST_SPELLED} products that a cart can tell apart by name: choose a collection or a tag, of which a programme may use two sets and one.`,
    nl: `Dit zijn er meer dan de ${MOST_SPELLED} producten die een winkelwagen bij naam kent: kies een collectie of een tag, waarvan een programma twee reeksen en een reeks kan gebruiken.`,
  };
  return goodsIn(settings)
    .filter(({ goods }) => keys.has(goodsKeyOf(goods)))
    .map(({ path }) => ({ path, code: "contradiction", words }));
}

/** What rewards and perks are for, by the paths of the settings. */
function goodsIn({ rewards, tiers, memberships }: ProgrammeSettings): { path: string; goods: SelectionSettings }[] {
  const perks = [
    ...(tiers?.levels ?? []).map((level, at) => ({ at: `tiers.levels.${at}`, perks: level.perks })),
    ...memberships.map((membership, at) => ({ at: `memberships.${at}`, perks: membership.perks })),
  ];
  const found = [
    ...rewards.flatMap((reward, at) => [
      { path: `rewards.${at}.goods`, goods: "goods" in reward ? reward.goods : undefined },
      { path: `rewards.${at}.getGoods`, goods: "getGoods" in reward ? reward.getGoods : undefined },
    ]),
    ...perks.flatMap((source) =>
      source.perks.map((perk, at) => ({
        path: `${source.at}.perks.${at}.goods`,
        goods: "goods" in perk ? perk.goods : undefined,
      })),
    ),
  ];
  return found.flatMap(({ path, goods }) => (goods === undefined ? [] : [{ path, goods }]));
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
