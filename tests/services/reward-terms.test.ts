import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "#app/context.ts";
import type { Card } from "#app/contracts/card.ts";
import type { OrderState } from "#app/contracts/order-state.ts";
import type { ReadProduct } from "#app/contracts/product.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import type { ReserveAnswer } from "#app/contracts/proxy.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import { CART_GOODS_KEY, CART_VARIABLES_KEY, type StoredWallet } from "#app/contracts/wallet.ts";
import { goodsKeyOf } from "#app/domain/wallet/goods-target.ts";
import type { Database } from "#app/persistence/database.ts";
import { writeReadProducts } from "#app/persistence/products.ts";
import { tellCartGoods } from "#app/services/cart-goods.ts";
import { deliverOutbox } from "#app/services/deliver-outbox.ts";
import { installShop } from "#app/services/install-shop.ts";
import { lapseReservations } from "#app/services/lapse-reservations.ts";
import { renewProgrammeCard } from "#app/services/publish-programme.ts";
import { publishProgrammeVersion } from "#app/services/publish-programme-version.ts";
import { shopFacts } from "#app/services/read-programmes.ts";
import { releaseReservation } from "#app/services/release-reservation.ts";
import { reserveReward } from "#app/services/reserve-reward.ts";
import { verificationReport, verifyShop } from "#app/services/verify-shop.ts";
import { workOrders } from "#app/services/work-orders.ts";
import { appIdOf, findMetafield } from "#tests/shop/metafields.ts";
import type { Customer, Shop } from "#tests/shop/state.ts";
import {
  aProcess,
  aVisitedShop,
  credentials,
  type ReachableShopify,
  startShopify,
} from "#tests/shopify/installed-shop.ts";
import { aLine, anOrder, lineGid } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";

const HOUR = 3_600_000;
let database: Database;
let shopify: ReachableShopify;
let app: AppContext;
let opened: Shop;
let shop: ShopFacts;
let version = 1;
let numbers = 0;

beforeAll(async () => {
  database = await testDatabase({ max: 16 });
  shopify = await startShopify();
});
beforeEach(async () => {
  opened = await aVisitedShop(database, shopify);
  app = aProcess(database, shopify);
  shop = shopFacts((await installShop(app, opened.domain)).shop) as ShopFacts;
  version = 1;
  shopify.clock.advance(60_000);
});
afterAll(() => shopify.close());

async function publish(settings: ProgrammeInput): Promise<void> {
  const record = { id: shop.id, domain: shop.domain, currency: shop.currency };
  const outcome = await publishProgrammeVersion(app, record, { settings, basedOn: version, publishedBy: "Test" });
  if (outcome.outcome !== "published") throw new Error(JSON.stringify(outcome));
  version = outcome.version;
  shopify.clock.advance(1000);
}

/** Somebody who has bought for €100.00 and so has 100 points, unless said otherwise. */
async function aBuyer(priceMinor = 10_000): Promise<Customer> {
  numbers += 1;
  const customer = shopify.simulated.addCustomer(opened.domain, { email: `buyer${numbers}@example.com` });
  await workOrders(app, shop, [orderOf(customer, { lines: [goods(priceMinor)] })]);
  return customer;
}

function goods(priceMinor: number, discountMinor = 0) {
  numbers += 1;
  return { ...aLine("A", { priceMinor, discountMinor }), gid: lineGid(`${numbers}`) };
}

function orderOf(customer: Customer, changes: Partial<OrderState> = {}): OrderState {
  numbers += 1;
  const now = Math.floor(shopify.clock.now().getTime() / 1000) * 1000;
  const base = { placedAt: now, version: now, paidAt: now, lines: [goods(10_000)] };
  return anOrder({
    gid: `gid://shopify/Order/${numbers}`,
    name: `#${numbers}`,
    customerGid: customer.gid,
    ...base,
    ...changes,
  });
}

const take = (customer: Customer, reward = "five", points?: number): Promise<ReserveAnswer> => {
  numbers += 1;
  return reserveReward(app, shop, { customerGid: customer.gid, reward, click: `click-${numbers}`, points });
};
const codeOf = (answer: ReserveAnswer) => (answer.ok ? "ok" : answer.code);
const refOf = (answer: ReserveAnswer) => {
  if (!answer.ok) throw new Error(answer.code);
  return answer.ref;
};

async function expectToAddUp(): Promise<void> {
  const verification = await verifyShop(app, shop);
  expect(verification.differences.count, verificationReport([verification])).toBe(0);
}

const five = { id: "five", code: "amount_off" as const, cost: 20, amount: "5.00" };

describe("S42: limits and stock", () => {
  it("are exact however many take at once", async () => {
    await publish({ rewards: [{ ...five, stock: 3 }] });
    const buyers = await Promise.all(Array.from({ length: 8 }, () => aBuyer()));
    const answers = (await Promise.all(buyers.map((buyer) => take(buyer)))).map(codeOf);
    expect(answers.filter((code) => code === "ok")).toHaveLength(3);
    expect(answers.filter((code) => code === "sold_out")).toHaveLength(5);
    await expectToAddUp();
  });

  it("of one member are exact however often they click at once", async () => {
    await publish({ rewards: [{ ...five, limits: { perMember: 2 } }] });
    const ann = await aBuyer();
    const answers = (await Promise.all(Array.from({ length: 5 }, () => take(ann)))).map(codeOf);
    expect(answers.sort()).toEqual(["limit_reached", "limit_reached", "limit_reached", "ok", "ok"]);
    expect(codeOf(await take(await aBuyer()))).toBe("ok");
  });

  it("are free again for what is given back, lapses, or whose order is cancelled; not for what a partial refund leaves", async () => {
    await publish({ rewards: [{ ...five, stock: 1 }] });
    const ann = await aBuyer();
    const bob = await aBuyer();
    await releaseReservation(app, shop, { customerGid: ann.gid, ref: refOf(await take(ann)) });
    const lapsing = await take(bob);
    expect(codeOf(await take(ann))).toBe("sold_out");
    shopify.clock.advance(25 * HOUR);
    await lapseReservations(app, shop);
    expect(codeOf(lapsing)).toBe("ok");

    const ref = refOf(await take(ann));
    const redemptions = [{ refs: [ref], discountMinor: 500, toleranceMinor: 0 }];
    const used = orderOf(ann, { lines: [goods(10_000, 500)], redemptions });
    await workOrders(app, shop, [used]);
    expect(codeOf(await take(bob))).toBe("sold_out");
    const cancelledAt = used.version + 60_000;
    await workOrders(app, shop, [{ ...used, version: cancelledAt, cancelledAt }]);
    expect(codeOf(await take(bob))).toBe("ok");
    await expectToAddUp();
  });

  it("begin anew with the day on the shop's calendar", async () => {
    await publish({ rewards: [{ ...five, limits: { perMember: 1, per: "day" } }] });
    const ann = await aBuyer();
    refOf(await take(ann));
    expect(codeOf(await take(ann))).toBe("limit_reached");
    shopify.clock.advance(24 * HOUR);
    expect(codeOf(await take(ann))).toBe("ok");
  });
});

describe("S42: who may take a reward, and when, and beside what", () => {
  it("nobody takes what is not offered yet or no more", async () => {
    await publish({
      rewards: [
        { ...five, id: "early", from: "2100-01-01" },
        { ...five, id: "late", to: "2020-01-01" },
      ],
    });
    const ann = await aBuyer();
    expect([codeOf(await take(ann, "early")), codeOf(await take(ann, "late"))]).toEqual(["reward_over", "reward_over"]);
  });

  it("cards show it from then on, and no more afterwards", async () => {
    const soon = new Date(shopify.clock.now().getTime() + 26 * HOUR).toISOString().slice(0, 10);
    const after = new Date(shopify.clock.now().getTime() + 50 * HOUR).toISOString().slice(0, 10);
    await publish({ rewards: [{ ...five, from: soon, to: after }] });
    const ann = await aBuyer();
    const shown = async () => {
      await renewProgrammeCard(app, shop);
      await deliverOutbox(app, shop);
      shopify.clock.advance(HOUR);
      await deliverOutbox(app, shop);
      const found = findMetafield(opened, ann.gid, `app--${appIdOf(credentials.apiKey)}`, "card");
      return (JSON.parse(found?.value ?? "{}") as Card).rewards.length;
    };
    expect(await shown()).toBe(0);
    shopify.clock.advance(25 * HOUR);
    expect(await shown()).toBe(1);
    shopify.clock.advance(24 * HOUR);
    expect(await shown()).toBe(0);
  });

  it("nobody takes what is for others", async () => {
    await publish({ rewards: [{ ...five, audience: { tags: ["vip"] } }] });
    expect(codeOf(await take(await aBuyer()))).toBe("not_for_you");
  });

  it("a reward that stands alone is refused beside another, and refuses others", async () => {
    await publish({ rewards: [five, { ...five, id: "alone", combines: "alone" }] });
    const ann = await aBuyer();
    const ref = refOf(await take(ann));
    expect(codeOf(await take(ann, "alone"))).toBe("not_combinable");
    await releaseReservation(app, shop, { customerGid: ann.gid, ref });
    refOf(await take(ann, "alone"));
    expect(codeOf(await take(ann))).toBe("not_combinable");
  });

  it("each refusal is said in both languages", async () => {
    await publish({ rewards: [{ ...five, stock: 0 }] });
    const answer = await take(await aBuyer());
    expect(answer).toMatchObject({ ok: false, message: { en: /gone/, nl: /op/ } });
  });
});

describe("S36: a slider", () => {
  it("holds the points that were chosen, and gives their worth", async () => {
    await publish({ rewards: [{ id: "any", code: "any_amount", cost: 10, amount: "0.50", maximumPoints: 60 }] });
    const ann = await aBuyer();
    const answer = await take(ann, "any", 50);
    expect(answer).toMatchObject({
      ok: true,
      card: { points: 50, reservations: [{ points: 50, title: { en: "€2.50 off" } }] },
    });
    expect(walletOf(ann)?.[4]).toEqual([[refOf(answer), "a", 250, 0]]);
    expect([codeOf(await take(ann, "any", 15)), codeOf(await take(ann, "any", 70))]).toEqual([
      "bad_points",
      "bad_points",
    ]);
    expect(codeOf(await take(ann, "any", 60))).toBe("not_enough_points");
  });
});

describe("S32: what rewards for some goods tell the discount", () => {
  const discountMetafield = (key: string): unknown => {
    const [discount] = opened.discounts.values();
    const found = findMetafield(opened, discount?.gid ?? "", `app--${appIdOf(credentials.apiKey)}`, key);
    return found ? JSON.parse(found.value) : null;
  };

  it("nothing is asked of carts until a programme has one; then its collections, tags and products are", async () => {
    await deliverOutbox(app, shop);
    expect(discountMetafield(CART_VARIABLES_KEY)).toBeNull();
    const coffee = { collections: ["gid://shopify/Collection/5"] };
    const beans = { vendors: ["Acme"], products: ["gid://shopify/Product/7"] };
    await publish({
      rewards: [
        { ...five, goods: coffee },
        { id: "ten", code: "percent_off", cost: 10, percent: 10, goods: { tags: ["sale"], except: coffee } },
        { id: "beans", code: "percent_off", cost: 10, percent: 10, maximum: "5.00", goods: beans },
        { id: "cup", code: "free_product", cost: 10, variant: "gid://shopify/ProductVariant/9" },
      ],
    });
    await deliverOutbox(app, shop);
    expect(discountMetafield(CART_VARIABLES_KEY)).toEqual({
      goods: true,
      products: true,
      variants: true,
      pieces: true,
      prices: true,
      inFirst: true,
      first: ["gid://shopify/Collection/5"],
      inSecond: false,
      second: [],
      isTagged: true,
      tags: ["sale"],
    });
    expect(discountMetafield(CART_GOODS_KEY)).toEqual([
      [goodsKeyOf(coffee), "x", [], []],
      [goodsKeyOf({ tags: ["sale"], except: coffee }), "t", [], [], "x", [], []],
      [goodsKeyOf(beans), "", ["7"], []],
    ]);
  });

  it("what an open reservation holds is told beyond its programme, until it is closed", async () => {
    const coffee = { collections: ["gid://shopify/Collection/5"] };
    await publish({ rewards: [{ ...five, goods: coffee }] });
    const ann = await aBuyer();
    const ref = refOf(await take(ann));
    expect(walletOf(ann)?.[4]).toEqual([[ref, "A", 500, 0, 0, goodsKeyOf(coffee)]]);
    await publish({ rewards: [five] });
    await deliverOutbox(app, shop);
    expect(discountMetafield(CART_GOODS_KEY)).toHaveLength(1);
    await releaseReservation(app, shop, { customerGid: ann.gid, ref });
    await tellCartGoods(app, shop);
    expect(discountMetafield(CART_GOODS_KEY)).toEqual([]);
  });

  it("products of a vendor are spelled out as they are known, and too many are refused", async () => {
    const products = Array.from({ length: 260 }, (_, index) => aReadProduct(index, index < 5 ? "Acme" : "Big"));
    await database.transaction((transaction) => writeReadProducts(transaction, shop.id, products, shopify.clock.now()));
    await publish({ rewards: [{ ...five, goods: { vendors: ["acme"], except: { products: ["p-1"] } } }] });
    await deliverOutbox(app, shop);
    const numbers = [0, 1, 2, 3, 4].map((index) => `${1000 + index}`);
    expect(discountMetafield(CART_GOODS_KEY)).toEqual([[expect.any(String), "", numbers, [], "", ["1001"], []]]);
    await expect(publish({ rewards: [five, { ...five, id: "big", goods: { vendors: ["Big"] } }] })).rejects.toThrow(
      /rewards.1.goods.*collection or a tag/,
    );
  });

  it("a SKU, which no cart tells, is refused with what to name instead", async () => {
    await expect(publish({ rewards: [{ ...five, goods: { skus: ["A"] } }] })).rejects.toThrow(/variants or products/);
  });
});

function aReadProduct(index: number, vendor: string): ReadProduct {
  return {
    gid: `gid://shopify/Product/${1000 + index}`,
    handle: `p-${index}`,
    title: `Product ${index}`,
    vendor,
    type: "",
    tags: [],
    priceMinor: 100,
    imageUrl: null,
    status: "active",
    version: 1,
    isGiftCard: false,
    hasSellingPlans: false,
    collections: [],
  };
}

function walletOf(customer: Customer): StoredWallet | null {
  const found = findMetafield(opened, customer.gid, `app--${appIdOf(credentials.apiKey)}`, "wallet");
  return found ? JSON.parse(found.value) : null;
}
