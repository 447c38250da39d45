import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "#app/context.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import type { ReserveAnswer } from "#app/contracts/proxy.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import type { Reward } from "#app/domain/programme/compile-rewards.ts";
import { bestRewards } from "#app/domain/rewards/best-reward.ts";
import type { Database } from "#app/persistence/database.ts";
import { applyBestReward } from "#app/services/apply-best-reward.ts";
import { installShop } from "#app/services/install-shop.ts";
import { publishProgrammeVersion } from "#app/services/publish-programme-version.ts";
import { readCard } from "#app/services/read-card.ts";
import { shopFacts } from "#app/services/read-programmes.ts";
import { workOrders } from "#app/services/work-orders.ts";
import type { Customer, Shop } from "#tests/shop/state.ts";
import { aProcess, aVisitedShop, type ReachableShopify, startShopify } from "#tests/shopify/installed-shop.ts";
import { aProgramme } from "#tests/support/a-programme.ts";
import { aLine, anOrder, lineGid } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";

let database: Database;
let shopify: ReachableShopify;
let app: AppContext;
let opened: Shop;
let shop: ShopFacts;
let ann: Customer;

beforeAll(async () => {
  database = await testDatabase();
  shopify = await startShopify();
});
beforeEach(async () => {
  opened = await aVisitedShop(database, shopify);
  app = aProcess(database, shopify);
  shop = shopFacts((await installShop(app, opened.domain)).shop) as ShopFacts;
  shopify.clock.advance(60_000);
  ann = shopify.simulated.addCustomer(opened.domain, { email: "ann@example.com" });
  const now = Math.floor(shopify.clock.now().getTime() / 1000) * 1000;
  const lines = [{ ...aLine("A", { priceMinor: 25_000 }), gid: lineGid("A") }];
  const order = {
    gid: "gid://shopify/Order/1",
    name: "#1",
    customerGid: ann.gid,
    placedAt: now,
    version: now,
    paidAt: now,
  };
  await workOrders(app, shop, [anOrder({ ...order, lines })]);
});
afterAll(() => shopify.close());

async function publish(settings: ProgrammeInput): Promise<void> {
  const record = { id: shop.id, domain: shop.domain, currency: shop.currency };
  const outcome = await publishProgrammeVersion(app, record, { settings, basedOn: 1, publishedBy: "Test" });
  if (outcome.outcome !== "published") throw new Error(JSON.stringify(outcome));
  shopify.clock.advance(1000);
}

const best = (total: string, click = "click-number-1", currency = "EUR"): Promise<ReserveAnswer> =>
  applyBestReward(app, shop, { customerGid: ann.gid, total, currency, click });
const held = (answer: ReserveAnswer) =>
  answer.ok ? answer.card.reservations.map(({ reward, points }) => [reward, points]) : answer.code;

const rewards = [
  { id: "five", code: "amount_off" as const, cost: 100, amount: "5.00" },
  { id: "tenth", code: "percent_off" as const, cost: 100, percent: 10, minimumBasket: "80.00" },
  { id: "ship", code: "free_shipping" as const, cost: 50 },
];

describe("S66: the best reward by itself", () => {
  it("is the one that takes most off this cart, and is held with its wish in one call", async () => {
    await publish({ autoApply: true, rewards });
    const answer = await best("90.00");
    expect(held(answer)).toEqual([["tenth", 100]]);
    expect(answer).toMatchObject({ ok: true, wish: answer.ok ? answer.ref : "", card: { auto: true, points: 150 } });
  });

  it("comes once, however often a cart is drawn", async () => {
    await publish({ autoApply: true, rewards });
    await best("20.00");
    expect(held(await best("20.00"))).toEqual([["five", 100]]);
    expect(held(await best("500.00", "click-number-2"))).toEqual([["five", 100]]);
  });

  it("is the next one where the best may not be had", async () => {
    await publish({
      autoApply: true,
      rewards: [
        { ...rewards[0]!, stock: 0 },
        { id: "four", code: "amount_off", cost: 100, amount: "4.00" },
      ],
    });
    expect(held(await best("20.00"))).toEqual([["four", 100]]);
  });

  it("does not come where the merchant does not wish it, nothing fits, or the cart is in another currency", async () => {
    expect(held(await best("20.00"))).toBe("no_reward");
    await publish({ autoApply: true, rewards: [rewards[1]!] });
    expect(held(await best("79.99"))).toBe("no_reward");
    expect(held(await best("90.00", "click-number-1", "USD"))).toBe("no_reward");
    expect(await readCard(app, shop, ann.gid)).toMatchObject({ card: { points: 250, reservations: [] } });
  });
});

describe("which reward is best", () => {
  const of = (settings: ProgrammeInput["rewards"], available: number, total: number) =>
    bestRewards(aProgramme({ rewards: settings }).rewards as Reward[], available, total).map(({ id, points }) => [
      id,
      points,
    ]);

  it("takes most off, and of equals costs least; what the balance does not reach is none", () => {
    const amount = (id: string, cost: number, euros: string) => ({
      id,
      code: "amount_off" as const,
      cost,
      amount: euros,
    });
    const all = [amount("dear", 200, "5.00"), amount("cheap", 100, "5.00"), amount("far", 900, "50.00")];
    expect(of(all, 300, 2000)).toEqual([
      ["cheap", 100],
      ["dear", 200],
    ]);
    expect(of([amount("large", 200, "50.00"), amount("fits", 100, "5.00")], 300, 500)).toEqual([
      ["fits", 100],
      ["large", 200],
    ]);
  });

  it("uses a slider as far as cart and balance go", () => {
    const any = [{ id: "any", code: "any_amount" as const, cost: 10, amount: "0.50", minimumPoints: 20 }];
    expect(of(any, 1000, 120)).toEqual([["any", 30]]);
    expect(of(any, 1000, 50)).toEqual([["any", 20]]);
    expect(of(any, 95, 5000)).toEqual([["any", 90]]);
    expect(of(any, 15, 5000)).toEqual([]);
  });
});
