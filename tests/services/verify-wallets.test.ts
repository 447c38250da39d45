import { afterAll, beforeAll, expect, it } from "vitest";
import type { AppContext } from "#app/context.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import type { Database } from "#app/persistence/database.ts";
import { deliverOutbox } from "#app/services/deliver-outbox.ts";
import { installShop } from "#app/services/install-shop.ts";
import { shopFacts } from "#app/services/read-programmes.ts";
import { reconcileOrders } from "#app/services/reconcile-orders.ts";
import { reserveReward } from "#app/services/reserve-reward.ts";
import { verifyWallets } from "#app/services/verify-wallets.ts";
import { aProcess, aVisitedShop, type ReachableShopify, startShopify } from "#tests/shopify/installed-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

let database: Database;
let shopify: ReachableShopify;
let app: AppContext;
let shop: ShopFacts;
let ann: string;

beforeAll(async () => {
  database = await testDatabase();
  shopify = await startShopify();
  const opened = await aVisitedShop(database, shopify);
  app = aProcess(database, shopify);
  shop = shopFacts((await installShop(app, opened.domain)).shop) as ShopFacts;
  shopify.clock.advance(60_000);
  ann = shopify.simulated.addCustomer(opened.domain, { email: "ann@example.com" }).gid;
  shopify.simulated.placeOrder(opened.domain, { customer: ann, lines: [{ title: "Coat", price: "150.00" }] });
  await reconcileOrders(app, shop);
  while ((await deliverOutbox(app, shop)).hasMore) {
    // Until nothing is owed.
  }
});
afterAll(() => shopify.close());

it("what Shopify holds is what the ledger leads to, after orders and after clicks", async () => {
  expect(await verifyWallets(app, shop)).toEqual({ wallets: 1, differences: { count: 0, first: [] } });
  const answer = await reserveReward(app, shop, { customerGid: ann, reward: "five", click: "a-click-of-ann" });
  expect(answer).toMatchObject({ ok: true });
  expect(await verifyWallets(app, shop)).toMatchObject({ wallets: 1, differences: { count: 0 } });
});

it("a wallet that the ledger does not lead to is found, unless a newer one is owed", async () => {
  await database.pool.query("update balance set available = available + 1 where shop_id = $1", [shop.id]);
  const { differences } = await verifyWallets(app, shop);
  expect(differences.first).toMatchObject([{ what: "wallet", field: "card" }]);
  await database.pool.query("update reservation set status = 'lapsed' where shop_id = $1", [shop.id]);
  expect((await verifyWallets(app, shop)).differences.first).toMatchObject([{ field: "wallet" }, { field: "card" }]);
  await database.pool.query(
    "insert into outbox (shop_id, kind, subject, due_at) select shop_id, 'wallet', id::text, now() from member where shop_id = $1",
    [shop.id],
  );
  expect(await verifyWallets(app, shop)).toEqual({ wallets: 0, differences: { count: 0, first: [] } });
});
