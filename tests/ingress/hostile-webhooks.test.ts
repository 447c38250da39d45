import { createHmac } from "node:crypto";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { aShop } from "#tests/support/a-shop.ts";
import { testDatabase } from "#tests/support/database.ts";
import { contextAround, listeningFor, SECRET } from "./webhook-caller.ts";

const database = await testDatabase();
const { url, call } = await listeningFor(contextAround(database));

async function stored(shop: string): Promise<number> {
  const result = await database.pool.query<{ count: string }>(
    "select count(*) from inbox join shop on shop.id = inbox.shop_id where shop.domain = $1",
    [shop],
  );
  return Number(result.rows[0]?.count);
}

test("a webhook with Shopify's signature is stored before it is answered, and its work is enqueued with it", async () => {
  const { domain, id } = await aShop(database);
  expect(await call({ shop: domain, body: '{"id":1}' })).toBe(200);
  expect(await stored(domain)).toBe(1);
  const jobs = await database.pool.query("select 1 from graphile_worker._private_jobs where key = $1", [
    `inbox.work:${id}`,
  ]);
  expect(jobs.rowCount).toBe(1);
});

test.each([
  ["no signature", null],
  ["an empty signature", ""],
  ["another secret's signature", createHmac("sha256", "not the secret").update("{}").digest("base64")],
  ["a signature in hex instead of base64", createHmac("sha256", SECRET).update("{}").digest("hex")],
  ["half a signature", createHmac("sha256", SECRET).update("{}").digest("base64").slice(0, 20)],
  ["a signature of megabytes", "A".repeat(12_000)],
])("a webhook with %s is refused with 401 and not stored", async (_, signature) => {
  const { domain } = await aShop(database);
  expect(await call({ shop: domain, signature })).toBe(401);
  expect(await stored(domain)).toBe(0);
});

test("a body that was changed on its way is refused", async () => {
  const { domain } = await aShop(database);
  const signature = createHmac("sha256", SECRET).update('{"total":"1.00"}').digest("base64");
  expect(await call({ shop: domain, body: '{"total":"9.00"}', signature })).toBe(401);
  expect(await stored(domain)).toBe(0);
});

test("the same webhook again is answered 200 and stored once", async () => {
  const { domain } = await aShop(database);
  for (let times = 0; times < 3; times += 1) expect(await call({ shop: domain, webhookId: "same" })).toBe(200);
  expect(await stored(domain)).toBe(1);
});

test("one webhook id belongs to one shop: another shop's use of it takes nothing away", async () => {
  const [ours, theirs] = [await aShop(database), await aShop(database)];
  expect(await call({ shop: ours.domain, webhookId: "shared" })).toBe(200);
  expect(await call({ shop: theirs.domain, webhookId: "shared" })).toBe(200);
  expect([await stored(ours.domain), await stored(theirs.domain)]).toEqual([1, 1]);
});

test("a body beyond 4 MB is refused with 413, whether its length is told or not", async () => {
  const { domain } = await aShop(database);
  expect(await call({ shop: domain, body: Buffer.alloc(4 * 1024 * 1024 + 1, 32) })).toBe(413);
  expect(await stored(domain)).toBe(0);
  expect(
    await sendChunks(
      `POST /webhooks HTTP/1.1\r\nhost: x\r\nx-shopify-hmac-sha256: x\r\ntransfer-encoding: chunked\r\n\r\n`,
    ),
  ).toMatch(/^HTTP\/1.1 413/);
});

test.each([
  ["a topic that the address does not take", { topic: "orders/delete" }],
  ["a compliance topic at the orders' address", { topic: "shop/redact" }],
  ["a shop that is not one of Shopify's", { shop: "evil.example.com" }],
  ["a shop with a path in its name", { shop: "a.myshopify.com/../b" }],
  ["a webhook id of 200 characters", { webhookId: "x".repeat(200) }],
])("%s is refused with 400", async (_, hostile) => {
  expect(await call(hostile)).toBe(400);
});

test("other methods and addresses are refused", async () => {
  expect(await call({ method: "GET" })).toBe(405);
  expect(await call({ path: "/webhooks/nowhere" })).toBe(404);
});

test("a webhook of a shop that never opened the app waits for it, since it may come before the first visit", async () => {
  const shop = `new-${crypto.randomUUID()}.myshopify.com`;
  expect(await call({ shop })).toBe(200);
  expect(await stored(shop)).toBe(1);
});

test("a hundred webhooks at once are all stored", async () => {
  const { domain } = await aShop(database);
  const statuses = await Promise.all(Array.from({ length: 100 }, () => call({ shop: domain })));
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await stored(domain)).toBe(100);
});

test("while the database is away webhooks are answered 503, so that Shopify sends them again", async () => {
  const away = contextAround(await closedDatabase());
  const listening = await listeningFor(away);
  expect(await listening.call({})).toBe(503);
});

async function closedDatabase() {
  const { createDatabase } = await import("#app/persistence/database.ts");
  const closed = createDatabase("postgres://nobody@127.0.0.1:1/nowhere");
  return closed;
}

/** Sends a head and then a little more than 4 MB in chunks, and waits for the answer. */
function sendChunks(head: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    const socket = connect(Number(port), hostname, () => socket.write(head + chunk.repeat(65)));
    socket.on("data", (bytes) => {
      resolve(String(bytes));
      socket.destroy();
    });
    socket.on("error", reject);
  });
}
