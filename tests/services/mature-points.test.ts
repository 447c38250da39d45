import { beforeAll, describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import type { Database } from "#app/persistence/database.ts";
import { expirePoints } from "#app/services/expire-points.ts";
import { lapseGuestPoints } from "#app/services/lapse-guest-points.ts";
import { maturePoints } from "#app/services/mature-points.ts";
import { reserveReward } from "#app/services/reserve-reward.ts";
import { aLine, anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, customerWebhook, type ShopAtWork } from "#tests/support/shop-at-work.ts";
import "#tests/support/ledger-matchers.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const DAY = 86_400_000;
const ann = "gid://shopify/Customer/1";
const email = "ann@example.com";
const waiting = (settings: ProgrammeInput = {}) => aShopAtWork(database, { availableAfterDays: 14, ...settings });
const heard = (shop: ShopAtWork, ...states: OrderState[]) =>
  shop.hear(...states.map((state) => ({ gid: state.gid, state })));
const order = (number: number, changes: Partial<OrderState> = {}): OrderState =>
  anOrder({ gid: `gid://shopify/Order/${number}`, name: `#${number}`, ...changes });

describe("points that wait", () => {
  it("become available when their time is over, once, and not before", async () => {
    const shop = await waiting();
    await heard(shop, order(1));
    shop.clock.advance(14 * DAY - 1);
    expect(await maturePoints(shop.app, shop.shop)).toBe(0);
    expect(await shop.balanceOf(ann)).toHaveBalance({ pending: 10, lifetime: 10 });
    shop.clock.advance(1);
    expect(await maturePoints(shop.app, shop.shop)).toBe(1);
    expect(await maturePoints(shop.app, shop.shop)).toBe(0);
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 10, lifetime: 10 });
    await shop.expectToAddUp();
  });

  it("can be spent from the very moment, whether or not the sweep has come by", async () => {
    const shop = await waiting({ rewards: [{ id: "one", code: "amount_off", cost: 10, amount: "1" }] });
    await heard(shop, order(1));
    const click = (): Promise<unknown> =>
      reserveReward(shop.app, shop.shop, {
        customerGid: ann,
        reward: "one",
        click: `click-${shop.clock.now().getTime()}`,
      });
    shop.clock.advance(14 * DAY - 1);
    expect(await click()).toMatchObject({ ok: false, code: "not_enough_points" });
    shop.clock.advance(1);
    // Shopify is out of reach here, so the reward is given back at once: the points had been there to hold.
    expect(await click()).toMatchObject({ ok: false, code: "not_ready" });
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 10, lifetime: 10 });
    await shop.expectToAddUp();
  });

  it("of several orders become available in one movement, dated by the last of them", async () => {
    const shop = await waiting();
    const at = NOON + DAY;
    await heard(shop, order(1), order(2, { placedAt: at, version: at, paidAt: at }));
    shop.clock.advance(30 * DAY);
    await maturePoints(shop.app, shop.shop);
    const { rows } = await database.pool.query<{ points: string; occurred_at: Date }>(
      "select points, occurred_at from entry where shop_id = $1 and kind = 'mature'",
      [shop.shop.id],
    );
    expect(rows).toEqual([{ points: "0", occurred_at: new Date(at + 14 * DAY) }]);
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 20, lifetime: 20 });
  });

  it("end the same whether a refund is heard of while they wait or after", async () => {
    const whole = order(1, { lines: [aLine("A", { quantity: 3 })] });
    const back = refunded(whole, aRefund(1, { A: 1 }));
    for (const isLate of [false, true]) {
      const shop = await waiting();
      await heard(shop, whole);
      if (!isLate) await heard(shop, back);
      shop.clock.advance(14 * DAY);
      await maturePoints(shop.app, shop.shop);
      if (isLate) await heard(shop, back);
      expect(await shop.balanceOf(ann)).toHaveBalance({ available: 20, lifetime: 20 });
      await shop.expectToAddUp();
    }
  });

  it("of a guest go along when the guest signs up, and lapse with the rest when nobody does", async () => {
    const shop = await waiting({ guestDays: 10 });
    const guest = { customerGid: null };
    await heard(shop, order(1, guest), order(2, { ...guest, email: "bob@example.com" }));
    await shop.receive(customerWebhook("customers/create", ann, { email }));
    await shop.work();
    expect(await shop.balanceOf(ann)).toHaveBalance({ pending: 10, lifetime: 10 });
    shop.clock.advance(10 * DAY);
    expect(await lapseGuestPoints(shop.app, shop.shop)).toBe(1);
    expect(await shop.balanceOf("bob@example.com")).toHaveBalance({ lifetime: 10 });
    shop.clock.advance(4 * DAY);
    await maturePoints(shop.app, shop.shop);
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 10, lifetime: 10 });
    await shop.expectToAddUp();
  });

  it("lapse by their term as others do, counted from when they were earned", async () => {
    const shop = await waiting({ expiry: { from: "award", days: 20 } });
    await heard(shop, order(1));
    shop.clock.advance(20 * DAY);
    await expirePoints(shop.app, shop.shop);
    await maturePoints(shop.app, shop.shop);
    await expirePoints(shop.app, shop.shop);
    expect(await shop.balanceOf(ann)).toHaveBalance({ lifetime: 10 });
    await shop.expectToAddUp();
  });
});
