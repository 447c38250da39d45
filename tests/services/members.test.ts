import { beforeAll, describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import type { Database } from "#app/persistence/database.ts";
import { adjustPoints } from "#app/services/adjust-points.ts";
import { lapseGuestPoints } from "#app/services/lapse-guest-points.ts";
import { anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import type { SentWebhook } from "#tests/support/order-webhooks.ts";
import {
  aShopAtWork,
  customerWebhook,
  deleteWebhook,
  mergeWebhook,
  type ShopAtWork,
} from "#tests/support/shop-at-work.ts";
import "#tests/support/ledger-matchers.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const DAY = 86_400_000;
const ann = "gid://shopify/Customer/1";
const bob = "gid://shopify/Customer/2";
const email = "ann@example.com";

const order = (number: number, changes: Partial<OrderState> = {}): OrderState =>
  anOrder({ gid: `gid://shopify/Order/${number}`, name: `#${number}`, ...changes });
const heard = (shop: ShopAtWork, ...states: OrderState[]) =>
  shop.hear(...states.map((state) => ({ gid: state.gid, state })));
const tell = async (shop: ShopAtWork, ...webhooks: SentWebhook[]) => {
  await shop.receive(...webhooks);
  expect(await shop.work()).toMatchObject({ failed: 0 });
};
const guestOrder = (number: number, changes: Partial<OrderState> = {}) =>
  order(number, { customerGid: null, ...changes });

describe("a guest", () => {
  it("waits under the e-mail address, and becomes the customer who signs up with it", async () => {
    const shop = await aShopAtWork(database);
    await heard(shop, guestOrder(1), guestOrder(2, { email: "ANN@example.com " }));
    expect(await shop.balanceOf(email)).toHaveBalance({ available: 20 });
    await tell(shop, customerWebhook("customers/create", ann, { email: "Ann@Example.com" }));
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 20, lifetime: 20 });
    expect(await shop.balanceOf(email)).toBeNull();
    await heard(shop, refunded(guestOrder(1), aRefund(1, { A: 1 })), guestOrder(3));
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 20 });
    await shop.expectToAddUp();
  });

  it("becomes the customer of a later order with the same address, though nobody told of the customer", async () => {
    const shop = await aShopAtWork(database);
    await heard(shop, guestOrder(1));
    await heard(shop, order(2));
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 20 });
    await shop.expectToAddUp();
  });

  it("becomes the customer whom Shopify puts on the order later, as if that state had come first", async () => {
    const first = await aShopAtWork(database);
    const named = order(1, { email: "other@example.com", version: NOON + 5000, paidAt: null });
    await heard(first, guestOrder(1));
    await heard(first, named);
    const second = await aShopAtWork(database);
    await heard(second, named);
    await heard(second, guestOrder(1));
    for (const shop of [first, second]) {
      expect(await shop.balanceOf(ann)).toHaveBalance({ available: 10 });
      await shop.expectToAddUp();
    }
  });

  it("whose points have waited for longer than the merchant lets them brings only the younger ones", async () => {
    const shop = await aShopAtWork(database, { guestDays: 30 });
    await heard(shop, guestOrder(1));
    shop.clock.advance(20 * DAY);
    const at = NOON + 20 * DAY;
    await heard(shop, guestOrder(2, { placedAt: at, version: at, paidAt: at }));
    shop.clock.advance(15 * DAY);
    await tell(shop, customerWebhook("customers/create", ann, { email }));
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 10, lifetime: 20 });
    await shop.expectToAddUp();
  });

  it("whose points have waited for too long loses them in the sweep, each order's in its own time", async () => {
    const shop = await aShopAtWork(database, { guestDays: 30 });
    await heard(shop, guestOrder(1));
    shop.clock.advance(20 * DAY);
    const at = NOON + 20 * DAY;
    await heard(shop, guestOrder(2, { placedAt: at, version: at, paidAt: at }));
    const left = [];
    for (const days of [9, 1, 0, 20]) {
      shop.clock.advance(days * DAY);
      await lapseGuestPoints(shop.app, shop.shop);
      left.push((await shop.balanceOf(email))?.available);
    }
    expect(left).toEqual([20, 10, 10, 0]);
    await shop.expectToAddUp();
  });

  it("who has become a customer keeps what waited in time", async () => {
    const shop = await aShopAtWork(database, { guestDays: 30 });
    await heard(shop, guestOrder(1));
    await tell(shop, customerWebhook("customers/create", ann, { email }));
    shop.clock.advance(31 * DAY);
    await lapseGuestPoints(shop.app, shop.shop);
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 10 });
  });
});

describe("merged customers", () => {
  it.each([
    ["both are known", [0, 1, 2]],
    ["the kept one is heard of after the merge", [0, 2, 1]],
    ["the deleted one's order comes after the merge", [1, 2, 0]],
    ["nobody is known yet", [2, 0, 1]],
  ])("end as one member with all points: %s", async (_, turns) => {
    const shop = await aShopAtWork(database);
    const steps = [
      () => heard(shop, order(1, { email: "a@example.com" })),
      () => heard(shop, order(2, { customerGid: bob, email: "b@example.com" })),
      () => tell(shop, mergeWebhook(ann, bob)),
    ];
    for (const turn of turns) await steps[turn]?.();
    expect(await shop.balanceOf(bob)).toHaveBalance({ available: 20, lifetime: 20 });
    expect(await shop.balanceOf(ann)).toMatchObject({ status: "merged", available: 0, lifetime: 0 });
    await heard(shop, refunded(order(1, { email: "a@example.com" }), aRefund(1, { A: 1 })));
    expect(await shop.balanceOf(bob)).toHaveBalance({ available: 10, lifetime: 10 });
    await shop.expectToAddUp();
  });

  it("are merged once, only when Shopify is done, and not in a circle", async () => {
    const shop = await aShopAtWork(database);
    await heard(shop, order(1), order(2, { customerGid: bob, email: null }));
    await tell(shop, mergeWebhook(ann, bob, "in_progress"));
    expect(await shop.balanceOf(bob)).toHaveBalance({ available: 10 });
    await tell(shop, mergeWebhook(ann, bob), mergeWebhook(ann, bob), mergeWebhook(bob, ann), mergeWebhook(bob, bob));
    expect(await shop.balanceOf(bob)).toHaveBalance({ available: 20 });
    await shop.expectToAddUp();
  });

  it("keep their points when the deletion of one is heard of before the merge", async () => {
    const shop = await aShopAtWork(database);
    await heard(shop, order(1), order(2, { customerGid: bob, email: null }));
    await tell(shop, deleteWebhook(ann));
    await tell(shop, mergeWebhook(ann, bob));
    expect(await shop.balanceOf(bob)).toHaveBalance({ available: 20 });
    await shop.expectToAddUp();
  });

  it("owe together what each of them owed", async () => {
    const shop = await aShopAtWork(database);
    await heard(shop, order(1), order(2, { customerGid: bob, email: null }));
    const { id } = (await shop.balanceOf(ann)) ?? { id: "" };
    const outcome = await adjustPoints(shop.app, shop.shop, {
      memberId: id,
      points: -10,
      reason: "spent",
      actor: "test",
      key: "k1",
    });
    expect(outcome).toEqual({ outcome: "adjusted", points: -10 });
    await heard(shop, refunded(order(1), aRefund(1, { A: 1 })));
    expect(await shop.balanceOf(ann)).toHaveBalance({ debt: 10 });
    await tell(shop, mergeWebhook(ann, bob));
    expect(await shop.balanceOf(bob)).toHaveBalance({ available: 0, lifetime: 10 });
    await shop.expectToAddUp();
  });
});

describe("a deleted customer", () => {
  it("loses the name at once, and older news does not bring it back; the points stay", async () => {
    const shop = await aShopAtWork(database);
    await tell(shop, customerWebhook("customers/create", ann, { email }));
    await heard(shop, order(1));
    await tell(shop, deleteWebhook(ann));
    await tell(shop, customerWebhook("customers/update", ann, { email, at: NOON - 1000 }));
    const found = await database.pool.query("select email, first_name from member where shop_id = $1", [shop.shop.id]);
    expect(found.rows).toEqual([{ email: null, first_name: null }]);
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 10 });
  });
});

describe("an adjustment by hand", () => {
  const adjustment = { points: 25, reason: "sorry", actor: "Kim", key: "form-1" };

  it("is made once for one form, refuses another with its key, and takes no more than there is", async () => {
    const shop = await aShopAtWork(database);
    await heard(shop, order(1), order(2, { customerGid: bob, email: null }));
    const memberId = (await shop.balanceOf(ann))?.id ?? "";
    const other = (await shop.balanceOf(bob))?.id ?? "";
    const make = (change: object) => adjustPoints(shop.app, shop.shop, { ...adjustment, memberId, ...change });
    expect(await Promise.all([make({}), make({}), make({})])).toEqual(
      expect.arrayContaining([
        { outcome: "adjusted", points: 25 },
        { outcome: "repeated", points: 25 },
      ]),
    );
    expect(await make({ points: 26 })).toEqual({ outcome: "conflict" });
    expect(await make({ memberId: other })).toEqual({ outcome: "conflict" });
    expect(await make({ points: -36, key: "form-2" })).toEqual({ outcome: "not_enough_points", available: 35 });
    expect(await make({ memberId: "999999999", key: "form-3" })).toEqual({ outcome: "unknown_member" });
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 35, lifetime: 10 });
    await shop.expectToAddUp();
  });

  it("of two members under one key at the same moment is made for one of them", async () => {
    const shop = await aShopAtWork(database);
    await heard(shop, order(1), order(2, { customerGid: bob, email: null }));
    const members = await Promise.all([ann, bob].map(async (who) => (await shop.balanceOf(who))?.id ?? ""));
    for (let round = 0; round < 5; round += 1) {
      const outcomes = await Promise.all(
        members.map((memberId) =>
          adjustPoints(shop.app, shop.shop, { ...adjustment, memberId, key: `round-${round}` }),
        ),
      );
      expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["adjusted", "conflict"]);
    }
    await shop.expectToAddUp();
  });
});
