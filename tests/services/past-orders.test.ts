import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "#app/context.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import type { Database } from "#app/persistence/database.ts";
import { findPastAward } from "#app/persistence/past-awards.ts";
import { countLevels } from "#app/queries/tiers.ts";
import { awardPastOrders, previewPastAward, undoPastAward, workPastAwards } from "#app/services/award-past-orders.ts";
import { dayIn } from "#app/services/book.ts";
import { installShop } from "#app/services/install-shop.ts";
import { publishProgrammeVersion } from "#app/services/publish-programme-version.ts";
import { startReadingPastOrders } from "#app/services/read-past-orders.ts";
import { shopFacts } from "#app/services/read-programmes.ts";
import { reconcileOrders } from "#app/services/reconcile-orders.ts";
import { reworkTiers } from "#app/services/rework-tiers.ts";
import { verificationReport, verifyShop } from "#app/services/verify-shop.ts";
import type { Customer, Shop } from "#tests/shop/state.ts";
import { aProcess, aVisitedShop, type ReachableShopify, startShopify } from "#tests/shopify/installed-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

let database: Database;
let shopify: ReachableShopify;
let app: AppContext;
let shop: Shop;
let facts: ShopFacts;
let ann: Customer;
let bob: Customer;
let days: { from: string; to: string };

const DAY_MS = 86_400_000;

beforeAll(async () => {
  database = await testDatabase();
  shopify = await startShopify();
});
// A shop that has sold for a while when the app comes.
beforeEach(async () => {
  shop = await aVisitedShop(database, shopify);
  ann = shopify.simulated.addCustomer(shop.domain, { email: "ann@example.com" });
  bob = shopify.simulated.addCustomer(shop.domain, { email: "bob@example.com" });
  const dayOf = dayIn("Europe/Amsterdam");
  const from = dayOf(shopify.clock.now().getTime());
  buy(ann, "30.00");
  shopify.clock.advance(DAY_MS);
  const returned = buy(ann, "50.00", 2);
  shopify.simulated.refundOrder(shop.domain, {
    order: returned.gid,
    lines: [{ line: returned.lines[0]!.gid, quantity: 1 }],
  });
  buy(bob, "20.00");
  shopify.clock.advance(DAY_MS);
  days = { from, to: dayOf(shopify.clock.now().getTime() - DAY_MS) };
  app = aProcess(database, shopify);
  facts = shopFacts((await installShop(app, shop.domain)).shop)!;
  shopify.clock.advance(60_000);
});
afterAll(() => shopify.close());

function buy(customer: Customer, price: string, quantity = 1) {
  return shopify.simulated.placeOrder(shop.domain, {
    customer: customer.gid,
    lines: [{ title: "Shirt", price, quantity }],
  });
}

/** Runs the job as often as it is woken. */
async function work(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await workPastAwards(app, facts);
    await shopify.simulated.bulk.idle();
  }
}

async function read(): Promise<string> {
  const started = await startReadingPastOrders(app, facts, { ...days, startedBy: "Eva" });
  if (started.outcome !== "started") throw new Error(started.outcome);
  await work();
  return started.id;
}

async function balances(): Promise<Record<string, number[]>> {
  const { rows } = await database.pool.query<{ customer_gid: string; available: string; debt: string }>(
    `select customer_gid, available, debt from balance join member on member.shop_id = balance.shop_id and member.id = balance.member_id
     where member.shop_id = $1`,
    [facts.id],
  );
  const of = ({ gid }: Customer) => rows.find((row) => row.customer_gid === gid);
  const points = (customer: Customer) => [Number(of(customer)?.available ?? 0), Number(of(customer)?.debt ?? 0)];
  return { ann: points(ann), bob: points(bob) };
}

async function expectToAddUp(): Promise<void> {
  const verification = await verifyShop(app, facts);
  expect(verification.differences.count, verificationReport([verification])).toBe(0);
}

describe("S82: orders of before the programme", () => {
  it("are read as a whole, earn nothing by that, and are previewed", async () => {
    const id = await read();
    expect(await findPastAward(database.pool, facts.id, id)).toMatchObject({ status: "read", taken: 3 });
    expect(await balances()).toEqual({ ann: [0, 0], bob: [0, 0] });
    expect(await previewPastAward(app, facts, id)).toEqual({
      orders: 3,
      members: 2,
      points: 100,
      liabilityMinor: 500,
      beyondLimit: 0,
    });
    expect(await balances()).toEqual({ ann: [0, 0], bob: [0, 0] });
  });

  it("make members since the first of theirs that is read", async () => {
    await read();
    const { rows } = await database.pool.query<{ gid: string; day: string }>(
      `select customer_gid as gid, to_char(joined_at at time zone 'Europe/Amsterdam', 'YYYY-MM-DD') as day from member
       where shop_id = $1`,
      [facts.id],
    );
    expect(new Map(rows.map(({ gid, day }) => [gid, day]))).toEqual(
      new Map([
        [ann.gid, days.from],
        [bob.gid, days.to],
      ]),
    );
  });

  it("are awarded by the programme of today when the merchant says so, once", async () => {
    const id = await read();
    expect(await awardPastOrders(app, facts.id, id)).toEqual({ outcome: "started" });
    await work();
    expect(await findPastAward(database.pool, facts.id, id)).toMatchObject({ status: "done", orders: 3, points: 100 });
    expect(await balances()).toEqual({ ann: [80, 0], bob: [20, 0] });
    const again = await read();
    await awardPastOrders(app, facts.id, again);
    await work();
    expect(await balances()).toEqual({ ann: [80, 0], bob: [20, 0] });
    await expectToAddUp();
  });

  it("S19: move levels by points, and back when they are taken back", async () => {
    const settings = { tiers: { by: "points", period: "lifetime", levels: [{ id: "gold", name: "Gold", from: 50 }] } };
    const published = await publishProgrammeVersion(app, facts, { settings, basedOn: 1, publishedBy: "Eva" });
    expect(published.outcome).toBe("published");
    const levelled = async () => {
      await reworkTiers(app, facts);
      return (await countLevels(database, facts.id)).get("gold") ?? 0;
    };
    const id = await read();
    expect(await levelled()).toBe(0);
    await awardPastOrders(app, facts.id, id);
    await work();
    expect(await levelled()).toBe(1);
    await expectToAddUp();
    await undoPastAward(app, facts.id, id);
    await work();
    expect(await levelled()).toBe(0);
    await expectToAddUp();
  });

  it("give a member no more than the limit", async () => {
    const id = await read();
    expect(await previewPastAward(app, facts, id, 40)).toMatchObject({ orders: 2, points: 50, beyondLimit: 1 });
    await awardPastOrders(app, facts.id, id, 40);
    await work();
    expect(await balances()).toEqual({ ann: [30, 0], bob: [20, 0] });
  });

  it("lose what a later refund takes, as any order", async () => {
    const id = await read();
    await awardPastOrders(app, facts.id, id);
    await work();
    const [first] = [...shop.orders.values()];
    shopify.simulated.refundOrder(shop.domain, {
      order: first!.gid,
      lines: [{ line: first!.lines[0]!.gid, quantity: 1 }],
    });
    await reconcileOrders(app, facts);
    expect(await balances()).toEqual({ ann: [50, 0], bob: [20, 0] });
    await expectToAddUp();
  });

  it("are taken back as a whole, and what comes later of them brings nothing", async () => {
    const id = await read();
    await awardPastOrders(app, facts.id, id);
    await work();
    expect(await undoPastAward(app, facts.id, id)).toEqual({ outcome: "started" });
    await work();
    expect(await findPastAward(database.pool, facts.id, id)).toMatchObject({ status: "undone", orders: 0, points: 0 });
    expect(await balances()).toEqual({ ann: [0, 0], bob: [0, 0] });
    const [first] = [...shop.orders.values()];
    shopify.simulated.refundOrder(shop.domain, {
      order: first!.gid,
      lines: [{ line: first!.lines[0]!.gid, quantity: 1 }],
    });
    await reconcileOrders(app, facts);
    expect(await balances()).toEqual({ ann: [0, 0], bob: [0, 0] });
    await expectToAddUp();
  });

  it("are asked for days that are over", async () => {
    const today = dayIn("Europe/Amsterdam")(shopify.clock.now().getTime());
    for (const period of [
      { from: days.to, to: days.from },
      { from: days.from, to: today },
      { from: "soon", to: "now" },
    ])
      if (period.from !== period.to || period.to === today)
        expect(await startReadingPastOrders(app, facts, { ...period, startedBy: "Eva" })).toEqual({
          outcome: "not_a_period",
        });
  });
});
