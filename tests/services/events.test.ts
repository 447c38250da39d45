import { describe, expect, it } from "vitest";
import type { StoredEvent } from "#app/contracts/events.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import { ANN, anEvent, eventWebhook, undone } from "#tests/support/an-event.ts";
import { NOON } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, mergeWebhook, type ShopAtWork } from "#tests/support/shop-at-work.ts";

const database = await testDatabase();
const DAY = 86_400_000;
const BOB = "gid://shopify/Customer/8";

async function aShopWith(...earning: NonNullable<ProgrammeInput["earning"]>): Promise<ShopAtWork> {
  return aShopAtWork(database, { earning });
}

async function tell(shop: ShopAtWork, ...events: StoredEvent[]): Promise<void> {
  await shop.receive(...events.map(eventWebhook));
  expect(await shop.work()).toMatchObject({ failed: 0 });
}

const available = async (shop: ShopAtWork, who = ANN) => (await shop.balanceOf(who))?.available ?? 0;

describe("events", () => {
  it("S1, S13, S67: earn by exactly the rules that name them, once however often they are told", async () => {
    const shop = await aShopWith(
      { code: "event", name: "workshop", points: 40 },
      { code: "event", name: "survey", points: 7 },
    );
    const event = anEvent({ name: "workshop" });
    await tell(shop, event, event);
    await tell(shop, { ...event, occurredAt: NOON + DAY });
    await tell(shop, anEvent({ name: "nothing-of-ours" }));
    expect(await available(shop)).toBe(40);
    await shop.expectToAddUp();
  });

  it("S8, S20: reviews earn once a product, with a picture more, a month so many", async () => {
    const shop = await aShopWith({ code: "review", points: 10, photoBonus: 5, limits: { perMonth: 2 } });
    const review = (product: number, more: Partial<Omit<StoredEvent, "name">> = {}) =>
      anEvent({ name: "review", product: `gid://shopify/Product/${product}`, ...more });
    await tell(shop, review(1), review(1), review(2, { hasPhoto: true }), review(3));
    expect(await available(shop)).toBe(25);
    await tell(shop, review(3, { occurredAt: NOON + 31 * DAY }), review(2, { occurredAt: NOON + 31 * DAY }));
    expect(await available(shop)).toBe(35);
    await shop.expectToAddUp();
  });

  it("S8: a review that is deleted gives its points back, and its place to the next", async () => {
    const shop = await aShopWith({ code: "review", points: 10, limits: { perMember: 1 } });
    const first = anEvent({ name: "review", product: "gid://shopify/Product/1" });
    const second = anEvent({ name: "review", product: "gid://shopify/Product/2", occurredAt: NOON + DAY });
    await tell(shop, first, second);
    expect(await available(shop)).toBe(10);
    await tell(shop, undone(first));
    expect(await available(shop)).toBe(10);
    await tell(shop, undone(second), undone(second));
    expect(await available(shop)).toBe(0);
    await shop.expectToAddUp();
  });

  it("an undoing that is heard of first leaves nothing to give", async () => {
    const shop = await aShopWith({ code: "event", name: "workshop", points: 40 });
    const event = anEvent({ name: "workshop" });
    await tell(shop, undone(event));
    await tell(shop, event, undone(event));
    expect(await available(shop)).toBe(0);
  });

  it("S22: a case study earns by a number that the event carries, within bounds", async () => {
    const shop = await aShopWith({
      code: "event",
      name: "case_study",
      byNumber: { number: "pages", each: 2, points: 100, atLeast: 200, atMost: 500 },
    });
    for (const pages of [1, 3.9, 4, 7, 1_000_000_000_000])
      await tell(shop, anEvent({ name: "case_study", numbers: { pages } }));
    await tell(shop, anEvent({ name: "case_study" }));
    expect(await available(shop)).toBe(200 + 300 + 500);
  });

  it("S53: a network counts once, also when it is written otherwise", async () => {
    const shop = await aShopWith({ code: "social", points: 15, networks: ["Instagram", "tiktok"] });
    for (const network of ["instagram", "INSTAGRAM", "TikTok", "facebook"])
      await tell(shop, anEvent({ name: "social", network }));
    await tell(shop, anEvent({ name: "social", network: "tiktok", action: "share" }));
    expect(await available(shop)).toBe(30);
  });

  it("a budget holds for all members together; what is undone goes to who came first and got nothing", async () => {
    const shop = await aShopWith({ code: "event", name: "launch", points: 50, limits: { total: 2, budget: 100 } });
    const events = [7, 8, 9, 10].map((n) =>
      anEvent({ name: "launch", customerGid: `gid://shopify/Customer/${n}`, occurredAt: NOON + n }),
    );
    await tell(shop, ...events);
    const all = () => Promise.all([7, 8, 9, 10].map((n) => available(shop, `gid://shopify/Customer/${n}`)));
    expect(await all()).toEqual([50, 50, 0, 0]);
    await tell(shop, undone(events[0] as StoredEvent));
    expect(await all()).toEqual([0, 50, 50, 0]);
    await shop.expectToAddUp();
  });

  it("S67: a budget holds to the point, however many work at once", async () => {
    const shop = await aShopWith({ code: "event", name: "launch", points: 50, limits: { budget: 340 } });
    const events = Array.from({ length: 40 }, (_, n) =>
      anEvent({ name: "launch", customerGid: `gid://shopify/Customer/${n % 20}`, occurredAt: NOON + n }),
    );
    await shop.receive(...events.flatMap((event) => [event, event]).map(eventWebhook));
    const worked = await Promise.all(Array.from({ length: 4 }, () => shop.work()));
    expect(worked.every(({ failed }) => failed === 0)).toBe(true);
    const { rows } = await database.pool.query<{ points: string; counted: string }>(
      `select (select sum(available) from balance where shop_id = $1) as points,
              (select times from rule_use where shop_id = $1 and rule = 'launch') as counted`,
      [shop.shop.id],
    );
    expect(rows).toEqual([{ points: "300", counted: "6" }]);
    await shop.expectToAddUp();
  });

  it("a limit that changes, or a rule that goes, changes nothing of what was given", async () => {
    const shop = await aShopWith({ code: "event", name: "visit_fair", points: 10, limits: { perMember: 3 } });
    const at = (n: number) => anEvent({ name: "visit_fair", occurredAt: NOON + n * 1000, id: String(n) });
    await tell(shop, at(1), at(2));
    shop.clock.set(new Date(NOON + DAY));
    await shop.publish({ earning: [{ code: "event", name: "visit_fair", points: 100, limits: { perMember: 1 } }] });
    await tell(shop, { ...at(5), occurredAt: NOON + DAY + 1 });
    expect(await available(shop)).toBe(20);
    await shop.publish({ earning: [] });
    await tell(shop, undone(at(1), NOON + 2 * DAY));
    expect(await available(shop)).toBe(10);
    await shop.expectToAddUp();
  });

  it("two members who turn out to be one keep what both got, and get it no third time", async () => {
    const shop = await aShopWith({ code: "event", name: "tour", points: 30, limits: { perMember: 1 } });
    const tour = anEvent({ name: "tour" });
    await tell(shop, tour, anEvent({ name: "tour", customerGid: BOB }));
    await shop.receive(mergeWebhook(BOB, ANN));
    await shop.work();
    await tell(shop, anEvent({ name: "tour", occurredAt: NOON + DAY }), anEvent({ name: "tour", customerGid: BOB }));
    expect(await available(shop)).toBe(60);
    await tell(shop, undone(tour));
    expect(await available(shop)).toBe(30);
    await shop.expectToAddUp();
  });

  it("a merge keeps what counts also where one event took another's place, and nothing comes or goes afterwards", async () => {
    const shop = await aShopWith({
      code: "event",
      name: "quiz",
      byNumber: { number: "right", points: 10, atMost: 100 },
      limits: { perMember: 1 },
    });
    const quiz = (right: number, at: number, customerGid = ANN) =>
      anEvent({ name: "quiz", id: `${customerGid}:${at}`, numbers: { right }, occurredAt: NOON + at, customerGid });
    // Told late, of before: it counts instead.
    await tell(shop, quiz(5, 2));
    await tell(shop, quiz(3, 1));
    expect(await available(shop)).toBe(30);
    // The first is undone: what came second counts again.
    await tell(shop, quiz(4, 1, BOB), quiz(6, 2, BOB));
    await tell(shop, undone(quiz(4, 1, BOB)));
    expect(await available(shop, BOB)).toBe(60);
    await shop.receive(mergeWebhook(BOB, ANN));
    await shop.work();
    await tell(shop, quiz(9, 3), quiz(9, 4, BOB));
    expect(await available(shop)).toBe(90);
    await tell(shop, undone(quiz(3, 1)), undone(quiz(5, 2)));
    expect(await available(shop)).toBe(60);
    await shop.expectToAddUp();
  });

  it("what a guest does waits for the customer with that e-mail address", async () => {
    const shop = await aShopWith({ code: "review", points: 10 });
    const review = anEvent({ name: "review", product: "gid://shopify/Product/1", email: "ann@example.com" });
    await tell(shop, review);
    expect(await shop.balanceOf("ann@example.com")).toMatchObject({ status: "guest", available: 10 });
  });

  it("points wait as long as the rule says, and what is undone meanwhile is gone", async () => {
    const shop = await aShopWith({ code: "review", points: 10, waitingDays: 14 });
    const review = anEvent({ name: "review", product: "gid://shopify/Product/1" });
    await tell(shop, review);
    expect(await shop.balanceOf(ANN)).toMatchObject({ pending: 10, available: 0 });
    await tell(shop, undone(review));
    expect(await shop.balanceOf(ANN)).toMatchObject({ pending: 0, available: 0, debt: 0 });
  });

  it("S67: a rule for some members gives nothing to others", async () => {
    const shop = await aShopWith({ code: "event", name: "vip_evening", points: 80, audience: { tags: ["VIP"] } });
    await tell(shop, anEvent({ name: "hello" }), anEvent({ name: "hello", customerGid: BOB }));
    const ann = await shop.balanceOf(ANN);
    await database.pool.query(
      `insert into customer_fact (shop_id, member_id, fact, word, value, told_at, since) values ($1, $2, 'tag', 'vip', 'vip', now(), now())`,
      [shop.shop.id, ann?.id],
    );
    await tell(shop, anEvent({ name: "vip_evening" }), anEvent({ name: "vip_evening", customerGid: BOB }));
    expect([await available(shop), await available(shop, BOB)]).toEqual([80, 0]);
  });

  it("a code counts once for a member, between its moments on the shop's clocks", async () => {
    const shop = await aShopWith({
      code: "code",
      points: 25,
      codes: ["Welkom 10"],
      from: "2026-02-01",
      to: "2026-03-01",
    });
    const typed = (code: string, at: number) => anEvent({ name: "code", code, occurredAt: at });
    const [start, end] = [Date.parse("2026-01-31T23:00:00Z"), Date.parse("2026-02-28T23:00:00Z")];
    await tell(shop, typed("WELKOM10", start - 1), typed("welkom 11", start), typed("WELKOM10", end));
    expect(await available(shop)).toBe(0);
    await tell(shop, typed(" welkom10", start), typed("WELKOM 10", end - 1));
    expect(await available(shop)).toBe(25);
  });
});
