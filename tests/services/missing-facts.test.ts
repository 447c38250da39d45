import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "#app/context.ts";
import { type ProgrammeInput, programmeSettings } from "#app/contracts/programme.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import { asksOfProducts } from "#app/domain/programme/facts-wanted.ts";
import type { Database } from "#app/persistence/database.ts";
import { storeWebhooks } from "#app/persistence/inbox.ts";
import { installShop } from "#app/services/install-shop.ts";
import { shopFacts } from "#app/services/read-programmes.ts";
import { reconcileOrders } from "#app/services/reconcile-orders.ts";
import { workInbox } from "#app/services/work-inbox.ts";
import type { PlaceOrder } from "#tests/shop/order-requests.ts";
import type { Customer, Order, Shop } from "#tests/shop/state.ts";
import { aProcess, aVisitedShop, type ReachableShopify, startShopify, visit } from "#tests/shopify/installed-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

let database: Database;
let shopify: ReachableShopify;
let app: AppContext;
let shop: Shop;
let facts: ShopFacts;
let ann: Customer;
let heard: number;

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
  shopify.outage(null);
});
afterAll(() => shopify.close());

const perEuro = { code: "per_amount", points: 1, per: "1.00", basis: "after_discounts", rounding: "down" } as const;
const doubled = { code: "per_product" as const, goods: { tags: ["double"] }, points: 10, per: "1.00" };

/** From here on the shop's programme; orders placed before keep the default one. */
async function publish(earning: ProgrammeInput["earning"], more: ProgrammeInput = {}): Promise<void> {
  await database.pool.query(
    `insert into programme_version (shop_id, version, settings, published_at, published_by)
     select $1, max(version) + 1, $2, $3, 'test' from programme_version where shop_id = $1`,
    [facts.id, JSON.stringify(programmeSettings.parse({ earning, ...more })), shopify.clock.now()],
  );
  shopify.clock.advance(60_000);
  heard = shopify.simulated.sent.length;
  shopify.asked.length = 0;
}

/** Delivers what Shopify sent about orders, and of the catalogue only when asked to: its webhooks may be late. */
async function deliver(topics = /^(orders|refunds)\//): Promise<{ worked: number; failed: number }> {
  const sent = shopify.simulated.sent
    .slice(heard)
    .filter(({ shop: domain, topic }) => domain === shop.domain && topics.test(topic));
  const received = sent.map(({ topic, body }) => ({
    shopId: facts.id,
    webhookId: crypto.randomUUID(),
    topic,
    eventId: null,
    triggeredAt: null,
    payload: body,
  }));
  await storeWebhooks(database.pool, received, app.clock.now(), [facts.id]);
  heard = shopify.simulated.sent.length;
  return workInbox(app, facts);
}

const buy = (order: Partial<PlaceOrder>): Order =>
  shopify.simulated.placeOrder(shop.domain, { customer: ann.gid, lines: [], ...order });
const asked = (...names: string[]) => shopify.asked.filter((name) => names.includes(name));

async function earned(order: Order): Promise<number | undefined> {
  const { rows } = await database.pool.query<{ points: string }>(
    `select points_earned as points from "order" where shop_id = $1 and gid = $2`,
    [facts.id, order.gid],
  );
  return rows[0] && Number(rows[0].points);
}

describe("an order of a product that was never heard of", () => {
  it("is worked by what the product is, which is read first, once for a batch", async () => {
    await publish([perEuro, doubled]);
    shopify.simulated.addProduct(shop.domain, { title: "Mug", price: "10.00", tags: ["double"] });
    shopify.simulated.addProduct(shop.domain, { title: "Cup", price: "10.00" });
    const both = buy({ lines: [{ variant: "mug" }, { variant: "cup" }] });
    const cup = buy({ lines: [{ variant: "cup" }] });
    expect(await deliver()).toMatchObject({ failed: 0 });
    expect([await earned(both), await earned(cup)]).toEqual([120, 10]);
    expect(asked("ProductsForRules")).toHaveLength(1);
    buy({ lines: [{ variant: "mug" }] });
    await deliver();
    expect(asked("ProductsForRules"), "known from here on").toHaveLength(1);
  });

  it("waits while Shopify does not answer, and nothing else does", async () => {
    await publish([perEuro, doubled]);
    shopify.simulated.addProduct(shop.domain, { title: "Mug", price: "10.00", tags: ["double"] });
    const mug = buy({ lines: [{ variant: "mug" }] });
    const own = buy({ lines: [{ title: "Repair", price: "7.00" }] });
    // A process of its own knows no token from before.
    await database.pool.query("delete from session where shop = $1", [shop.domain]);
    app = aProcess(database, shopify);
    expect((await deliver()).failed).toBeGreaterThan(0);
    expect([await earned(mug), await earned(own)]).toEqual([undefined, 7]);
    await visit(database, shopify, shop);
    shopify.clock.advance(60_000);
    expect(await workInbox(app, facts)).toMatchObject({ failed: 0 });
    expect(await earned(mug)).toBe(110);
  });

  it("that is gone meanwhile is worked by what its line tells, and asked for once", async () => {
    await publish([perEuro, doubled]);
    shopify.simulated.addProduct(shop.domain, { title: "Mug", price: "10.00", tags: ["double"] });
    const mug = buy({ lines: [{ variant: "mug" }] });
    shopify.simulated.deleteProduct(shop.domain, "mug");
    expect(await deliver()).toMatchObject({ failed: 0 });
    expect(await earned(mug)).toBe(10);
    expect(asked("ProductsForRules")).toHaveLength(1);
  });

  it("keeps what it was when the product changes later: a refund takes back what it gave", async () => {
    await publish([perEuro, doubled]);
    shopify.simulated.addProduct(shop.domain, { title: "Mug", price: "10.00", tags: ["double"] });
    const mug = buy({ lines: [{ variant: "mug", quantity: 2 }] });
    await deliver();
    expect(await earned(mug)).toBe(220);
    shopify.clock.advance(60_000);
    shopify.simulated.updateProduct(shop.domain, "mug", { tags: [] });
    shopify.simulated.refundOrder(shop.domain, { order: mug.gid, lines: [{ line: 0, quantity: 1 }] });
    expect(await deliver(/./)).toMatchObject({ failed: 0 });
    expect(await earned(mug)).toBe(110);
  });

  it("is healed with what the product is where no webhook came at all", async () => {
    await publish([perEuro, doubled]);
    shopify.simulated.addProduct(shop.domain, { title: "Mug", price: "10.00", tags: ["double"] });
    const mug = buy({ lines: [{ variant: "mug" }] });
    expect(await reconcileOrders(app, facts)).toMatchObject({ healed: 1 });
    expect(await earned(mug)).toBe(110);
  });
});

describe("a rule that asks only what an order's line tells", () => {
  it("has nothing read", async () => {
    shopify.simulated.addProduct(shop.domain, { title: "Mug", price: "10.00", vendor: "Acme" });
    await publish([perEuro, { ...doubled, goods: { vendors: ["acme"] } }]);
    const mug = buy({ lines: [{ variant: "mug" }] });
    await deliver();
    expect(await earned(mug)).toBe(110);
    expect(shopify.asked).toEqual([]);
  });

  it.each([
    [{ skus: ["a"], vendors: ["b"], variants: ["c"], products: ["gid://shopify/Product/1"] }, false],
    [{ products: ["mug"] }, true],
    [{ collections: ["sale"] }, true],
    [{ types: ["Shirt"] }, true],
    [{ except: { tags: ["sale"] } }, true],
    [{}, false],
  ])("is told apart: %j", (selection, expected) => {
    expect(asksOfProducts(selection)).toBe(expected);
  });
});

describe("an order paid in part by gift card", () => {
  const exceptGiftCards = { ...perEuro, exceptPaidBy: ["gift_card" as const] };
  const paid = {
    lines: [{ title: "Lamp", price: "50.00" }],
    tenders: [{ gateway: "gift_card" as const, amount: "20.00" }],
  };

  it("is read in full where a rule asks how much, since webhooks name the means of payment and no amount", async () => {
    await publish([exceptGiftCards]);
    const order = buy(paid);
    const other = buy({ lines: [{ title: "Lamp", price: "50.00" }] });
    await deliver();
    expect([await earned(order), await earned(other)]).toEqual([30, 50]);
    expect(asked("OrderForPoints"), "the one, once for all its webhooks").toHaveLength(1);
  });

  it("is read for no other rule", async () => {
    await publish([perEuro]);
    const order = buy(paid);
    await deliver();
    expect(await earned(order)).toBe(50);
    expect(shopify.asked).toEqual([]);
  });
});

describe("an order by a selling plan", () => {
  it("is read in full where a membership is sold by one, and only of products that selling plans sell", async () => {
    await publish([perEuro], {
      memberships: [
        {
          id: "premium",
          name: "Premium",
          sellingPlans: ["Every year"],
          term: { months: 12 },
          perks: [],
          multiplier: 2,
        },
      ],
    });
    shopify.simulated.addProduct(shop.domain, { title: "Club", price: "10.00", hasSellingPlans: true });
    shopify.simulated.addProduct(shop.domain, { title: "Mug", price: "10.00" });
    const club = buy({ lines: [{ variant: "club", sellingPlan: "Every year" }] });
    buy({ lines: [{ variant: "mug" }] });
    expect(await deliver()).toMatchObject({ failed: 0 });
    expect(asked("OrderForPoints")).toHaveLength(1);
    const { rows } = await database.pool.query(
      `select state->'order'->'lines'->0->'sellingPlan'->>'name' as plan from "order" where shop_id = $1 and gid = $2`,
      [facts.id, club.gid],
    );
    expect(rows).toEqual([{ plan: "Every year" }]);
    shopify.clock.advance(60_000);
    shopify.simulated.fulfilOrder(shop.domain, club.gid);
    await deliver();
    expect(asked("OrderForPoints"), "what is known of its plan stays known").toHaveLength(1);
  });
});
