import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "#app/context.ts";
import type { Card } from "#app/contracts/card.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import type { StoredWallet } from "#app/contracts/wallet.ts";
import { PERCENT_OFF, STANDING } from "#app/contracts/wallet.ts";
import type { Database } from "#app/persistence/database.ts";
import { currentProgramme } from "#app/persistence/programmes.ts";
import { deliverOutbox } from "#app/services/deliver-outbox.ts";
import { installShop } from "#app/services/install-shop.ts";
import { publishProgrammeVersion } from "#app/services/publish-programme-version.ts";
import { shopFacts } from "#app/services/read-programmes.ts";
import { reworkTiers } from "#app/services/rework-tiers.ts";
import { workOrders } from "#app/services/work-orders.ts";
import { appIdOf, findMetafield } from "#tests/shop/metafields.ts";
import type { Shop } from "#tests/shop/state.ts";
import {
  aProcess,
  aVisitedShop,
  credentials,
  type ReachableShopify,
  startShopify,
} from "#tests/shopify/installed-shop.ts";
import { aLine, anOrder } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";

let database: Database;
let shopify: ReachableShopify;
let app: AppContext;
let shop: Shop;
let facts: ShopFacts;
let orders = 0;

beforeAll(async () => {
  database = await testDatabase();
  shopify = await startShopify();
});
beforeEach(async () => {
  shop = await aVisitedShop(database, shopify, { name: "Acme" });
  app = aProcess(database, shopify);
  facts = shopFacts((await installShop(app, shop.domain)).shop)!;
  await deliverOutbox(app, facts);
});
afterAll(() => shopify.close());

const silver = { id: "silver", name: { en: "Silver", nl: "Zilver" }, from: "10.00" };
const gold = {
  id: "gold",
  name: { en: "Gold", nl: "Goud" },
  from: "20.00",
  multiplier: 1.5,
  perks: [
    { code: "percent_off" as const, percent: 5 },
    { code: "early_access" as const, title: { en: "Pre-sales", nl: "Voorverkoop" } },
  ],
};

async function publish(tiers: ProgrammeInput["tiers"]): Promise<void> {
  const basedOn = (await currentProgramme(database.pool, facts.id))?.version ?? 0;
  const settings = tiers === undefined ? {} : { tiers };
  const outcome = await publishProgrammeVersion(app, { ...facts }, { settings, basedOn, publishedBy: "test" });
  expect(outcome.outcome).toBe("published");
  await reworkTiers(app, facts);
}

/** A customer who pays so many euros, worked as their order comes in. */
async function buys(customerGid: string, euros: number): Promise<void> {
  orders += 1;
  const now = Math.floor(app.clock.now().getTime() / 1000) * 1000;
  const gid = `gid://shopify/Order/${5000 + orders}`;
  const lines = [aLine(`E${orders}`, { priceMinor: euros * 100 })];
  await workOrders(app, facts, [
    anOrder({ gid, placedAt: now, paidAt: now, version: now, lines, customerGid, email: null }),
  ]);
}

const aCustomer = (): string =>
  shopify.simulated.addCustomer(shop.domain, { email: `${crypto.randomUUID()}@example.com` }).gid;

async function deliver(): Promise<void> {
  while ((await deliverOutbox(app, facts)).hasMore) {
    // Until nothing is due.
  }
}

function read(customerGid: string, key: string): unknown {
  const found = findMetafield(shop, customerGid, `app--${appIdOf(credentials.apiKey)}`, key);
  return JSON.parse(found?.value ?? "null");
}

describe("S11: the card", () => {
  it("says the level, what it brings, until when, and how far it is to the next", async () => {
    await publish({ levels: [silver, gold] });
    const ann = aCustomer();
    await buys(ann, 12);
    await deliver();
    expect((read(ann, "card") as Card).tier).toMatchObject({
      id: "silver",
      name: silver.name,
      perks: [],
      until: { en: expect.stringMatching(/^Silver until \d+ \w+ \d{4}$/) },
      progress: { level: "gold", percent: 60, text: { en: "€8.00 more to Gold", nl: "Nog €\u00a08,00 tot Goud" } },
    });
    await buys(ann, 8);
    await deliver();
    const { tier } = read(ann, "card") as Card;
    expect(tier).toMatchObject({
      id: "gold",
      perks: [{ en: "5% off" }, { en: "Pre-sales" }, { en: "1.5 times the points" }],
    });
    expect(tier?.progress).toBeUndefined();
  });
});

describe("S57: perks of a level", () => {
  it("stand in the wallet without a claim for as long as it lasts", async () => {
    await publish({ levels: [silver, gold] });
    const ann = aCustomer();
    await buys(ann, 20);
    await deliver();
    const [grant] = (read(ann, "wallet") as StoredWallet)[STANDING] ?? [];
    expect(grant?.slice(1, 5)).toEqual([PERCENT_OFF, null, 0, 5]);
    await publish({ levels: [silver, { ...gold, from: "100.00" }] });
    await deliver();
    expect((read(ann, "wallet") as StoredWallet)[STANDING] ?? []).toEqual([]);
  });
});

describe("S10: the tag", () => {
  const tagsOf = (gid: string) => shopify.simulated.customer(shop.domain, gid).tags;

  it("of the level is put on customers where the merchant chose so, follows the level, and goes when the choice does", async () => {
    const ann = aCustomer();
    await publish({ levels: [silver, gold] });
    await buys(ann, 12);
    await deliver();
    expect(tagsOf(ann)).toEqual([]);
    await publish({ tag: true, levels: [silver, gold] });
    await deliver();
    expect(tagsOf(ann)).toEqual(["tier:silver"]);
    await buys(ann, 8);
    await deliver();
    expect(tagsOf(ann)).toEqual(["tier:gold"]);
    await publish(undefined);
    await deliver();
    expect(tagsOf(ann)).toEqual([]);
  });
});
