import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AdminAnswer, askAdmin, exchangeToken } from "../admin-client.ts";
import { createDrivenClock } from "../clock.ts";
import { startShopForTest } from "../listening-app.ts";
import type { Shop } from "../state.ts";

const clock = createDrivenClock("2026-03-01T12:00:00Z");
let running: Awaited<ReturnType<typeof startShopForTest>>;
let shop: Shop;
let token: string;
beforeAll(async () => {
  running = await startShopForTest({ clock });
});
afterAll(() => running.close());
beforeEach(async () => {
  shop = running.simulated.addShop();
  running.simulated.installApp(shop.domain);
  token = (await exchangeToken(running.simulated, shop)).access_token;
});

const ask = (query: string, variables: Record<string, unknown> = {}): Promise<AdminAnswer> =>
  askAdmin(running.simulated, shop, token, query, variables);

describe("An operation", () => {
  it("with a field that the schema does not have is refused", async () => {
    const { status, errors, data } = await ask("{ shop { loyaltyPoints } }");
    expect(status).toBe(200);
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([
      {
        message: "Field 'loyaltyPoints' doesn't exist on type 'Shop'",
        extensions: { code: "undefinedField", typeName: "Shop", fieldName: "loyaltyPoints" },
      },
    ]);
  });

  it("with an argument that the field does not take is refused", async () => {
    const { errors } = await ask('{ shop { metafield(namespace: "$app", key: "x", sort: 1) { value } } }');
    expect(errors).toMatchObject([{ extensions: { code: "argumentNotAccepted", argumentName: "sort" } }]);
  });

  it("with a variable of the wrong shape is refused, and the variable named", async () => {
    const { errors } = await ask(
      "mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { userErrors { message } } }",
      {
        m: [{ ownerId: shop.gid, key: "points", points: 5 }],
      },
    );
    expect(errors?.[0]).toMatchObject({ extensions: { code: "INVALID_VARIABLE" } });
    expect(errors?.[0]?.message).toContain("Variable $m was provided invalid value");
  });

  it("that is no GraphQL is refused", async () => {
    expect((await ask("{ shop { name ")).errors?.[0]?.message).toContain("Syntax Error");
  });

  it("that asks for what the shop does not simulate is told so, rather than given a made-up value", async () => {
    const { errors } = await ask("{ shop { orderNumberFormatPrefix } }");
    expect(errors).toMatchObject([{ extensions: { code: "NOT_SIMULATED" } }]);
  });

  it("with a connection without a size is refused", async () => {
    expect((await ask("{ customers { nodes { id } } }")).errors?.[0]?.message).toBe(
      "you must provide one of first or last",
    );
  });
});

describe("Access", () => {
  it("is denied without the scope that the schema names for a type", async () => {
    running.simulated.changeScopes(shop.domain, ["write_customers"]);
    const { data, errors } = await ask("{ orders(first: 1) { nodes { id } } shop { name } }");
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining("Access denied for orders field. Required access: `read_orders` access scope"),
        extensions: { code: "ACCESS_DENIED", documentation: "https://shopify.dev/api/usage/access-scopes" },
      },
    ]);
    expect(data).toBeNull();
  });

  it("to read comes with the scope to write", async () => {
    running.simulated.changeScopes(shop.domain, ["write_orders"]);
    expect((await ask("{ orders(first: 1) { nodes { id } } }")).errors).toBeUndefined();
  });

  it("to a mutation needs the scope that the schema names for it", async () => {
    running.simulated.changeScopes(shop.domain, ["read_orders"]);
    const { errors } = await ask(`mutation {
      orderCancel(orderId: "gid://shopify/Order/1", reason: OTHER, restock: true, refundMethod: { originalPaymentMethodsRefund: true }) {
        job { id }
      }
    }`);
    expect(errors).toMatchObject([{ extensions: { code: "ACCESS_DENIED" }, path: ["orderCancel"] }]);
  });

  it("to a customer's metafields needs what changing the customer needs", async () => {
    running.simulated.changeScopes(shop.domain, ["read_customers"]);
    const { gid } = running.simulated.addCustomer(shop.domain, { email: "ann@example.com" });
    const { errors } = await ask(
      "mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { userErrors { message } } }",
      { m: [{ ownerId: gid, key: "card", type: "json", value: "{}" }] },
    );
    expect(errors).toMatchObject([
      { extensions: { code: "ACCESS_DENIED", requiredAccess: "`write_customers` access scope." } },
    ]);
  });

  it("ends at orders of the last 60 days unless read_all_orders is granted", async () => {
    const { gid } = running.simulated.placeOrder(shop.domain, { lines: [{ price: "10.00" }] });
    clock.advance(61 * 86_400_000);
    const query = "query($id: ID!) { order(id: $id) { id } orders(first: 5) { nodes { id } } }";
    expect((await ask(query, { id: gid })).data).toEqual({ order: null, orders: { nodes: [] } });
    running.simulated.changeScopes(shop.domain, ["read_orders", "read_all_orders"]);
    expect((await ask(query, { id: gid })).data).toEqual({ order: { id: gid }, orders: { nodes: [{ id: gid }] } });
  });
});

describe("The rate limit", () => {
  it("reports what a query was asked to cost, did cost, and what is left", async () => {
    running.simulated.addCustomer(shop.domain, { email: "ann@example.com" });
    const { extensions } = await ask("{ customers(first: 50) { nodes { id } } }");
    expect(extensions?.cost).toMatchObject({
      requestedQueryCost: 52,
      actualQueryCost: 3,
      throttleStatus: { maximumAvailable: 2000, restoreRate: 100 },
    });
  });

  it("throttles when the bucket is empty, and restores over time", async () => {
    running.simulated.bucket.drain(shop);
    const { status, errors, extensions } = await ask("{ customers(first: 250) { nodes { id } } }");
    expect(status).toBe(200);
    expect(errors).toMatchObject([{ message: "Throttled", extensions: { code: "THROTTLED" } }]);
    expect(extensions?.cost.actualQueryCost).toBeNull();
    await expect.poll(async () => (await ask("{ shop { name } }")).errors, { timeout: 3000 }).toBeUndefined();
  });

  it("refuses a single query above 1,000", async () => {
    const { errors } = await ask("{ customers(first: 50) { nodes { orders(first: 50) { nodes { id } } } } }");
    expect(errors).toMatchObject([{ extensions: { code: "MAX_COST_EXCEEDED", maxCost: 1000 } }]);
  });

  it("is larger for a shop on a larger plan", async () => {
    shop.plan = "plus";
    expect((await ask("{ shop { name } }")).extensions?.cost.throttleStatus).toMatchObject({
      maximumAvailable: 20_000,
      restoreRate: 1000,
    });
  });
});

describe("Lists", () => {
  it("are paged by cursors that survive changes in between", async () => {
    const emails = ["a", "b", "c", "d", "e"].map((name) => `${name}@example.com`);
    const gids = emails.map((email) => running.simulated.addCustomer(shop.domain, { email }).gid);
    const query =
      "query($after: String) { customers(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }";
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const { data }: AdminAnswer = await ask(query, { after });
      const page = data?.customers as {
        nodes: { id: string }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      seen.push(...page.nodes.map((node) => node.id));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
      if (seen.length === 2) running.simulated.deleteCustomer(shop.domain, gids[1] ?? "");
    }
    expect(seen).toEqual(gids);
  });

  it("of orders are searched by when they changed, and sorted by it", async () => {
    const first = running.simulated.placeOrder(shop.domain, { lines: [{ price: "10.00" }] });
    clock.advance(3_600_000);
    const watermark = clock.now().toISOString();
    const second = running.simulated.placeOrder(shop.domain, { lines: [{ price: "10.00" }] });
    running.simulated.placeOrder(shop.domain, { lines: [{ price: "10.00" }] });
    clock.advance(60_000);
    running.simulated.refundOrder(shop.domain, { order: second.gid, amount: "1.00" });
    clock.advance(60_000);
    running.simulated.refundOrder(shop.domain, { order: first.gid, amount: "1.00" });
    const { data } = await ask(
      "query($q: String) { orders(first: 10, sortKey: UPDATED_AT, reverse: true, query: $q) { nodes { id } } }",
      {
        q: `updated_at:>'${watermark}'`,
      },
    );
    expect(data?.orders).toEqual({ nodes: [{ id: first.gid }, { id: second.gid }] });
  });

  it("of customers are searched by e-mail address", async () => {
    running.simulated.addCustomer(shop.domain, { email: "ann@example.com" });
    const { gid } = running.simulated.addCustomer(shop.domain, { email: "Bob@Example.com" });
    const { data } = await ask('{ customers(first: 5, query: "email:bob@example.com") { nodes { id } } }');
    expect(data?.customers).toEqual({ nodes: [{ id: gid }] });
  });

  it("refuse a search by a field that is not simulated", async () => {
    expect(
      (await ask('{ customers(first: 5, query: "company:acme") { nodes { id } } }')).errors?.[0]?.message,
    ).toContain("company");
  });
});

describe("An order", () => {
  it("is answered with its money in both currencies", async () => {
    const order = running.simulated.placeOrder(shop.domain, {
      lines: [{ price: "10.00", quantity: 3 }],
      presentment: { currency: "USD", rate: "1.1" },
      discounts: [{ kind: "automatic", title: "Points (AB12CD34)", class: "order", value: { amount: "5.00" } }],
    });
    const refund = running.simulated.refundOrder(shop.domain, { order: order.gid, lines: [{ line: 0, quantity: 1 }] });
    const { data, errors } = await ask(
      `query($id: ID!, $ids: [ID!]!) {
        order(id: $id) {
          displayFinancialStatus
          totalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
          discountApplications(first: 5) { nodes { index ... on AutomaticDiscountApplication { title } } }
          lineItems(first: 5) { nodes { quantity currentQuantity discountAllocations { allocatedAmountSet { presentmentMoney { amount } } } } }
          refunds { refundLineItems(first: 5) { nodes { quantity subtotalSet { presentmentMoney { amount } } } } }
        }
        nodes(ids: $ids) { __typename id }
      }`,
      { id: order.gid, ids: [order.gid, refund.gid, "gid://shopify/Customer/1"] },
    );
    expect(errors).toBeUndefined();
    expect(data?.order).toEqual({
      displayFinancialStatus: "PARTIALLY_REFUNDED",
      totalPriceSet: {
        shopMoney: { amount: "25.45", currencyCode: "EUR" },
        presentmentMoney: { amount: "28.0", currencyCode: "USD" },
      },
      discountApplications: { nodes: [{ index: 0, title: "Points (AB12CD34)" }] },
      lineItems: {
        nodes: [
          {
            quantity: 3,
            currentQuantity: 2,
            discountAllocations: [{ allocatedAmountSet: { presentmentMoney: { amount: "5.0" } } }],
          },
        ],
      },
      refunds: [
        { refundLineItems: { nodes: [{ quantity: 1, subtotalSet: { presentmentMoney: { amount: "9.33" } } }] } },
      ],
    });
    expect(data?.nodes).toEqual([
      { __typename: "Order", id: order.gid },
      { __typename: "Refund", id: refund.gid },
      null,
    ]);
  });

  it("is cancelled and tagged, and says so by webhook", async () => {
    const order = running.simulated.placeOrder(shop.domain, { lines: [{ price: "10.00" }] });
    await running.simulated.settled();
    running.app.received.length = 0;
    const { data } = await ask(
      `mutation($id: ID!) {
        tagsAdd(id: $id, tags: ["overspent"]) { node { id } userErrors { message } }
        orderCancel(orderId: $id, reason: OTHER, restock: true, refundMethod: { originalPaymentMethodsRefund: true }) {
          orderCancelUserErrors { code }
        }
      }`,
      { id: order.gid },
    );
    expect(data).toMatchObject({ tagsAdd: { userErrors: [] }, orderCancel: { orderCancelUserErrors: [] } });
    await running.simulated.settled();
    expect(running.app.topics().sort()).toEqual([
      "orders/cancelled",
      "orders/updated",
      "orders/updated",
      "refunds/create",
    ]);
    expect(order).toMatchObject({ tags: ["overspent"], cancelReason: "other" });
  });
});
