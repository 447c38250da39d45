import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDrivenClock, type DrivenClock } from "./clock.ts";
import { startShopForTest } from "./listening-app.ts";

let running: Awaited<ReturnType<typeof startShopForTest>>;
let clock: DrivenClock;
beforeEach(async () => {
  clock = createDrivenClock("2026-01-05T10:00:00Z");
  running = await startShopForTest({ clock, webhooks: { retryDelaysMs: [5, 5, 5], timeoutMs: 100 } });
});
afterEach(() => running.close());

const placeOrder = () =>
  running.simulated.placeOrder("acme", { email: "guest@example.com", lines: [{ price: "10.00" }] });
const received = (topic: string) => running.app.received.filter((each) => each.headers["x-shopify-topic"] === topic);

describe("A webhook", () => {
  it("carries every header, and a signature over its bytes that Shopify's own library accepts", async () => {
    await import("@shopify/shopify-api/adapters/web-api");
    const { ApiVersion, LogSeverity, shopifyApi } = await import("@shopify/shopify-api");
    const library = shopifyApi({
      apiKey: running.simulated.app.apiKey,
      apiSecretKey: running.simulated.app.apiSecret,
      apiVersion: ApiVersion.October26,
      hostName: "app.example.com",
      isEmbeddedApp: true,
      logger: { level: LogSeverity.Error },
    });
    placeOrder();
    await running.simulated.settled();
    const [webhook] = received("orders/paid");
    expect(webhook?.path).toBe("/webhooks");
    expect(webhook?.headers).toMatchObject({
      "content-type": "application/json",
      "x-shopify-topic": "orders/paid",
      "x-shopify-shop-domain": "acme.myshopify.com",
      "x-shopify-api-version": "2026-10",
      "x-shopify-triggered-at": "2026-01-05T10:00:00.000Z",
      "x-shopify-webhook-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "x-shopify-event-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(webhook?.headers["x-shopify-name"]).toBeUndefined();
    const check = (rawBody: string) =>
      library.webhooks.validate({
        rawBody,
        rawRequest: new Request("https://app.example.com/webhooks", {
          method: "POST",
          headers: webhook?.headers as Record<string, string>,
          body: rawBody,
        }),
      });
    expect(await check(webhook?.body ?? "")).toMatchObject({
      valid: true,
      topic: "ORDERS_PAID",
      domain: "acme.myshopify.com",
    });
    expect(await check(`${webhook?.body} `)).toMatchObject({ valid: false });
  });

  it("shares its event with the others of the same action, and its id with none", async () => {
    const order = placeOrder();
    running.simulated.cancelOrder("acme", { order: order.gid });
    await running.simulated.settled();
    const cancel = ["orders/cancelled", "orders/updated", "refunds/create"].map((topic) => received(topic)[0]?.headers);
    expect(new Set(cancel.map((headers) => headers?.["x-shopify-event-id"])).size).toBe(1);
    expect(new Set(cancel.map((headers) => headers?.["x-shopify-webhook-id"])).size).toBe(3);
  });

  it("is sent again with the same id and bytes until the app answers 200", async () => {
    running.app.answers.push(500, 302, 200);
    running.simulated.addCustomer("acme", { email: "ann@example.com" });
    await running.simulated.settled();
    const tries = received("customers/create");
    expect(tries).toHaveLength(3);
    expect(new Set(tries.map((each) => each.headers["x-shopify-webhook-id"])).size).toBe(1);
    expect(new Set(tries.map((each) => each.body)).size).toBe(1);
    expect(running.simulated.sent.at(-1)).toMatchObject({ statuses: [500, 302, 200], outcome: "delivered" });
  });

  it("counts as failed when the app says nothing in time, and is given up in the end", async () => {
    running.app.answers.push("silence", "silence", "silence", "silence");
    running.simulated.addCustomer("acme", { email: "ann@example.com" });
    await running.simulated.settled();
    expect(running.simulated.sent.at(-1)).toMatchObject({ statuses: [0, 0, 0, 0], outcome: "given_up" });
  });

  it("goes to nobody before the app is installed or after it is gone", async () => {
    const other = running.simulated.addShop();
    running.simulated.placeOrder(other.domain, { lines: [{ price: "1.00" }] });
    running.simulated.uninstallApp("acme");
    placeOrder();
    await running.simulated.settled();
    expect(running.app.topics()).toEqual(["app/uninstalled"]);
    expect(running.app.received[0]?.path).toBe("/webhooks/app");
  });
});

describe("Delivery", () => {
  it("twice sends the same webhook two times", async () => {
    running.simulated.deliver("acme", "twice");
    running.simulated.addCustomer("acme", { email: "ann@example.com" });
    await running.simulated.settled();
    const ids = received("customers/create").map((each) => each.headers["x-shopify-webhook-id"]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it("lost never arrives", async () => {
    running.simulated.deliver("acme", "lost");
    placeOrder();
    running.simulated.deliver("acme", "once");
    running.simulated.addCustomer("acme", { email: "ann@example.com" });
    await running.simulated.settled();
    expect(running.app.topics()).toEqual(["customers/create"]);
  });

  it("late arrives when the clock has passed it, with the state of when it was sent", async () => {
    running.simulated.deliver("acme", { lateMs: 7_200_000 });
    const order = placeOrder();
    running.simulated.deliver("acme", "once");
    running.simulated.refundOrder("acme", { order: order.gid, amount: "1.00" });
    clock.advance(7_199_999);
    await running.simulated.settled();
    expect(received("orders/paid")).toEqual([]);
    clock.advance(1);
    await running.simulated.settled();
    expect(received("orders/paid")[0]?.body).toContain('"financial_status":"paid"');
  });

  it("reversed waits for the clock to move and then sends the last first", async () => {
    running.simulated.deliver("acme", "reversed");
    const order = placeOrder();
    running.simulated.refundOrder("acme", { order: order.gid, amount: "1.00" });
    await running.simulated.settled();
    expect(running.app.received).toEqual([]);
    clock.advance(1);
    await running.simulated.settled();
    expect(running.app.topics()).toEqual([
      "refunds/create",
      "orders/updated",
      "order_transactions/create",
      "orders/paid",
      "orders/create",
    ]);
  });

  it("held waits for the release, in order", async () => {
    running.simulated.deliver("acme", "held");
    placeOrder();
    clock.advance(86_400_000);
    await running.simulated.settled();
    expect(running.app.received).toEqual([]);
    running.simulated.release("acme");
    await running.simulated.settled();
    expect(running.app.topics()).toEqual(["orders/create", "orders/paid", "order_transactions/create"]);
  });
});

describe("An order's updated_at", () => {
  it("rises with every change, even when the clock stands still", () => {
    const order = placeOrder();
    const versions = [order.updatedAt.getTime()];
    for (const amount of ["1.00", "2.00"]) {
      running.simulated.refundOrder("acme", { order: order.gid, amount });
      versions.push(order.updatedAt.getTime());
    }
    const text = running.simulated.sent
      .filter((each) => each.topic === "orders/updated")
      .map((each) => JSON.parse(each.body).updated_at);
    expect(new Set(versions).size).toBe(3);
    expect(text).toEqual(["2026-01-05T11:00:01+01:00", "2026-01-05T11:00:02+01:00"]);
  });
});
