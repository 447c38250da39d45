import { beforeAll, describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import type { Database } from "#app/persistence/database.ts";
import { adjustPoints } from "#app/services/adjust-points.ts";
import { expirePoints } from "#app/services/expire-points.ts";
import { lapseReservations } from "#app/services/lapse-reservations.ts";
import { workOrders } from "#app/services/work-orders.ts";
import { aLine, anOrder, aRefund, lineGid, refunded } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { webhookOf } from "#tests/support/order-webhooks.ts";
import { aShopAtWork, mergeWebhook, type ShopAtWork } from "#tests/support/shop-at-work.ts";
import "#tests/support/ledger-matchers.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase({ max: 16 });
});

const CUSTOMERS = 12;
const customer = (number: number): string => `gid://shopify/Customer/${1 + (number % CUSTOMERS)}`;

function order(number: number): OrderState {
  const line = { ...aLine("A"), gid: lineGid(`${number}`) };
  return anOrder({ gid: `gid://shopify/Order/${number}`, customerGid: customer(number), email: null, lines: [line] });
}

async function total(shop: ShopAtWork): Promise<number> {
  const found = await database.pool.query<{ points: string }>(
    "select sum(available + reserved - debt) as points from balance where shop_id = $1",
    [shop.shop.id],
  );
  return Number(found.rows[0]?.points);
}

describe("inbox, reconciliation, sweep and merchant at the same time", () => {
  it("never wait for each other in a circle, and come to what each of them did", async () => {
    const shop = await aShopAtWork(database, { expiry: { from: "award", days: 30 } });
    const orders = Array.from({ length: 240 }, (_, index) => order(index));
    await shop.hear(...orders.slice(0, 60).map((state) => ({ gid: state.gid, state })));
    const gone = orders.slice(0, 24).map((state, index) => {
      const refund = { ...aRefund(1, { [`${index}`]: 1 }), gid: state.gid.replace("Order", "Refund") };
      return { ...refunded(state, refund), paidAt: null };
    });
    const members = await Promise.all(Array.from({ length: CUSTOMERS }, (_, index) => shop.balanceOf(customer(index))));
    const adjust = (index: number) =>
      adjustPoints(shop.app, shop.shop, {
        memberId: members[index % CUSTOMERS]?.id ?? "",
        points: 1,
        reason: "sorry",
        actor: "Kim",
        key: `adjust-${index}`,
      });
    await shop.receive(...orders.slice(60, 160).map((state) => webhookOf({ gid: state.gid, state })));
    await shop.receive(...gone.map((state) => webhookOf({ gid: state.gid, state })));
    await shop.receive(mergeWebhook(customer(1), customer(2)), mergeWebhook(customer(4), customer(3)));
    // Both halves of what is healed overlap with what the inbox holds, in the opposite order.
    const healed = [...orders.slice(100).reverse(), ...gone];
    await Promise.all([
      shop.work(),
      shop.work(),
      workOrders(shop.app, shop.shop, healed),
      workOrders(shop.app, shop.shop, gone.slice().reverse()),
      lapseReservations(shop.app, shop.shop),
      expirePoints(shop.app, shop.shop),
      ...Array.from({ length: 60 }, (_, index) => adjust(index)),
    ]);
    expect(await shop.parked()).toEqual([]);
    await shop.work();
    expect(await total(shop)).toBe(240 * 10 - 24 * 10 + 60);
    await shop.expectToAddUp();
  });

  it("make one member of a customer whom everybody hears of first", async () => {
    const shop = await aShopAtWork(database);
    const orders = Array.from({ length: 30 }, (_, index) => ({
      ...order(index * CUSTOMERS),
      version: order(0).version + index,
    }));
    await Promise.all(orders.map((state) => workOrders(shop.app, shop.shop, [state])));
    const guests = Array.from({ length: 10 }, (_, index) => ({
      ...order(1000 + index),
      customerGid: null,
      email: "guest@example.com",
    }));
    await Promise.all(guests.map((state) => workOrders(shop.app, shop.shop, [state])));
    const found = await database.pool.query("select count(*)::int as members from member where shop_id = $1", [
      shop.shop.id,
    ]);
    expect(found.rows).toEqual([{ members: 2 }]);
    expect(await shop.balanceOf(customer(0))).toHaveBalance({ available: 300 });
    expect(await shop.balanceOf("guest@example.com")).toHaveBalance({ available: 100 });
    await shop.expectToAddUp();
  });
});
