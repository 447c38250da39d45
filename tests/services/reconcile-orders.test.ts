import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "#app/context.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import type { Database } from "#app/persistence/database.ts";
import { findShop } from "#app/persistence/shops.ts";
import { installShop } from "#app/services/install-shop.ts";
import { shopFacts } from "#app/services/read-programmes.ts";
import { reconcileOrders } from "#app/services/reconcile-orders.ts";
import type { Customer, Shop } from "#tests/shop/state.ts";
import { aProcess, aVisitedShop, type ReachableShopify, startShopify } from "#tests/shopify/installed-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

let database: Database;
let shopify: ReachableShopify;
let app: AppContext;
let shop: Shop;
let facts: ShopFacts;
let ann: Customer;

// No webhook reaches the app in these tests: nothing listens at its address.
beforeAll(async () => {
  database = await testDatabase();
  shopify = await startShopify();
});
beforeEach(async () => {
  shop = await aVisitedShop(database, shopify);
  app = aProcess(database, shopify);
  facts = shopFacts((await installShop(app, shop.domain)).shop)!;
  shopify.clock.advance(60_000);
  ann = shopify.simulated.addCustomer(shop.domain, { email: "ann@example.com" });
});
afterAll(() => shopify.close());

const buy = (price: string) =>
  shopify.simulated.placeOrder(shop.domain, { customer: ann.gid, lines: [{ title: "Shirt", price }] });

async function points(): Promise<number> {
  const { rows } = await database.pool.query<{ available: string }>(
    `select balance.available from balance join member on member.shop_id = balance.shop_id and member.id = balance.member_id
     where member.shop_id = $1 and member.customer_gid = $2`,
    [facts.id, ann.gid],
  );
  return Number(rows[0]?.available ?? 0);
}

describe("reconciliation", () => {
  it("awards orders whose webhooks never came", async () => {
    buy("25.00");
    buy("10.00");
    expect(await reconcileOrders(app, facts)).toEqual({ checked: 2, healed: 2 });
    expect(await points()).toBe(35);
  });

  it("does not read an order again whose newest state it knows", async () => {
    buy("25.00");
    await reconcileOrders(app, facts);
    shopify.asked.length = 0;
    expect(await reconcileOrders(app, facts)).toEqual({ checked: 1, healed: 0 });
    expect(shopify.asked).toEqual(["ChangedOrders"]);
    expect(await points()).toBe(25);
  });

  it("takes back what a refund took that nobody told of", async () => {
    const order = buy("25.00");
    await reconcileOrders(app, facts);
    shopify.clock.advance(3_600_000);
    shopify.simulated.refundOrder(shop.domain, { order: order.gid, amount: "5.00" });
    expect(await reconcileOrders(app, facts)).toEqual({ checked: 1, healed: 1 });
    expect(await points()).toBe(20);
  });

  it("looks from the last sweep on, with some overlap", async () => {
    buy("25.00");
    shopify.clock.advance(3_600_000);
    await reconcileOrders(app, facts);
    expect((await findShop(database.pool, shop.domain))?.reconciledTo).toEqual(shopify.clock.now());
    shopify.clock.advance(24 * 3_600_000);
    buy("10.00");
    expect(await reconcileOrders(app, facts)).toEqual({ checked: 1, healed: 1 });
  });

  it("goes through all pages of a busy day", async () => {
    for (let index = 0; index < 120; index += 1) {
      buy("1.00");
      shopify.clock.advance(1_000);
    }
    expect(await reconcileOrders(app, facts)).toEqual({ checked: 120, healed: 120 });
    expect(await points()).toBe(120);
  });

  it("keeps the watermark where it got to when Shopify goes away", async () => {
    buy("25.00");
    const before = await findShop(database.pool, shop.domain);
    shopify.outage("OrderForPoints");
    const impatient: AppContext = {
      ...app,
      gateway: {
        request: (domain, document, variables) =>
          app.gateway.request(domain, document, variables, { timeLimitMs: 300 }),
      },
    };
    await expect(reconcileOrders(impatient, facts)).rejects.toMatchObject({ failure: { reason: "unreachable" } });
    shopify.outage(null);
    expect((await findShop(database.pool, shop.domain))?.reconciledTo).toEqual(before?.reconciledTo);
    expect(await reconcileOrders(app, facts)).toEqual({ checked: 1, healed: 1 });
  });

  it("leaves a shop alone that has uninstalled the app", async () => {
    buy("25.00");
    await database.pool.query("update shop set status = 'uninstalled' where id = $1", [facts.id]);
    shopify.asked.length = 0;
    expect(await reconcileOrders(app, facts)).toEqual({ checked: 0, healed: 0 });
    expect(shopify.asked).toEqual([]);
  });
});
