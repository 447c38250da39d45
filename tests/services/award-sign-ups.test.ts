import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#app/persistence/database.ts";
import { eraseCustomers } from "#app/services/erase-customers.ts";
import { anOrder, NOON } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import type { SentWebhook } from "#tests/support/order-webhooks.ts";
import { aShopAtWork, customerWebhook, mergeWebhook, type ShopAtWork } from "#tests/support/shop-at-work.ts";
import "#tests/support/ledger-matchers.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const DAY = 86_400_000;
const ann = "gid://shopify/Customer/1";
const bob = "gid://shopify/Customer/2";
const email = "ann@example.com";

const welcoming = () =>
  aShopAtWork(database, {
    earning: [
      { code: "per_amount", points: 1, per: "1.00" },
      { code: "sign_up", points: 50 },
    ],
  });
const tell = async (shop: ShopAtWork, ...webhooks: SentWebhook[]) => {
  await shop.receive(...webhooks);
  expect(await shop.work()).toMatchObject({ failed: 0 });
};

describe("S2, S79: points for signing up", () => {
  it("are given once, however often and by whatever topic the customer is heard of", async () => {
    const shop = await welcoming();
    const created = customerWebhook("customers/create", ann, { email });
    await tell(shop, created, created);
    await tell(shop, customerWebhook("customers/update", ann, { email, firstName: "Anna" }), created);
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 50, lifetime: 50 });
    await shop.expectToAddUp();
  });

  it("come with the points of the guest who becomes a customer", async () => {
    const shop = await welcoming();
    const order = anOrder({ customerGid: null });
    await shop.hear({ gid: order.gid, state: order });
    expect(await shop.balanceOf(email)).toHaveBalance({ available: 10 });
    await tell(shop, customerWebhook("customers/create", ann, { email }));
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 60, lifetime: 60 });
    await shop.expectToAddUp();
  });

  it("come also when an order told of the customer first", async () => {
    const shop = await welcoming();
    const order = anOrder();
    await shop.hear({ gid: order.gid, state: order });
    await tell(shop, customerWebhook("customers/create", ann, { email }));
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 60 });
    await shop.expectToAddUp();
  });
});

describe("S2: nobody signs up twice", () => {
  it("as one who was merged away: what both had stays, and nothing that comes in later adds to it", async () => {
    const shop = await welcoming();
    const created = customerWebhook("customers/create", ann, { email });
    await tell(shop, created, customerWebhook("customers/create", bob));
    await tell(shop, mergeWebhook(ann, bob));
    expect(await shop.balanceOf(bob)).toHaveBalance({ available: 100 });
    await tell(shop, created, customerWebhook("customers/update", bob), customerWebhook("customers/update", ann));
    expect(await shop.balanceOf(bob)).toHaveBalance({ available: 100 });
    await shop.expectToAddUp();
  });

  it("as the heir of one who had them", async () => {
    const shop = await welcoming();
    await tell(shop, customerWebhook("customers/create", ann, { email }));
    await tell(shop, mergeWebhook(ann, bob));
    await tell(shop, customerWebhook("customers/create", bob));
    expect(await shop.balanceOf(bob)).toHaveBalance({ available: 50 });
    await shop.expectToAddUp();
  });

  it("as one who was erased and of whom something comes in late", async () => {
    const shop = await welcoming();
    const created = customerWebhook("customers/create", ann, { email });
    await tell(shop, created);
    // Shopify erases ten days after it was wished for.
    shop.clock.advance(10 * DAY);
    await database.transaction((transaction) =>
      eraseCustomers(transaction, shop.shop, shop.clock.now(), { customerGids: [ann], emails: [email], orders: [] }),
    );
    await tell(shop, created);
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 0, lifetime: 0 });
    await shop.expectToAddUp();
  });

  it("as one who was a customer before the programme began", async () => {
    const shop = await welcoming();
    await tell(shop, customerWebhook("customers/update", ann, { email, at: NOON - 2 * DAY }));
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 0 });
  });
});
