import { beforeEach, describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import { openBoxes } from "#app/persistence/offers.ts";
import { writeReadProducts } from "#app/persistence/products.ts";
import { activateOffer } from "#app/services/activate-offer.ts";
import { eraseCustomers } from "#app/services/erase-customers.ts";
import { lapseOffersOf, makeOffers } from "#app/services/make-offers.ts";
import { offerGrants } from "#app/services/offer-cards.ts";
import { aLine, anOrder, NOON } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, mergeWebhook, type ShopAtWork } from "#tests/support/shop-at-work.ts";

const database = await testDatabase({ max: 8 });
const WEEK = 7 * 86_400_000;
const settings: ProgrammeInput = { offers: { choose: 4, activate: 2, boughtAtLeast: 1 } };
const ann = "gid://shopify/Customer/1";
const bob = "gid://shopify/Customer/2";
const product = (number: number) => `gid://shopify/Product/${number}`;

let shop: ShopAtWork;
beforeEach(async () => {
  shop = await aShopAtWork(database, settings);
  await database.transaction((transaction) =>
    writeReadProducts(
      transaction,
      shop.shop.id,
      Array.from({ length: 8 }, (_, number) => ({
        gid: product(number),
        handle: `product-${number}`,
        title: `Product ${number}`,
        vendor: null,
        type: null,
        tags: [],
        priceMinor: 1_000,
        imageUrl: null,
        status: "active" as const,
        version: NOON,
        isGiftCard: false,
        hasSellingPlans: false,
        collections: [],
      })),
      shop.clock.now(),
    ),
  );
  await hear(ann, 1, [0, 1, 2, 3]);
  await hear(bob, 2, [4, 5, 6, 7]);
  shop.clock.advance(WEEK);
});

async function hear(customerGid: string, number: number, products: number[], changes: Partial<OrderState> = {}) {
  const lines = products.map((each) => aLine(`${number}${each}`, { productGid: product(each) }));
  const state = anOrder({
    gid: `gid://shopify/Order/${number}`,
    name: `#${number}`,
    customerGid,
    email: null,
    lines,
    ...changes,
  });
  await shop.hear({ gid: state.gid, state });
}

async function boxOf(customer: string) {
  const { id = "" } = (await shop.balanceOf(customer)) ?? {};
  const [box] = await openBoxes(database.pool, shop.shop.id, [id], shop.clock.now());
  return { id, refs: box?.offers.map(({ ref }) => ref) ?? [], products: box?.offers.map((each) => each.product) ?? [] };
}

const activate = (customerGid: string, ref = "") => activateOffer(shop.app, shop.shop, { customerGid, ref });

async function walletOf(member: string): Promise<string[]> {
  const grants = await offerGrants(database.pool, shop.shop, {} as never, [member]);
  return (grants.get(member) ?? []).map(({ ref }) => ref);
}

describe("S62: offers of a week", () => {
  it("are made once for everybody, the same for whoever asks again", async () => {
    expect(await makeOffers(shop.app, shop.shop)).toBe(2);
    const { products } = await boxOf(ann);
    expect(new Set(products)).toEqual(new Set([0, 1, 2, 3].map(product)));
    expect(await makeOffers(shop.app, shop.shop)).toBe(0);
    expect((await boxOf(ann)).products).toEqual(products);
  });

  it("S62: rest on what was bought before the week, on whatever day of it they are made", async () => {
    const placedAt = shop.clock.now().getTime();
    for (const number of [21, 22, 23]) await hear(ann, number, [7], { placedAt, version: placedAt });
    shop.clock.advance(3_600_000);
    await makeOffers(shop.app, shop.shop);
    expect(new Set((await boxOf(ann)).products)).toEqual(new Set([0, 1, 2, 3].map(product)));
  });

  it("go on where their making was interrupted", async () => {
    await makeOffers(shop.app, shop.shop);
    const before = { ann: await boxOf(ann), bob: await boxOf(bob) };
    await database.pool.query("delete from offer_box where shop_id = $1 and member_id = $2", [
      shop.shop.id,
      before.bob.id,
    ]);
    await database.pool.query("update offer_round set cursor = $2, finished_at = null where shop_id = $1", [
      shop.shop.id,
      before.ann.id,
    ]);
    expect(await makeOffers(shop.app, shop.shop)).toBe(1);
    expect(await boxOf(bob)).toEqual(before.bob);
  });

  it("are activated up to their number, however many clicks come at once", async () => {
    await makeOffers(shop.app, shop.shop);
    const { id, refs } = await boxOf(ann);
    const answers = await Promise.all([...refs, ...refs].map((ref) => activate(ann, ref)));
    expect(
      answers.filter((answer) => !answer.ok).every((answer) => !answer.ok && answer.code === "offers_chosen"),
    ).toBe(true);
    expect(await walletOf(id)).toHaveLength(2);
  });

  it("are nobody else's", async () => {
    await makeOffers(shop.app, shop.shop);
    const { refs } = await boxOf(ann);
    expect(await activate(bob, refs[0])).toMatchObject({ ok: false, code: "unknown_offer" });
    expect(await activate("gid://shopify/Customer/99", refs[0])).toMatchObject({ ok: false, code: "unknown_offer" });
  });

  it("leave the wallet when an order uses them, whatever is heard first, and come back when all such orders are cancelled", async () => {
    await makeOffers(shop.app, shop.shop);
    const { id, refs } = await boxOf(ann);
    const [ref = ""] = refs;
    await activate(ann, ref);
    const redemptions = [{ refs: [ref], discountMinor: 250, toleranceMinor: 0 }];
    const placedAt = shop.clock.now().getTime();
    const cancelled = { redemptions, placedAt, cancelledAt: placedAt + 1_000, version: placedAt + 1_000 };
    await hear(ann, 11, [0], cancelled);
    expect(await walletOf(id)).toEqual([ref]);
    await hear(ann, 11, [0], { redemptions, placedAt, version: placedAt });
    expect(await walletOf(id), "the older news changes nothing").toEqual([ref]);
    await hear(ann, 12, [0], { redemptions, placedAt, version: placedAt });
    expect(await walletOf(id)).toEqual([]);
    await hear(ann, 12, [0], { ...cancelled, version: placedAt + 2_000 });
    expect(await walletOf(id)).toEqual([ref]);
    shop.clock.advance(WEEK);
    expect(await lapseOffersOf(shop.app, shop.shop)).toBe(1);
    expect(await walletOf(id)).toEqual([]);
  });

  it("follow a merge, and are forgotten with their member", async () => {
    await makeOffers(shop.app, shop.shop);
    const { refs } = await boxOf(ann);
    await activate(ann, refs[0]);
    await shop.receive(mergeWebhook(ann, bob));
    await shop.work();
    const { id } = await boxOf(bob);
    expect(await walletOf(id)).toEqual([refs[0]]);
    const asked = { customerGids: [bob], emails: [], orders: [] };
    await database.transaction((transaction) => eraseCustomers(transaction, shop.shop, shop.clock.now(), asked));
    expect(await walletOf(id)).toEqual([]);
    expect((await database.pool.query("select 1 from offer_box where shop_id = $1", [shop.shop.id])).rowCount).toBe(0);
  });
});
