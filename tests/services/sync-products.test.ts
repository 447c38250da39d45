import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "#app/context.ts";
import type { ProductFacts } from "#app/contracts/product.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import type { Database } from "#app/persistence/database.ts";
import { storeWebhooks } from "#app/persistence/inbox.ts";
import { findProductSync } from "#app/persistence/product-sync.ts";
import { productFacts } from "#app/persistence/products.ts";
import { installShop } from "#app/services/install-shop.ts";
import { shopFacts } from "#app/services/read-programmes.ts";
import { syncProducts } from "#app/services/sync-products.ts";
import { workInbox } from "#app/services/work-inbox.ts";
import type { Shop } from "#tests/shop/state.ts";
import { aProcess, aVisitedShop, type ReachableShopify, startShopify } from "#tests/shopify/installed-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

let database: Database;
let shopify: ReachableShopify;
let app: AppContext;
let shop: Shop;
let facts: ShopFacts;
let heard: number;

beforeAll(async () => {
  database = await testDatabase();
  shopify = await startShopify();
});
beforeEach(async () => {
  shop = await aVisitedShop(database, shopify);
  app = aProcess(database, shopify);
  facts = shopFacts((await installShop(app, shop.domain)).shop)!;
  heard = shopify.simulated.sent.length;
});
afterAll(() => shopify.close());

const catalogue = () => shopify.simulated;
const HOUR_MS = 3_600_000;

/** What Shopify sent since is delivered and worked, in this order or another. */
async function deliver(order: (bodies: number[]) => number[] = (each) => each): Promise<void> {
  const sent = shopify.simulated.sent.slice(heard).filter(({ shop: domain }) => domain === shop.domain);
  heard = shopify.simulated.sent.length;
  const received = order(sent.map((_, index) => index)).flatMap((index) => sent[index] ?? []);
  await storeWebhooks(
    database.pool,
    received.map(({ topic, body }) => ({
      shopId: facts.id,
      webhookId: crypto.randomUUID(),
      topic,
      eventId: null,
      triggeredAt: null,
      payload: body,
    })),
    app.clock.now(),
    [facts.id],
  );
  expect(await workInbox(app, facts)).toMatchObject({ failed: 0 });
}

/** Runs the job as often as it is woken. */
async function sync(): Promise<void> {
  await syncProducts(app, facts);
  await shopify.simulated.bulk.idle();
  await syncProducts(app, facts);
}

async function known(gid: string): Promise<ProductFacts | undefined> {
  return (await productFacts(database.pool, facts.id, [gid])).get(gid);
}

describe("the whole catalogue", () => {
  it("is read once the app is installed, with collections, gift cards and selling plans", async () => {
    const mug = catalogue().addProduct(shop.domain, {
      title: "Mug",
      variants: [
        { title: "S", price: "9.95" },
        { title: "L", price: "7.50" },
      ],
      tags: ["blue", "stoneware"],
      type: "Kitchen",
      vendor: "Acme",
      collections: ["sale", "new"],
    });
    const card = catalogue().addProduct(shop.domain, {
      title: "Gift card",
      price: "50.00",
      isGiftCard: true,
      hasSellingPlans: true,
      imageUrl: null,
    });
    await sync();
    const [sale, fresh] = [...shop.collections.values()];
    expect(await known(mug.gid)).toEqual({
      gid: mug.gid,
      handle: "mug",
      title: "Mug",
      vendor: "Acme",
      type: "Kitchen",
      tags: ["blue", "stoneware"],
      collections: [sale?.gid, fresh?.gid, "sale", "new"],
      priceMinor: 750,
      imageUrl: expect.stringContaining("mug.svg"),
      isGiftCard: false,
      hasSellingPlans: false,
      status: "active",
      isDeleted: false,
    });
    expect(await known(card.gid)).toMatchObject({ isGiftCard: true, hasSellingPlans: true, imageUrl: null });
  });

  it("is read in several portions, and by a worker that goes on where another ended", async () => {
    for (let number = 0; number < 1200; number += 1)
      catalogue().addProduct(shop.domain, { title: `No ${number}`, price: "1.00" });
    const all = [...shop.products.keys()];
    await syncProducts(app, facts);
    await shopify.simulated.bulk.idle();
    const { bulkGid } = (await findProductSync(database.pool, facts.id)) ?? {};
    // As if 700 had been written before the worker was killed: nobody looks at them again.
    await database.pool.query("update product_sync set taken = 700 where shop_id = $1", [facts.id]);
    await syncProducts(app, facts);
    expect(bulkGid).toMatch(/BulkOperation/);
    expect(await productFacts(database.pool, facts.id, all)).toHaveProperty("size", 500);
    expect(await findProductSync(database.pool, facts.id)).toMatchObject({ bulkGid: null, taken: 1200 });
  });

  it("is read again a day later and heals what webhooks missed, also that a product is gone", async () => {
    const mug = catalogue().addProduct(shop.domain, { title: "Mug", price: "9.95", collections: ["sale"] });
    const cup = catalogue().addProduct(shop.domain, { title: "Cup", price: "9.95" });
    await sync();
    shopify.clock.advance(HOUR_MS);
    catalogue().updateProduct(shop.domain, "mug", { tags: ["blue"], collections: [] });
    catalogue().deleteProduct(shop.domain, "cup");
    await sync();
    expect(await known(mug.gid), "not before a day is over").toMatchObject({ tags: [] });
    shopify.clock.advance(24 * HOUR_MS);
    await sync();
    expect(await known(mug.gid)).toMatchObject({ tags: ["blue"], collections: [] });
    expect(await known(cup.gid)).toMatchObject({ isDeleted: true, handle: "cup" });
  });

  it("of no products at all is read as well", async () => {
    await sync();
    expect(await findProductSync(database.pool, facts.id)).toMatchObject({ bulkGid: null, taken: 0 });
    expect((await findProductSync(database.pool, facts.id))?.finishedAt).toEqual(app.clock.now());
  });

  it("that Shopify fails to read is tried again an hour later, and nothing that was known is lost", async () => {
    const mug = catalogue().addProduct(shop.domain, { title: "Mug", price: "9.95" });
    await sync();
    shopify.clock.advance(25 * HOUR_MS);
    shopify.simulated.bulk.hold();
    await syncProducts(app, facts);
    await shopify.simulated.bulk.release("failed");
    await syncProducts(app, facts);
    expect(await known(mug.gid)).toMatchObject({ isDeleted: false });
    await syncProducts(app, facts);
    expect(await findProductSync(database.pool, facts.id)).toMatchObject({ bulkGid: null });
    shopify.clock.advance(HOUR_MS);
    await sync();
    expect((await findProductSync(database.pool, facts.id))?.finishedAt).toEqual(app.clock.now());
  });

  it("whose result is no longer kept is read anew", async () => {
    const mug = catalogue().addProduct(shop.domain, { title: "Mug", price: "9.95" });
    await syncProducts(app, facts);
    await shopify.simulated.bulk.idle();
    shopify.clock.advance(8 * 24 * HOUR_MS);
    await syncProducts(app, facts);
    await sync();
    expect(await known(mug.gid)).toMatchObject({ title: "Mug" });
  });
});

describe("webhooks of the catalogue", () => {
  it("keep what is known up to date, in whatever order they come", async () => {
    await sync();
    const mug = catalogue().addProduct(shop.domain, { title: "Mug", price: "9.95", collections: ["sale"] });
    shopify.clock.advance(60_000);
    catalogue().updateProduct(shop.domain, "mug", { tags: ["blue"], price: "8.00", collections: ["new"] });
    shopify.clock.advance(60_000);
    catalogue().updateCollection(shop.domain, "new", { handle: "fresh" });
    await deliver((order) => order.reverse());
    await sync();
    expect(await known(mug.gid)).toMatchObject({
      tags: ["blue"],
      priceMinor: 800,
      collections: [mug.collectionGids[0], "fresh"],
    });
  });

  it("of a collection alone bring its products into it and out of it", async () => {
    const mug = catalogue().addProduct(shop.domain, { title: "Mug", price: "9.95", collections: ["sale"] });
    const cup = catalogue().addProduct(shop.domain, { title: "Cup", price: "9.95" });
    await sync();
    await deliver();
    shopify.clock.advance(60_000);
    catalogue().updateProduct(shop.domain, "mug", { collections: [] });
    catalogue().updateProduct(shop.domain, "cup", { collections: ["sale"] });
    await deliver();
    await sync();
    expect((await known(mug.gid))?.collections).toEqual([]);
    expect((await known(cup.gid))?.collections).toContain("sale");
  });

  it("that tell nothing new bring no read: Shopify sends products/update with each order, for the stock", async () => {
    const mug = catalogue().addProduct(shop.domain, {
      title: "Mug",
      price: "9.95",
      tags: ["b", "a"],
      collections: ["sale"],
    });
    await sync();
    await deliver();
    await sync();
    shopify.clock.advance(60_000);
    shopify.asked.length = 0;
    catalogue().updateProduct(shop.domain, "mug", { title: "Mug" });
    await deliver();
    await sync();
    expect(shopify.asked).toEqual([]);
    expect(await known(mug.gid)).toMatchObject({ tags: ["a", "b"] });
  });

  it("that something is gone are final", async () => {
    const mug = catalogue().addProduct(shop.domain, { title: "Mug", price: "9.95", collections: ["sale"] });
    const cup = catalogue().addProduct(shop.domain, { title: "Cup", price: "9.95", collections: ["sale"] });
    await sync();
    shopify.clock.advance(60_000);
    catalogue().updateProduct(shop.domain, "mug", { tags: ["blue"] });
    catalogue().deleteProduct(shop.domain, "mug");
    catalogue().deleteCollection(shop.domain, "sale");
    await deliver((order) => order.reverse());
    await sync();
    expect(await known(mug.gid)).toMatchObject({ isDeleted: true });
    expect((await known(cup.gid))?.collections).toEqual([]);
  });

  it("are read of by twenties, and by one bulk operation where a great many come at once", async () => {
    await sync();
    for (let number = 0; number < 45; number += 1)
      catalogue().addProduct(shop.domain, { title: `No ${number}`, price: "1.00" });
    await deliver();
    shopify.asked.length = 0;
    await sync();
    expect(shopify.asked.filter((name) => name === "ProductsForRules")).toHaveLength(3);

    shopify.clock.advance(60_000);
    await database.pool.query(
      `insert into outbox (shop_id, kind, subject, due_at) select $1, 'product', 'gid://shopify/Product/' || n, $2 from generate_series(1, 1001) as n`,
      [facts.id, app.clock.now()],
    );
    shopify.asked.length = 0;
    await sync();
    expect(shopify.asked.filter((name) => name === "ProductsForRules")).toEqual([]);
    expect(shopify.asked).toContain("StartBulkRead");
    const { rows } = await database.pool.query("select 1 from outbox where shop_id = $1 and kind = 'product'", [
      facts.id,
    ]);
    expect(rows).toEqual([]);
  });
});
