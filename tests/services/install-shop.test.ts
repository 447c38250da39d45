import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "#app/context.ts";
import type { Database } from "#app/persistence/database.ts";
import { currentProgramme, programmeVersions } from "#app/persistence/programmes.ts";
import { findShop } from "#app/persistence/shops.ts";
import { clubName, ensureInstalled, installShop } from "#app/services/install-shop.ts";
import { uninstallShop } from "#app/services/uninstall-shop.ts";
import type { Shop } from "#tests/shop/state.ts";
import { aProcess, aVisitedShop, type ReachableShopify, startShopify, visit } from "#tests/shopify/installed-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

let database: Database;
let shopify: ReachableShopify;
let app: AppContext;
let shop: Shop;

beforeAll(async () => {
  database = await testDatabase();
  shopify = await startShopify();
});
beforeEach(async () => {
  shop = await aVisitedShop(database, shopify, { name: "Acme", currency: "EUR", country: "NL" });
  app = aProcess(database, shopify);
  shopify.asked.length = 0;
});
afterAll(() => shopify.close());

const definitions = () =>
  [...shop.definitions.values()].map(({ ownerType, key, type, access }) => ({ ownerType, key, type, ...access }));

describe("a first visit", () => {
  it("writes down what the shop is", async () => {
    const outcome = await installShop(app, shop.domain);
    expect(outcome.outcome).toBe("installed");
    expect(await findShop(database.pool, shop.domain)).toMatchObject({
      name: "Acme",
      email: shop.email,
      currency: "EUR",
      timezone: "Europe/Amsterdam",
      taxesIncluded: true,
      locale: "nl",
      status: "installed",
    });
  });

  it("publishes the default programme, named after the shop", async () => {
    const { shop: row } = await installShop(app, shop.domain);
    expect(await currentProgramme(database.pool, row.id)).toMatchObject({
      version: 1,
      publishedBy: "Zegel",
      settings: {
        name: "Acme Club",
        earning: [{ code: "per_amount", points: 1, per: "1" }],
        rewards: [{ code: "amount_off", cost: 100, amount: "5" }],
      },
    });
  });

  it("defines the metafields: the wallet for nobody, the card for its customer, the programme for everyone", async () => {
    await installShop(app, shop.domain);
    expect(definitions()).toEqual([
      {
        ownerType: "CUSTOMER",
        key: "wallet",
        type: "json",
        admin: "MERCHANT_READ",
        storefront: "NONE",
        customerAccount: "NONE",
      },
      {
        ownerType: "CUSTOMER",
        key: "card",
        type: "json",
        admin: "MERCHANT_READ",
        storefront: "PUBLIC_READ",
        customerAccount: "READ",
      },
      {
        ownerType: "SHOP",
        key: "programme",
        type: "json",
        admin: "MERCHANT_READ",
        storefront: "PUBLIC_READ",
        customerAccount: "NONE",
      },
    ]);
  });

  it("makes one automatic discount of all classes that combines with others", async () => {
    const { shop: row } = await installShop(app, shop.domain);
    expect([...shop.discounts.values()]).toMatchObject([
      {
        title: "Zegel",
        discountClasses: ["ORDER", "PRODUCT", "SHIPPING"],
        combinesWith: { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true },
      },
    ]);
    expect(row.discountId).toContain("gid://shopify/");
  });

  it("owes the theme the programme's card", async () => {
    const { shop: row } = await installShop(app, shop.domain);
    const { rows } = await database.pool.query("select kind, subject from outbox where shop_id = $1", [row.id]);
    expect(rows).toEqual([{ kind: "programme", subject: "shop" }]);
  });
});

describe("a later visit", () => {
  it("changes nothing and asks Shopify once", async () => {
    await installShop(app, shop.domain);
    shopify.asked.length = 0;
    await installShop(app, shop.domain);
    expect(shopify.asked).toEqual(["Installation"]);
    expect(shop.discounts.size).toBe(1);
  });

  it("asks Shopify nothing while a page only wants to know", async () => {
    await ensureInstalled(app, shop.domain);
    shopify.asked.length = 0;
    expect((await ensureInstalled(app, shop.domain)).outcome).toBe("installed");
    expect(shopify.asked).toEqual([]);
  });

  it("makes the discount again that was deleted at Shopify", async () => {
    const before = await installShop(app, shop.domain);
    shop.discounts.clear();
    const after = await installShop(app, shop.domain);
    expect(shop.discounts.size).toBe(1);
    expect(after.shop.discountId).not.toBe(before.shop.discountId);
  });

  it("corrects who may read a metafield", async () => {
    await installShop(app, shop.domain);
    for (const each of shop.definitions.values()) if (each.key === "wallet") each.access.storefront = "PUBLIC_READ";
    await installShop(app, shop.domain);
    expect(definitions().find(({ key }) => key === "wallet")).toMatchObject({ storefront: "NONE" });
  });

  it("leaves the programme that the merchant has published", async () => {
    const { shop: row } = await installShop(app, shop.domain);
    await database.pool.query(
      'update programme_version set settings = settings || \'{"name":"Mine"}\' where shop_id = $1',
      [row.id],
    );
    await installShop(app, shop.domain);
    expect(await programmeVersions(database.pool, row.id)).toMatchObject([{ version: 1, settings: { name: "Mine" } }]);
  });
});

describe("several first visits at once", () => {
  it("make one discount and one programme", async () => {
    const processes = Array.from({ length: 4 }, () => aProcess(database, shopify));
    const outcomes = await Promise.all(processes.map((each) => installShop(each, shop.domain)));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(4).fill("installed"));
    expect(shop.discounts.size).toBe(1);
    expect(await programmeVersions(database.pool, outcomes[0]!.shop.id)).toHaveLength(1);
  });
});

describe("what Shopify refuses", () => {
  it("leaves the shop earning points, and is tried again by the next visit", async () => {
    shopify.simulated.configuration.functionHandles.length = 0;
    const first = await installShop(app, shop.domain);
    expect(first).toMatchObject({
      outcome: "incomplete",
      refusal: { part: "discount" },
      shop: { status: "installed" },
    });
    shopify.simulated.configuration.functionHandles.push("loyalty-discount");
    expect((await ensureInstalled(app, shop.domain)).outcome).toBe("installed");
  });
});

describe("an uninstall", () => {
  it("stops the work and drops the tokens, and a reinstall finds programme and shop as they were", async () => {
    const { shop: row } = await installShop(app, shop.domain);
    shopify.simulated.uninstallApp(shop.domain);
    await uninstallShop(app, shop.domain, shopify.clock.now());
    expect(await findShop(database.pool, shop.domain)).toMatchObject({ status: "uninstalled", discountId: null });
    expect((await database.pool.query("select 1 from session where shop = $1", [shop.domain])).rowCount).toBe(0);

    shopify.clock.advance(60_000);
    shopify.simulated.installApp(shop.domain);
    await visit(database, shopify, shop);
    const again = await installShop(aProcess(database, shopify), shop.domain);
    expect(again).toMatchObject({ outcome: "installed", shop: { id: row.id, status: "installed" } });
    expect(await programmeVersions(database.pool, row.id)).toHaveLength(1);
    expect(shop.discounts.size).toBe(1);
  });

  it("told late does not undo a reinstall", async () => {
    await installShop(app, shop.domain);
    const before = new Date(shopify.clock.now().getTime() - 60_000);
    expect(await uninstallShop(app, shop.domain, before)).toEqual({ outcome: "already_gone" });
    expect(await findShop(database.pool, shop.domain)).toMatchObject({ status: "installed" });
  });
});

describe("the programme's first name", () => {
  it.each([
    ["Acme", "Acme Club"],
    ["", "Club"],
    ["The Extraordinarily Long Named Shop Of Things", "The Extraordinarily Long Named Shop Club"],
    ["X".repeat(60), `${"X".repeat(35)} Club`],
  ])("of %j is %j", (name, club) => {
    expect(clubName(name)).toBe(club);
    expect([...clubName(name)].length).toBeLessThanOrEqual(40);
  });
});
