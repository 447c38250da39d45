import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#app/persistence/database.ts";
import { previewTiers } from "#app/services/preview-tiers.ts";
import { recommendTiers } from "#app/services/recommend-tiers.ts";
import { reworkTiers } from "#app/services/rework-tiers.ts";
import { aLine, anOrder, NOON } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, customerWebhook } from "#tests/support/shop-at-work.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const silver = { id: "silver", name: "Silver", from: "10.00" };
const gold = { id: "gold", name: "Gold", from: "20.00" };

/** GIVEN a shop with levels and ten customers who spent 3, 6, … 30 euros. */
async function aShopOfTen() {
  const shop = await aShopAtWork(database, { tiers: { levels: [silver, gold] } });
  for (let number = 1; number <= 10; number += 1) {
    const customerGid = `gid://shopify/Customer/${number}`;
    const state = anOrder({
      gid: `gid://shopify/Order/${number}`,
      lines: [aLine(`L${number}`, { priceMinor: 300 * number })],
      customerGid,
      email: null,
    });
    await shop.receive(customerWebhook("customers/create", customerGid));
    await shop.hear({ gid: state.gid, state });
  }
  shop.clock.set(new Date(NOON + 86_400_000));
  await reworkTiers(shop.app, shop.shop);
  return shop;
}

describe("S19: what other levels would do", () => {
  it("is told for each level, with who rises, who falls and who is kept by the grace, and is what publishing does", async () => {
    const shop = await aShopOfTen();
    const tiers = {
      grace: { days: 30 },
      levels: [{ id: "bronze", name: "Bronze", from: "5.00" }, silver, { ...gold, from: "25.00" }],
    };
    const preview = await previewTiers(shop.app, shop.shop, { tiers });
    expect(preview).toMatchObject({
      outcome: "previewed",
      members: 10,
      levels: [
        { id: null, now: 3, published: 1, earned: 1 },
        { id: "bronze", now: 0, published: 2, earned: 2 },
        { id: "silver", now: 3, published: 3, earned: 5 },
        { id: "gold", now: 4, published: 4, earned: 2 },
      ],
      rise: 2,
      fall: 0,
      inGrace: 2,
    });
    await shop.publish({ tiers });
    await reworkTiers(shop.app, shop.shop);
    const { rows } = await database.pool.query<{ level: string; members: string }>(
      "select level, count(*) as members from member_tier where shop_id = $1 group by level order by level nulls first",
      [shop.shop.id],
    );
    expect(rows.map(({ level, members }) => `${level} ${members}`)).toEqual([
      "null 1",
      "bronze 2",
      "gold 4",
      "silver 3",
    ]);
  });

  it("says without grace who falls, and refuses what publishing refuses", async () => {
    const shop = await aShopOfTen();
    const without = await previewTiers(shop.app, shop.shop, {
      tiers: { levels: [silver, { ...gold, from: "25.00" }] },
    });
    expect(without).toMatchObject({ rise: 0, fall: 2, inGrace: 0 });
    expect(await previewTiers(shop.app, shop.shop, {})).toMatchObject({
      fall: 7,
      levels: [{ id: null, published: 10 }, {}, {}],
    });
    expect(await previewTiers(shop.app, shop.shop, { tiers: { levels: [gold, silver] } })).toMatchObject({
      outcome: "refused",
      issues: [{ path: "tiers.levels.1.from" }],
    });
  });
});

describe("S56: borders from the shop's own customers", () => {
  it("are recommended as settings write them, with how many would have which level", async () => {
    const shop = await aShopOfTen();
    expect(await recommendTiers(shop.app, shop.shop, "rolling_12_months")).toEqual({
      customers: 10,
      levels: [
        { topPercent: 50, from: "18.00", customers: 3 },
        { topPercent: 25, from: "27.00", customers: 1 },
        { topPercent: 10, from: "30.00", customers: 1 },
      ],
    });
  });
});
