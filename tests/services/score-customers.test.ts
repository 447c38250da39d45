import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import { keptGoods, lineBases } from "#app/domain/orders/kept-goods.ts";
import { dayNumber } from "#app/domain/segments/calendar.ts";
import type { Customer } from "#app/domain/segments/customer.ts";
import { purchasesOf } from "#app/domain/segments/purchases.ts";
import { scoreCustomer, segmentationOf } from "#app/domain/segments/segmentation.ts";
import { everythingOf } from "#app/persistence/compliance.ts";
import type { Database } from "#app/persistence/database.ts";
import { enrolCustomers, membersByCustomer } from "#app/persistence/members.ts";
import { writeOrders } from "#app/persistence/orders.ts";
import { findScoring } from "#app/persistence/scores.ts";
import { listSegmentMembers } from "#app/queries/segments.ts";
import { scoreCustomers } from "#app/services/score-customers.ts";
import { compileSegments, defineSegment } from "#app/services/segment-settings.ts";
import { aLine, anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, deleteWebhook, mergeWebhook, type ShopAtWork } from "#tests/support/shop-at-work.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const DAY = 86_400_000;
const gidOf = (kind: "Customer" | "Order", number: number): string => `gid://shopify/${kind}/${number}`;

interface Stored {
  orders: number;
  spentMinor: number;
  scores: number[] | null;
  segments: string[];
}

/** Every score of a shop by its customer's number. */
async function scoresIn(shop: ShopFacts): Promise<Map<string, Stored>> {
  const found = await database.pool.query<{
    gid: string;
    orders: number;
    spent: string;
    scores: number[];
    segments: string[];
  }>(
    `select customer_gid as gid, orders, spent_minor as spent, array[recency, frequency, monetary] as scores, segments
     from member_score s join member m on m.shop_id = s.shop_id and m.id = s.member_id where s.shop_id = $1`,
    [shop.id],
  );
  return new Map(
    found.rows.map(({ gid, orders, spent, scores, segments }) => [
      gid.split("/").pop() ?? "",
      { orders, spentMinor: Number(spent), scores: scores[0] === null ? null : scores, segments: segments ?? [] },
    ]),
  );
}

async function membershipsIn(shop: ShopFacts): Promise<Map<string, string[]>> {
  const found = await database.pool.query<{ gid: string; segments: string[] }>(
    `select customer_gid as gid, array_agg(code order by code) as segments
     from segment_member s join member m on m.shop_id = s.shop_id and m.id = s.member_id where s.shop_id = $1 group by 1`,
    [shop.id],
  );
  return new Map(found.rows.map(({ gid, segments }) => [gid.split("/").pop() ?? "", segments]));
}

/** Stores orders with their customers as the worker does, without the ledger's part. */
async function store(shop: ShopFacts, orders: readonly OrderState[], customers: readonly number[]): Promise<void> {
  await database.transaction(async (transaction) => {
    const gids = customers.map((number) => gidOf("Customer", number));
    await enrolCustomers(
      transaction,
      shop.id,
      gids.map((customerGid) => ({ customerGid, email: null, joinedAt: NOON })),
    );
    const members = await membersByCustomer(transaction, shop.id, gids);
    await writeOrders(
      transaction,
      shop.id,
      orders.map((order) => ({
        gid: order.gid,
        memberId: members.get(order.customerGid ?? "")?.id ?? null,
        state: { order, waiting: [], worked: [] },
        award: null,
        pointsEarned: 0,
        goodsMinor: keptGoods(order, lineBases(order.lines)).netMinor,
      })),
    );
  });
}

const CUSTOMERS = Array.from({ length: 14 }, (_, index) => index + 1);

/** Orders of a few customers over two years, some unpaid, cancelled or refunded; two may be the same order in two states. */
const someOrder = fc
  .record({
    number: fc.integer({ min: 1, max: 40 }),
    customer: fc.integer({ min: 1, max: 12 }),
    daysAgo: fc.integer({ min: 0, max: 800 }),
    hours: fc.integer({ min: 0, max: 23 }),
    pieces: fc.integer({ min: 1, max: 4 }),
    gone: fc.integer({ min: 0, max: 4 }),
    fate: fc.constantFrom("paid", "paid", "paid", "shown as paid", "unpaid", "cancelled"),
    channel: fc.constantFrom<OrderState["channel"]>("web", "pos", "b2b"),
  })
  .map(({ number, customer, daysAgo, hours, pieces, gone, fate, channel }): OrderState => {
    const placedAt = NOON - daysAgo * DAY - hours * 3_600_000;
    const order = anOrder({
      gid: gidOf("Order", number),
      customerGid: gidOf("Customer", customer),
      placedAt,
      channel,
      isPaid: fate !== "unpaid",
      paidAt: fate === "paid" ? placedAt : null,
      cancelledAt: fate === "cancelled" ? placedAt : null,
      lines: [aLine("A", { quantity: pieces })],
    });
    return gone === 0 ? order : refunded(order, aRefund(number, { A: Math.min(gone, pieces) }));
  });

/** What the pure domain makes of the same orders. */
async function expectAsInDomain(at: ShopAtWork, orders: ReadonlyMap<string, OrderState>): Promise<void> {
  const { shop } = at;
  const zoned = new Intl.DateTimeFormat("sv-SE", { timeZone: shop.timezone, dateStyle: "short" });
  const dayOf = (instant: number): number => dayNumber(zoned.format(instant));
  const customers = CUSTOMERS.map((number): Customer => {
    const own = [...orders.values()].filter((order) => order.customerGid === gidOf("Customer", number));
    const counted = own.map((order) => ({
      ...order,
      wasPaid: order.isPaid || order.paidAt !== null,
      goodsMinor: keptGoods(order, lineBases(order.lines)).netMinor,
    }));
    return { id: String(number), points: 0, person: {}, ...purchasesOf(counted, dayOf) };
  });
  const { segments } = await compileSegments(database.pool, shop);
  const segmentation = segmentationOf(customers, segments, dayOf(at.clock.now().getTime()));
  const found = await scoresIn(shop);
  const memberships = await membershipsIn(shop);
  for (const customer of customers) {
    const { scores, segments: codes } = scoreCustomer(customer, segmentation);
    expect(memberships.get(customer.id) ?? []).toEqual(codes);
    expect(found.get(customer.id) ?? { orders: 0, spentMinor: 0, scores: null, segments: [] }).toEqual({
      orders: customer.orders,
      spentMinor: customer.spentMinor,
      scores: scores && [scores.recency, scores.frequency, scores.monetary],
      segments: codes,
    });
  }
  expect((await findScoring(database.pool, shop.id))?.borders).toEqual(segmentation.borders);
}

describe("S26: scoring a shop in portions", () => {
  it("S26: equals the pure rules on the same orders, at first, after changes, days later and from scratch", async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(someOrder, { maxLength: 40 }),
        fc.array(someOrder, { maxLength: 8 }),
        fc.integer({ min: 0, max: 300 }),
        async (first, later, days) => {
          const at = await aShopAtWork(database);
          const rules = {
            kind: "custom",
            name: "Own",
            condition: {
              any: [
                { code: "orders", atMost: 0 },
                { code: "channel", is: "pos" },
              ],
            },
          };
          expect(await defineSegment(at.app, at.shop, "own", rules)).toEqual({ outcome: "defined" });
          expect(
            await defineSegment(at.app, at.shop, "champions", { kind: "champions", scoreAtLeast: 2, topPercent: 40 }),
          ).toEqual({ outcome: "defined" });
          const orders = new Map(first.map((order) => [order.gid, order]));
          await store(at.shop, [...orders.values()], CUSTOMERS);
          expect(await scoreCustomers(at.app, at.shop)).toMatchObject({ changesRead: null });
          await expectAsInDomain(at, orders);

          const changes = new Map(later.map((order) => [order.gid, order]));
          for (const order of changes.values()) orders.set(order.gid, order);
          await store(at.shop, [...changes.values()], CUSTOMERS);
          at.clock.set(new Date(NOON + days * DAY));
          expect((await scoreCustomers(at.app, at.shop)).changesRead).not.toBeNull();
          await expectAsInDomain(at, orders);

          expect(await scoreCustomers(at.app, at.shop, { isFromOrders: true })).toMatchObject({ changed: 0 });
          expect(await scoreCustomers(at.app, at.shop)).toMatchObject({
            changesRead: 0,
            changed: 0,
            entered: 0,
            left: 0,
          });
          await expectAsInDomain(at, orders);
          runs += 1;
        },
      ),
      { numRuns: 25 },
    );
    expect(runs).toBe(25);
  }, 60_000);

  it("S26: reads again only whose orders changed", async () => {
    const at = await aShopAtWork(database);
    const order = (number: number): OrderState =>
      anOrder({ gid: gidOf("Order", number), customerGid: gidOf("Customer", number), email: `${number}@example.com` });
    await at.hear(...[1, 2, 3].map((number) => ({ gid: gidOf("Order", number), state: order(number) })));
    await scoreCustomers(at.app, at.shop);
    await database.pool.query("update member_score set spent_minor = 1 where shop_id = $1", [at.shop.id]);
    const back = refunded({ ...order(2), lines: [aLine("A", { quantity: 3 })] }, aRefund(1, { A: 1 }));
    await at.hear({ gid: back.gid, state: { ...back, version: NOON + DAY } });
    await scoreCustomers(at.app, at.shop);
    const spent = [...(await scoresIn(at.shop)).entries()].map(([id, each]) => [id, each.spentMinor]);
    expect(spent.sort()).toEqual([
      ["1", 1],
      ["2", 2000],
      ["3", 1],
    ]);
  });
});

describe("S29: sleepers", () => {
  it("S29, S30: fall asleep as time goes by, so that a shop knows whom to win back, and wake up with a purchase", async () => {
    const at = await aShopAtWork(database);
    const first = anOrder();
    await at.hear({ gid: first.gid, state: first });
    const score = async (): Promise<string[]> => {
      await scoreCustomers(at.app, at.shop);
      return (await membershipsIn(at.shop)).get("1") ?? [];
    };
    expect(await score()).toEqual([]);
    at.clock.set(new Date(Date.UTC(2026, 6, 4, 12)));
    expect(await score()).toEqual([]);
    at.clock.set(new Date(Date.UTC(2026, 6, 5, 12)));
    expect(await score()).toEqual(["sleepers"]);
    at.clock.set(new Date(Date.UTC(2026, 6, 6, 12)));
    expect(await score()).toEqual(["sleepers"]);
    const [sleeper] = (await listSegmentMembers(database, at.shop.id, "sleepers", null)).rows;
    expect(sleeper).toMatchObject({ email: "ann@example.com", since: "2026-07-05T12:00:00.000Z" });
    const next = anOrder({
      gid: gidOf("Order", 2),
      placedAt: Date.UTC(2026, 6, 5, 13),
      version: Date.UTC(2026, 6, 5, 13),
    });
    await at.hear({ gid: next.gid, state: next });
    expect(await score()).toEqual([]);
  });
});

describe("S26: people who are gone", () => {
  it("S26: a merged customer's purchases are the other's; who is forgotten has no score and is in no segment", async () => {
    const at = await aShopAtWork(database);
    await defineSegment(at.app, at.shop, "all", {
      kind: "custom",
      name: "All",
      condition: { code: "orders", atLeast: 0 },
    });
    const orders = [1, 2, 3].map((number) =>
      anOrder({ gid: gidOf("Order", number), customerGid: gidOf("Customer", number), email: `${number}@example.com` }),
    );
    await at.hear(...orders.map((state) => ({ gid: state.gid, state })));
    await scoreCustomers(at.app, at.shop);
    expect((await membershipsIn(at.shop)).size).toBe(3);
    await at.receive(mergeWebhook(gidOf("Customer", 1), gidOf("Customer", 2)), deleteWebhook(gidOf("Customer", 1)));
    expect(await at.work()).toMatchObject({ failed: 0 });
    await database.pool.query("update member set status = 'erased' where shop_id = $1 and customer_gid = $2", [
      at.shop.id,
      gidOf("Customer", 3),
    ]);
    await scoreCustomers(at.app, at.shop);
    expect(await scoresIn(at.shop)).toEqual(
      new Map([["2", { orders: 2, spentMinor: 2000, scores: [1, 1, 1], segments: ["all"] }]]),
    );
    expect(await membershipsIn(at.shop)).toEqual(new Map([["2", ["all"]]]));
    expect(await scoreCustomers(at.app, at.shop, { isFromOrders: true })).toMatchObject({ changed: 0, customers: 1 });
  });

  it("S26: one shop's customers are compared with nobody else's", async () => {
    const [one, other] = [await aShopAtWork(database), await aShopAtWork(database)];
    await one.hear({ gid: anOrder().gid, state: anOrder() });
    await other.hear({ gid: anOrder().gid, state: anOrder({ lines: [aLine("A", { quantity: 9 })] }) });
    expect(await scoreCustomers(one.app, one.shop)).toMatchObject({ customers: 1 });
    expect((await scoresIn(other.shop)).size).toBe(0);
  });
});

it("S26: two runs at once end where one ends", async () => {
  const at = await aShopAtWork(database);
  const orders = CUSTOMERS.map((number) =>
    anOrder({
      gid: gidOf("Order", number),
      customerGid: gidOf("Customer", number),
      lines: [aLine("A", { quantity: number })],
    }),
  );
  await store(at.shop, orders, CUSTOMERS);
  await Promise.all([scoreCustomers(at.app, at.shop), scoreCustomers(at.app, at.shop)]);
  await expectAsInDomain(at, new Map(orders.map((order) => [order.gid, order])));
});

it("S26: who asks what is kept of them is told their scores and segments", async () => {
  const at = await aShopAtWork(database);
  await at.hear({ gid: anOrder().gid, state: anOrder() });
  await scoreCustomers(at.app, at.shop);
  const ann = await at.balanceOf(gidOf("Customer", 1));
  expect(await everythingOf(database.pool, at.shop.id, ann?.id ?? "")).toMatchObject({
    scores: { recency: 1, frequency: 1, monetary: 1, segments: [] },
  });
});
