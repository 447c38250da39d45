import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#app/persistence/database.ts";
import { findShopById, type ShopRecord } from "#app/persistence/shops.ts";
import { workShopEvents } from "#app/services/work-shop-events.ts";
import { anEvent, eventWebhook } from "#tests/support/an-event.ts";
import { anOrder, aRefund, NOON, ORDER, refunded } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { webhookOf } from "#tests/support/order-webhooks.ts";
import { aShopAtWork, customerWebhook, type ShopAtWork } from "#tests/support/shop-at-work.ts";
import "#tests/support/ledger-matchers.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const ann = "gid://shopify/Customer/9223372036854775807";
const email = "ann@example.com";
const reference = { id: "#9223372036854775807#", email, phone: null };

const request = (topic: string, payload: object) => ({
  topic,
  payload: JSON.stringify({ shop_id: 1, shop_domain: "x.myshopify.com", ...payload }).replace(/"#(\d+)#"/g, "$1"),
});

async function workRequests(shop: ShopAtWork): Promise<void> {
  await workShopEvents(shop.app, (await findShopById(database.pool, shop.shop.id)) as ShopRecord);
}

async function aShopThatKnowsAnn(): Promise<ShopAtWork> {
  const shop = await aShopAtWork(database);
  await shop.receive(customerWebhook("customers/create", ann, { email }));
  await shop.hear({ gid: ORDER, state: anOrder({ customerGid: ann }) });
  return shop;
}

async function requestsOf(shop: ShopAtWork) {
  const found = await database.pool.query<{
    topic: string;
    customer_gid: string | null;
    export: unknown;
    record: Record<string, number>;
  }>("select topic, customer_gid, export, record from compliance_request where shop_id = $1 order by id", [
    shop.shop.id,
  ]);
  return found.rows;
}

/** Everything that the database holds of a shop, as text: where a name hides, it is found. */
async function everythingOf(shop: ShopAtWork): Promise<string> {
  const tables = [
    "member",
    "order",
    "inbox",
    "entry",
    "posting",
    "lot",
    "reservation",
    "redemption",
    "outbox",
    "compliance_request",
    "customer_fact",
    "member_event",
    "event_award",
    "api_key",
  ];
  const found = await Promise.all(
    tables.map((table) =>
      database.pool.query(`select to_jsonb(t)::text as row from "${table}" t where shop_id = $1`, [shop.shop.id]),
    ),
  );
  return found.flatMap((result) => result.rows.map(({ row }) => row)).join("\n");
}

describe("customers/data_request", () => {
  it("puts everything kept of a customer where the merchant can pass it on", async () => {
    const shop = await aShopThatKnowsAnn();
    await shop.receive(
      request("customers/data_request", { customer: reference, orders_requested: [], data_request: { id: 1 } }),
    );
    await workRequests(shop);
    const [record] = await requestsOf(shop);
    expect(record).toMatchObject({
      topic: "customers/data_request",
      customer_gid: ann,
      export: {
        member: { customer: ann, email, firstName: "Ann" },
        balance: { available: 10 },
        movements: [{ kind: "award", points: 10 }],
        orders: [{ order: ORDER, pointsEarned: 10 }],
      },
    });
  });

  it("of somebody unknown is answered as well", async () => {
    const shop = await aShopAtWork(database);
    await shop.receive(request("customers/data_request", { customer: { id: 5 }, orders_requested: [] }));
    await workRequests(shop);
    expect(await requestsOf(shop)).toMatchObject([{ export: { member: null }, record: { members: 0 } }]);
  });
});

describe("customers/redact", () => {
  it("forgets who it was everywhere, lapses the points, and keeps the ledger whole", async () => {
    const shop = await aShopThatKnowsAnn();
    await shop.hear({
      gid: "gid://shopify/Order/2",
      state: anOrder({ gid: "gid://shopify/Order/2", customerGid: null, email: "Ann@Example.com" }),
    });
    await shop.receive(customerWebhook("customers/create", "gid://shopify/Customer/3", { email: "bob@example.com" }));
    // An order that could not be read still names her.
    await shop.receive({ topic: "orders/paid", payload: `{"customer":{"id":9223372036854775807,"email":"${email}"}}` });
    await shop.work();
    const redact = request("customers/redact", { customer: reference, orders_to_redact: ["#6000000000000000001#"] });
    await shop.receive({ ...redact, id: "the-request" });
    await shop.receive({ ...redact, id: "the-request" });
    await workRequests(shop);
    const left = await everythingOf(shop);
    expect(left).not.toMatch(/ann@example|9223372036854775807/i);
    expect(left).toContain("bob@example.com");
    expect(await requestsOf(shop)).toMatchObject([{ record: { members: 1, pointsLapsed: 20, orders: 1, events: 1 } }]);
    await shop.expectToAddUp();
  });

  it("S12, S25: takes along what somebody told and did, which a data request told before; a key of the API names nobody", async () => {
    const shop = await aShopAtWork(database, {
      earning: [{ code: "review", points: 10 }],
      customerFacts: { birthday: true, place: true, gender: "custom.gender", interests: "custom.interests" },
    });
    const payload = {
      id: "#9223372036854775807#",
      admin_graphql_api_id: ann,
      updated_at: "2026-01-05T10:00:00Z",
      default_address: { country_code: "NL", city: "Giethoorn" },
      metafields: [
        { namespace: "facts", key: "birth_date", value: "1990-02-28" },
        { namespace: "custom", key: "interests", value: "falconry" },
      ],
    };
    const review = anEvent({ name: "review", id: email, customerGid: ann, product: "gid://shopify/Product/77001122" });
    await shop.receive(
      { topic: "customers/update", payload: JSON.stringify(payload).replace(/"#(\d+)#"/g, "$1") },
      {
        topic: "customer.tags_added",
        payload: JSON.stringify({ customerId: ann, tags: ["duchess"], occurredAt: "2026-01-05T10:00:00Z" }),
      },
      eventWebhook(review),
    );
    expect(await shop.work()).toMatchObject({ failed: 0 });
    await shop.receive(request("customers/data_request", { customer: reference, orders_requested: [] }));
    await workRequests(shop);
    expect((await requestsOf(shop))[0]?.export).toMatchObject({
      facts: [
        { value: "1990-02-28" },
        { value: "Giethoorn" },
        { value: "NL" },
        { value: "falconry" },
        { value: "duchess" },
      ],
      events: [{ event: "review", earned: [{ rule: "review", about: "gid://shopify/Product/77001122", points: 10 }] }],
    });
    await database.pool.query("update compliance_request set export = null where shop_id = $1", [shop.shop.id]);
    await shop.receive(request("customers/redact", { customer: reference, orders_to_redact: [] }));
    await workRequests(shop);
    expect(await everythingOf(shop)).not.toMatch(/1990-02-28|Giethoorn|falconry|duchess|77001122|ann@example/i);
    await shop.expectToAddUp();
  });

  it("is not undone by what is heard of the order later, and its refund still balances", async () => {
    const shop = await aShopThatKnowsAnn();
    await shop.receive(request("customers/redact", { customer: reference, orders_to_redact: [] }));
    await workRequests(shop);
    const order = { ...anOrder({ customerGid: ann, version: NOON + 60_000 }), paidAt: null };
    await shop.hear({ gid: ORDER, state: refunded(order, aRefund(2, { A: 1 })) });
    expect(await everythingOf(shop)).not.toMatch(/ann@example|9223372036854775807/);
    expect(await shop.earned(ORDER)).toBe(0);
    await shop.expectToAddUp();
  });

  it("of a customer who was merged into another leaves the other, who did not ask, as they are", async () => {
    const shop = await aShopThatKnowsAnn();
    const bob = "gid://shopify/Customer/3";
    const merge = {
      admin_graphql_api_customer_kept_id: bob,
      admin_graphql_api_customer_deleted_id: ann,
      status: "completed",
    };
    await shop.receive({ topic: "customers/merge", payload: JSON.stringify(merge) });
    await shop.work();
    await shop.receive(request("customers/redact", { customer: { ...reference, email: null }, orders_to_redact: [] }));
    await workRequests(shop);
    expect(await shop.balanceOf(bob)).toHaveBalance({ available: 10 });
    const found = await database.pool.query("select 1 from member where shop_id = $1 and customer_gid = $2", [
      shop.shop.id,
      ann,
    ]);
    expect(found.rowCount).toBe(0);
    await shop.expectToAddUp();
  });
});

describe("shop/redact", () => {
  it("forgets every person of a shop that is gone, and none of one that came back", async () => {
    for (const status of ["uninstalled", "installed"]) {
      const shop = await aShopThatKnowsAnn();
      await shop.receive(webhookOf({ gid: "gid://shopify/Order/8", state: anOrder({ gid: "gid://shopify/Order/8" }) }));
      await database.pool.query("update shop set status = $2 where id = $1", [shop.shop.id, status]);
      await shop.receive(request("shop/redact", {}));
      await workRequests(shop);
      const left = await everythingOf(shop);
      if (status === "installed") expect(left).toContain(email);
      else expect(left).not.toMatch(/ann@example|9223372036854775807/);
      await shop.expectToAddUp();
    }
  });
});

describe("a request that fails", () => {
  it("is tried again by itself, also in a shop that has gone", async () => {
    const shop = await aShopThatKnowsAnn();
    await database.pool.query("update shop set status = 'uninstalled' where id = $1", [shop.shop.id]);
    await shop.receive(request("customers/redact", { customer: "nobody" }));
    await database.pool.query("select graphile_worker.remove_job('inbox.work:' || $1::int)", [shop.shop.id]);
    await workRequests(shop);
    const jobs = await database.pool.query(
      "select run_at > now() + interval '30 seconds' as later from graphile_worker.jobs where key = $1",
      [`inbox.work:${shop.shop.id}`],
    );
    expect(jobs.rows).toEqual([{ later: true }]);
  });
});
