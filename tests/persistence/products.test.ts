import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ReadProduct, ToldProduct } from "#app/contracts/product.ts";
import type { Database } from "#app/persistence/database.ts";
import {
  markProductsGone,
  productFacts,
  productsNamed,
  removeCollections,
  unknownProducts,
  writeCollections,
  writeMembers,
  writeReadProducts,
  writeToldProducts,
} from "#app/persistence/products.ts";
import { aShop } from "#tests/support/a-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

let database: Database;
let shopId: number;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shopId = (await aShop(database)).id;
});

const NOON = Date.UTC(2026, 5, 1, 12);
const MUG = "gid://shopify/Product/1";
const SALE = "gid://shopify/Collection/1";
const WINTER = "gid://shopify/Collection/2";
const at = (minutes: number): Date => new Date(NOON + minutes * 60_000);

function told(product: Partial<ToldProduct> = {}): ToldProduct {
  return {
    gid: MUG,
    handle: "mug",
    title: "Mug",
    vendor: "Acme",
    type: "Kitchen",
    tags: ["blue", "stone, ware"],
    priceMinor: 995,
    imageUrl: "https://cdn.shopify.com/mug.png",
    status: "active",
    version: NOON,
    ...product,
  };
}

function read(product: Partial<ReadProduct> = {}): ReadProduct {
  const collections = [{ gid: SALE, handle: "sale", title: "Sale", version: NOON }];
  return { ...told(), isGiftCard: false, hasSellingPlans: false, collections, ...product };
}

const inOne = (work: (transaction: Parameters<typeof writeReadProducts>[0]) => Promise<unknown>) =>
  database.transaction(work);
const mug = async () => (await productFacts(database.pool, shopId, [MUG])).get(MUG);

describe("facts of products", () => {
  it("carry collections by global id and handle", async () => {
    await inOne((tx) => writeReadProducts(tx, shopId, [read()], at(0)));
    const { version, ...facts } = told();
    expect(await mug()).toEqual({
      ...facts,
      collections: [SALE, "sale"],
      isGiftCard: false,
      hasSellingPlans: false,
      isDeleted: false,
    });
  });

  it("are those of the newest version, in whatever order the news come", async () => {
    const older = told({ title: "Old", version: NOON - 1000 });
    const newer = told({ title: "New", tags: [], version: NOON + 1000 });
    await inOne((tx) => writeReadProducts(tx, shopId, [read()], at(0)));
    for (const news of [newer, older, newer]) await inOne((tx) => writeToldProducts(tx, shopId, [news]));
    expect(await mug()).toMatchObject({ title: "New", tags: [], collections: [SALE, "sale"] });
    await inOne((tx) => writeReadProducts(tx, shopId, [read()], at(5)));
    expect(await mug(), "a read that shows less than a webhook told").toMatchObject({ title: "New" });
  });

  it("know the collections of the latest read, whichever is written last", async () => {
    const winter = [{ gid: WINTER, handle: "winter", title: "Winter", version: NOON }];
    await inOne((tx) => writeReadProducts(tx, shopId, [read({ collections: winter })], at(5)));
    await inOne((tx) => writeReadProducts(tx, shopId, [read()], at(1)));
    expect(await mug()).toMatchObject({ collections: [WINTER, "winter"] });
  });

  it("are not given of a product of which only a webhook told: its collections are not known", async () => {
    await inOne((tx) => writeToldProducts(tx, shopId, [told()]));
    expect(await mug()).toBeUndefined();
    expect(await unknownProducts(database.pool, shopId, [MUG, "gid://shopify/Product/2"])).toEqual([
      MUG,
      "gid://shopify/Product/2",
    ]);
    await inOne((tx) => writeReadProducts(tx, shopId, [read()], at(0)));
    expect(await unknownProducts(database.pool, shopId, [MUG])).toEqual([]);
  });

  it("stay when the product goes, for orders that name it, but it can be named no more", async () => {
    await inOne((tx) => writeReadProducts(tx, shopId, [read()], at(0)));
    expect(await productsNamed(database.pool, shopId, ["mug"])).toHaveLength(1);
    await markProductsGone(database.pool, shopId, [MUG], at(1));
    await inOne((tx) => writeToldProducts(tx, shopId, [told({ version: NOON + 1000 })]));
    expect(await mug()).toMatchObject({ isDeleted: true, tags: told().tags });
    expect(await productsNamed(database.pool, shopId, ["mug", MUG])).toEqual([]);
  });

  it("of a product that was never heard of and is gone are nothing, and it is asked for only once", async () => {
    await markProductsGone(database.pool, shopId, [MUG], at(1));
    expect(await mug()).toMatchObject({ handle: null, tags: [], collections: [], isDeleted: true });
    expect(await unknownProducts(database.pool, shopId, [MUG])).toEqual([]);
  });

  it("are of one shop alone", async () => {
    await inOne((tx) => writeReadProducts(tx, shopId, [read()], at(0)));
    const other = (await aShop(database)).id;
    expect(await productFacts(database.pool, other, [MUG])).toEqual(new Map());
  });
});

describe("collections", () => {
  it("are renamed for all of their products at once, by their newest version", async () => {
    await inOne((tx) => writeReadProducts(tx, shopId, [read()], at(0)));
    const renamed = { gid: SALE, handle: "deals", title: "Deals", version: NOON + 1000 };
    await inOne((tx) => writeCollections(tx, shopId, [renamed]));
    await inOne((tx) => writeReadProducts(tx, shopId, [read()], at(1)));
    expect(await mug()).toMatchObject({ collections: [SALE, "deals"] });
  });

  it("hold what was read of them, but for products that were read since", async () => {
    const cup = "gid://shopify/Product/2";
    await inOne((tx) => writeReadProducts(tx, shopId, [read()], at(0)));
    await inOne((tx) => writeReadProducts(tx, shopId, [read({ gid: cup, handle: "cup" })], at(9)));
    await inOne((tx) => writeCollections(tx, shopId, [{ gid: WINTER, handle: "winter", title: "W", version: NOON }]));
    await inOne((tx) => writeMembers(tx, shopId, WINTER, [MUG, cup], at(5)));
    await inOne((tx) => writeMembers(tx, shopId, SALE, [], at(5)));
    const facts = await productFacts(database.pool, shopId, [MUG, cup]);
    expect(facts.get(MUG)?.collections).toEqual([WINTER, "winter"]);
    expect(facts.get(cup)?.collections).toEqual([SALE, "sale"]);
  });

  it("that are gone hold nothing", async () => {
    await inOne((tx) => writeReadProducts(tx, shopId, [read()], at(0)));
    await inOne((tx) => removeCollections(tx, shopId, [SALE], at(1)));
    expect(await mug()).toMatchObject({ collections: [] });
  });
});
