import { beforeAll, describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import type { Database } from "#app/persistence/database.ts";
import { replayEvents } from "#app/services/replay-event.ts";
import { aLine, anOrder, aRefund, NOON, ORDER, refunded } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { orderPayload, webhookOf } from "#tests/support/order-webhooks.ts";
import { aShopAtWork } from "#tests/support/shop-at-work.ts";
import "#tests/support/ledger-matchers.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const ann = "gid://shopify/Customer/1";
const news = (state: OrderState) => ({ gid: state.gid, state });
const later = (state: OrderState, seconds: number, changes: Partial<OrderState> = {}): OrderState => ({
  ...state,
  paidAt: null,
  version: state.version + seconds * 1000,
  ...changes,
});

describe("an order", () => {
  it("earns once, though its webhook comes twice under one id and again under another", async () => {
    const shop = await aShopAtWork(database);
    const webhook = webhookOf(news(anOrder()));
    await shop.receive({ ...webhook, id: "same" }, webhook);
    await shop.receive({ ...webhook, id: "same" });
    await shop.work();
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 10, lifetime: 10 });
    await shop.expectToAddUp();
  });

  it("keeps ids beyond 2^53 apart", async () => {
    const shop = await aShopAtWork(database);
    const gids = ["9223372036854775806", "9223372036854775807"].map((id) => `gid://shopify/Order/${id}`);
    for (const gid of gids) {
      const { admin_graphql_api_id: _, ...bare } = orderPayload(anOrder({ gid }));
      await shop.receive({ topic: "orders/paid", payload: JSON.stringify(bare).replace(/"#(\d+)#"/g, "$1") });
    }
    expect(await shop.work()).toEqual({ worked: 2, failed: 0 });
    expect(await Promise.all(gids.map(shop.earned))).toEqual([10, 10]);
  });

  it("is paid, whichever of two webhooks of one second comes last", async () => {
    for (const turn of [0, 1]) {
      const shop = await aShopAtWork(database);
      const told = [news(anOrder({ isPaid: false })), news(anOrder())];
      for (const each of turn === 0 ? told : told.reverse()) await shop.hear(each);
      expect(await shop.balanceOf(ann)).toHaveBalance({ available: 10 });
      await shop.expectToAddUp();
    }
  });

  it("that was cancelled stays so, whatever is heard of it afterwards", async () => {
    const shop = await aShopAtWork(database);
    const cancelled = later(anOrder(), 60, { cancelledAt: NOON + 60_000 });
    await shop.hear(news(anOrder()));
    await shop.hear(news(cancelled));
    await shop.hear(news(later(cancelled, 60)));
    await shop.hear(news(refunded(later(cancelled, 90), aRefund(3, { A: 1 }))));
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 0, lifetime: 0 });
    expect(await shop.parked()).toEqual([]);
    await shop.expectToAddUp();
  });

  it("is refunded before it is heard of", async () => {
    const shop = await aShopAtWork(database);
    const refund = aRefund(1, { A: 1 });
    await shop.hear({ gid: ORDER, refund });
    await shop.hear(news(anOrder({ lines: [aLine("A", { quantity: 2, priceMinor: 2000 })] })));
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 10 });
    await shop.expectToAddUp();
  });

  it("of nobody earns nothing until it has a customer", async () => {
    const shop = await aShopAtWork(database);
    await shop.hear(news(anOrder({ customerGid: null, email: null })));
    expect(await shop.earned(ORDER)).toBe(0);
    await shop.hear(news(later(anOrder(), 5)));
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 10 });
  });
});

describe("a change of programme", () => {
  const double = { earning: [{ code: "per_amount" as const, points: 2, per: "1.00" }] };

  it("between award and refund changes nothing about the refund", async () => {
    const shop = await aShopAtWork(database);
    const order = anOrder({ lines: [aLine("A"), aLine("B")] });
    await shop.hear(news(order));
    shop.clock.advance(60_000);
    await shop.publish(double);
    await shop.publish({ earning: [] });
    await shop.hear(news(later(refunded(order, aRefund(5, { A: 1 })), 300)));
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 10 });
    await shop.expectToAddUp();
  });

  it("counts for orders placed from then on, however late and in whichever order they are heard of", async () => {
    const shop = await aShopAtWork(database);
    const before = anOrder();
    shop.clock.advance(3_600_000);
    await shop.publish(double);
    shop.clock.advance(3_600_000);
    // The state of hours later comes first; that of the payment after it.
    await shop.hear(news(later(before, 7000)));
    await shop.hear(news(before));
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 10 });
    const after = anOrder({ gid: "gid://shopify/Order/2", placedAt: NOON + 3_700_000, version: NOON + 3_700_000 });
    await shop.hear(news(after));
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 30 });
  });
});

describe("what cannot be read", () => {
  it("is parked with a sentence that names no person, keeps its payload, and works when it is replayed", async () => {
    const shop = await aShopAtWork(database);
    const good = orderPayload(anOrder());
    const forged: [string, string][] = [
      ["orders/paid", "{"],
      ["orders/paid", "[]"],
      ["orders/paid", '"ann@example.com"'],
      ["orders/paid", JSON.stringify({ ...good, line_items: "ann@example.com" })],
      ["orders/paid", JSON.stringify({ ...good, updated_at: "yesterday" })],
      ["orders/paid", JSON.stringify({ ...good, line_items: [{ id: 1, quantity: 1, price: "ann@example.com" }] })],
      ["orders/paid", JSON.stringify({ ...good, line_items: [{ id: 1, quantity: 9e15, price: "9999999999.99" }] })],
      ["orders/paid", JSON.stringify({ ...good, line_items: [{ id: 1, quantity: 1.5, price: "1.00" }] })],
      ["refunds/create", "{}"],
      ["customers/merge", "{}"],
      ["customers/create", "null"],
      ["products/update", "{}"],
    ];
    for (const [topic, payload] of forged) await shop.receive({ topic, payload });
    await shop.receive(webhookOf(news(anOrder())));
    expect(await shop.work()).toEqual({ worked: 1, failed: forged.length });
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 10 });
    const parked = await shop.parked();
    expect(parked.map((event) => event.topic)).toEqual(forged.map(([topic]) => topic));
    for (const { error } of parked) {
      expect(error).toContain("cannot be read");
      expect(error).not.toContain("ann@example.com");
    }
    const first = parked[0]?.id ?? "";
    await database.pool.query("update inbox set payload = $3 where shop_id = $1 and id = $2", [
      shop.shop.id,
      first,
      webhookOf(news(anOrder({ gid: "gid://shopify/Order/77" }))).payload,
    ]);
    expect(await replayEvents(shop.app, shop.shop.id, [first])).toBe(1);
    expect(await shop.work()).toEqual({ worked: 1, failed: 0 });
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 20 });
    await shop.expectToAddUp();
  });

  it("does not keep the others of its batch waiting, and is tried again where trying can help", async () => {
    const shop = await aShopAtWork(database);
    // A NUL is text that PostgreSQL cannot hold: read, but not stored.
    const odd = webhookOf(news(anOrder({ gid: "gid://shopify/Order/5", name: "#\u0000" })));
    await shop.receive(odd, webhookOf(news(anOrder())));
    expect(await shop.work()).toEqual({ worked: 1, failed: 1 });
    expect(await shop.parked()).toEqual([]);
    for (let attempt = 0; attempt < 6; attempt += 1) {
      shop.clock.advance(3_600_000);
      await shop.work();
    }
    expect(await shop.parked()).toHaveLength(1);
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 10 });
  });
});
