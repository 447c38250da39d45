import { afterAll, beforeAll, expect, it } from "vitest";
import type { ShopFacts } from "#app/contracts/shop.ts";
import type { Database } from "#app/persistence/database.ts";
import { installShop } from "#app/services/install-shop.ts";
import { shopFacts } from "#app/services/read-programmes.ts";
import { reconcileOrders } from "#app/services/reconcile-orders.ts";
import { aProcess, aVisitedShop, type ReachableShopify, startShopify } from "#tests/shopify/installed-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

let database: Database;
let shopify: ReachableShopify;
beforeAll(async () => {
  database = await testDatabase();
  shopify = await startShopify();
});
afterAll(() => shopify.close());

it("a payment whose webhook was lost, in the very second in which the order was placed, is found", async () => {
  const shop = await aVisitedShop(database, shopify);
  const app = aProcess(database, shopify);
  const facts = shopFacts((await installShop(app, shop.domain)).shop) as ShopFacts;
  shopify.clock.advance(60_000);
  const ann = shopify.simulated.addCustomer(shop.domain, { email: "ann@example.com" });
  const placed = { customer: ann.gid, lines: [{ title: "Shirt", price: "25.00" }], isPaid: false };
  const order = shopify.simulated.placeOrder(shop.domain, placed);
  expect(await reconcileOrders(app, facts)).toEqual({ checked: 1, healed: 1 });
  shopify.simulated.payOrder(shop.domain, order.gid);
  expect(await reconcileOrders(app, facts)).toEqual({ checked: 1, healed: 1 });
  const { rows } = await database.pool.query('select points_earned::int as points from "order" where shop_id = $1', [
    facts.id,
  ]);
  expect(rows).toEqual([{ points: 25 }]);
  expect(await reconcileOrders(app, facts)).toEqual({ checked: 1, healed: 0 });
});
