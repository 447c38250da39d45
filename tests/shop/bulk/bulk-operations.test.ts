import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { askAdmin, exchangeToken } from "../admin-client.ts";
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
  for (const title of ["Mug", "Cup"])
    running.simulated.addProduct(shop.domain, { title, price: "9.95", collections: ["sale", title.toLowerCase()] });
});

const RUN = `mutation Run($query: String!, $groupObjects: Boolean!) {
  bulkOperationRunQuery(query: $query, groupObjects: $groupObjects) {
    bulkOperation { id status }
    userErrors { field code message }
  }
}`;
const READ =
  "query Read($id: ID!) { bulkOperation(id: $id) { status errorCode url objectCount rootObjectCount fileSize } }";

interface Ran {
  bulkOperation: { id: string; status: string } | null;
  userErrors: { code: string; message: string }[];
}

async function run(query: string, groupObjects = false): Promise<Ran> {
  const { data, errors } = await askAdmin(running.simulated, shop, token, RUN, { query, groupObjects });
  expect(errors).toBeUndefined();
  return data?.bulkOperationRunQuery as Ran;
}

async function ended(ran: Ran): Promise<Record<string, string | null>> {
  for (;;) {
    const { data } = await askAdmin(running.simulated, shop, token, READ, { id: ran.bulkOperation?.id });
    const operation = data?.bulkOperation as Record<string, string | null>;
    if (operation.status !== "CREATED" && operation.status !== "RUNNING") return operation;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const download = (url: string, headers: Record<string, string> = {}) =>
  fetch(`${running.simulated.url}${new URL(url).pathname}`, {
    headers: { "x-forwarded-host": shop.domain, ...headers },
  });

async function lines(query: string, groupObjects = false): Promise<Record<string, unknown>[]> {
  const operation = await ended(await run(query, groupObjects));
  expect(operation.status).toBe("COMPLETED");
  const text = await (await download(String(operation.url))).text();
  const parsed = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(operation.objectCount).toBe(String(parsed.length));
  return parsed;
}

const PRODUCTS = "{ products { edges { node { id handle collections { edges { node { id handle } } } } } } }";

describe("A bulk operation", () => {
  it("answers one object a line, those of a nested connection with their parent's id, and says when it is over", async () => {
    const all = await lines(PRODUCTS);
    const [mug, cup] = all;
    expect(mug).toEqual({ id: expect.stringMatching(/Product/), handle: "mug" });
    expect(all.map(({ handle, __parentId }) => [handle, __parentId])).toEqual([
      ["mug", undefined],
      ["cup", undefined],
      ["sale", mug?.id],
      ["mug", mug?.id],
      ["sale", cup?.id],
      ["cup", cup?.id],
    ]);
    await running.simulated.settled();
    const finish = running.simulated.sent.findLast(({ topic }) => topic === "bulk_operations/finish");
    expect(finish?.body).toContain('"status":"completed"');
  });

  it("puts children right behind their parent where that was asked for", async () => {
    const all = await lines(PRODUCTS, true);
    expect(all.map(({ handle }) => handle)).toEqual(["mug", "sale", "mug", "cup", "sale", "cup"]);
  });

  it("reads orders with their lines as well", async () => {
    running.simulated.placeOrder(shop.domain, {
      email: "a@example.com",
      lines: [{ variant: "mug" }, { variant: "cup" }],
    });
    const all = await lines("{ orders { edges { node { id name lineItems { edges { node { id sku } } } } } } }");
    expect(all.map((line) => line.name ?? line.sku)).toEqual(["#1001", "mug", "cup"]);
  });

  it("finds what its search names, and has no file where that is nothing", async () => {
    expect(await lines('{ products(query: "handle:cup") { edges { node { id handle } } } }')).toMatchObject([
      { handle: "cup" },
    ]);
    const none = await ended(await run('{ products(query: "handle:none") { edges { node { id } } } }'));
    expect(none).toMatchObject({ status: "COMPLETED", url: null, objectCount: "0", fileSize: null });
  });

  it("gives its file to whoever knows the address, for a week, and to nobody who sends a token along", async () => {
    const { url } = await ended(await run(PRODUCTS));
    expect((await download(String(url))).status).toBe(200);
    expect((await download(String(url), { "x-shopify-access-token": token })).status).toBe(400);
    clock.advance(7 * 86_400_000 + 1000);
    expect((await download(String(url))).status).toBe(404);
  });

  it("fails where the app may not read what it asks for", async () => {
    const bare = running.simulated.addShop();
    running.simulated.installApp(bare.domain);
    running.simulated.changeScopes(bare.domain, ["read_orders"]);
    shop = bare;
    token = (await exchangeToken(running.simulated, bare)).access_token;
    expect(await ended(await run(PRODUCTS))).toMatchObject({ status: "FAILED", errorCode: "ACCESS_DENIED", url: null });
  });

  it("can be cancelled while it runs, and a sixth beside five is refused", async () => {
    running.simulated.bulk.hold();
    const five = [];
    for (let count = 0; count < 5; count += 1) five.push(await run(PRODUCTS));
    expect((await run(PRODUCTS)).userErrors).toMatchObject([{ code: "OPERATION_IN_PROGRESS" }]);
    const cancel =
      "mutation Cancel($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }";
    await askAdmin(running.simulated, shop, token, cancel, { id: five[0]?.bulkOperation?.id });
    await running.simulated.bulk.release();
    expect(await ended(five[0] as Ran)).toMatchObject({ status: "CANCELED" });
    expect(await ended(five[1] as Ran)).toMatchObject({ status: "COMPLETED" });
  });
});

describe("A bulk query is refused", () => {
  it.each([
    ["that is no query", "{ products {", /Syntax Error/],
    [
      "with a field that Shopify does not know",
      "{ products { edges { node { colour } } } }",
      /Field 'colour' doesn't exist/,
    ],
    [
      "of two root fields",
      "{ products { edges { node { id } } } orders { edges { node { id } } } }",
      /single root field/,
    ],
    ["by node", '{ node(id: "gid://shopify/Product/1") { id } }', /cannot be `node`/],
    ["with variables", "query Q($q: String) { products(query: $q) { edges { node { id } } } }", /variables/],
    ["without a connection", "{ shop { name } }", /at least one connection/],
    [
      "three connections deep",
      "{ collections { edges { node { id products { edges { node { id variants { edges { node { id } } } } } } } } } }",
      /two deep/,
    ],
    [
      "with a connection in a list",
      "{ orders { edges { node { id refunds { id refundLineItems { edges { node { quantity } } } } } } } }",
      /within a list/,
    ],
    ["that reads nodes", "{ products { nodes { id } } }", /edges/],
    [
      "without the parent's id",
      "{ products { edges { node { handle collections { edges { node { id } } } } } } }",
      /must select the 'id'/,
    ],
  ])("%s", async (_what, query, message) => {
    const { bulkOperation, userErrors } = await run(query);
    expect(bulkOperation).toBeNull();
    expect(userErrors).toMatchObject([{ code: "INVALID", message: expect.stringMatching(message) }]);
  });
});

describe("The catalogue", () => {
  it("tells of each change to products and collections, and of a collection not what is in it", async () => {
    const { simulated } = running;
    const before = simulated.sent.length;
    simulated.updateProduct(shop.domain, "mug", { tags: ["blue"], price: "8.00", collections: ["sale", "new"] });
    simulated.updateCollection(shop.domain, "sale", { handle: "deals" });
    simulated.deleteProduct(shop.domain, "cup");
    simulated.deleteCollection(shop.domain, "new");
    await simulated.settled();
    expect(simulated.sent.slice(before).map(({ topic }) => topic)).toEqual([
      "products/update",
      "collections/create",
      "collections/update",
      "collections/update",
      "collections/update",
      "products/delete",
      "collections/delete",
    ]);
    expect(simulated.sent[before]?.body).toContain('"tags":"blue"');
  });
});
