import { beforeAll, describe, expect, it } from "vitest";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import type { Database } from "#app/persistence/database.ts";
import { adjustPoints } from "#app/services/adjust-points.ts";
import { eraseCustomers } from "#app/services/erase-customers.ts";
import { reworkTiers } from "#app/services/rework-tiers.ts";
import { verifyShop } from "#app/services/verify-shop.ts";
import { aLine, anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, customerWebhook, mergeWebhook, type ShopAtWork } from "#tests/support/shop-at-work.ts";
import "#tests/support/ledger-matchers.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

type TiersInput = NonNullable<ProgrammeInput["tiers"]>;

const DAY = 86_400_000;
const ann = "gid://shopify/Customer/1";
const bob = "gid://shopify/Customer/2";
const silver = { id: "silver", name: { en: "Silver", nl: "Zilver" }, from: "10.00" };
const gold = { id: "gold", name: { en: "Gold", nl: "Goud" }, from: "20.00" };

async function withTiers(tiers: TiersInput, more: ProgrammeInput = {}): Promise<ShopAtWork> {
  const shop = await aShopAtWork(database, { ...more, tiers });
  await reworkTiers(shop.app, shop.shop);
  return shop;
}

/** An order of so many euros, some days after noon of the first. */
function bought(number: number, euros: number, days = 0, customerGid = ann) {
  const placedAt = NOON + days * DAY;
  const line = aLine(`L${number}`, { priceMinor: euros * 100 });
  const gid = `gid://shopify/Order/${number}`;
  return anOrder({
    gid,
    name: `#${number}`,
    placedAt,
    paidAt: placedAt,
    version: placedAt,
    lines: [line],
    customerGid,
    email: null,
  });
}

const hear = (shop: ShopAtWork, ...states: ReturnType<typeof anOrder>[]) =>
  shop.hear(...states.map((state) => ({ gid: state.gid, state })));

async function goTo(shop: ShopAtWork, days: number): Promise<void> {
  shop.clock.set(new Date(NOON + days * DAY));
  await reworkTiers(shop.app, shop.shop);
}

async function levelOf(shop: ShopAtWork, customer = ann): Promise<string | null | undefined> {
  const { rows } = await database.pool.query<{ level: string | null }>(
    `select level from member_tier t join member m on m.shop_id = t.shop_id and m.id = t.member_id
     where t.shop_id = $1 and m.customer_gid = $2`,
    [shop.shop.id, customer],
  );
  return rows[0]?.level;
}

async function changesOf(shop: ShopAtWork): Promise<string[]> {
  const { rows } = await database.pool.query<{ change: string }>(
    `select concat_ws(' ', coalesce(from_level, '-'), coalesce(to_level, '-'), cause) as change from tier_change
     where shop_id = $1 order by id`,
    [shop.shop.id],
  );
  return rows.map(({ change }) => change);
}

async function eventsOf(shop: ShopAtWork) {
  const { rows } = await database.pool.query<{ name: string; details: Record<string, unknown> }>(
    "select name, details from journey_event where shop_id = $1 order by id",
    [shop.shop.id],
  );
  return rows;
}

async function isOwed(shop: ShopAtWork, kind: string): Promise<boolean> {
  const { rowCount } = await database.pool.query("select 1 from outbox where shop_id = $1 and kind = $2", [
    shop.shop.id,
    kind,
  ]);
  return rowCount !== 0;
}

describe("S10, S19: levels follow orders", () => {
  it("within the transaction of the order, with a sentence in both languages", async () => {
    const shop = await withTiers({ levels: [silver, gold] });
    await hear(shop, bought(1, 12));
    expect(await levelOf(shop)).toBe("silver");
    await hear(shop, bought(2, 8, 1));
    expect(await levelOf(shop)).toBe("gold");
    expect(await changesOf(shop)).toEqual(["- silver bought", "silver gold bought"]);
    const { rows } = await database.pool.query("select why from tier_change where shop_id = $1 order by id", [
      shop.shop.id,
    ]);
    expect(rows[0].why).toEqual({
      en: "Silver is reached: €12.00, and it begins at €10.00.",
      nl: "Zilver is bereikt: €\u00a012,00, en het begint bij €\u00a010,00.",
    });
    expect(await isOwed(shop, "wallet")).toBe(true);
    await shop.expectToAddUp();
  });

  it("a refund is as if what went back had never been bought, in any order of arrival and twice", async () => {
    const first = bought(1, 12);
    const second = bought(2, 8, 1);
    const after = refunded(second, { ...aRefund(1, { L2: 1 }), createdAt: NOON + 2 * DAY });
    const shop = await withTiers({ levels: [silver, gold] });
    await hear(shop, first, second, after, after);
    expect(await levelOf(shop)).toBe("silver");
    const other = await withTiers({ levels: [silver, gold] });
    for (const state of [after, second, first]) await hear(other, state);
    expect(await levelOf(other)).toBe("silver");
    expect(await changesOf(shop)).toEqual(["- silver bought"]);
    const third = await withTiers({ levels: [silver, gold] });
    for (const state of [first, second, after]) await hear(third, state);
    expect(await changesOf(third)).toEqual(["- silver bought", "silver gold bought", "gold silver taken_back"]);
  });

  it("S55: whoever becomes a member has a level that begins at nothing", async () => {
    const shop = await withTiers({ levels: [{ ...silver, from: "0" }, gold] });
    await reworkTiers(shop.app, shop.shop);
    await shop.receive(customerWebhook("customers/create", ann, { email: "ann@example.com" }));
    await shop.work();
    await reworkTiers(shop.app, shop.shop);
    expect(await levelOf(shop)).toBe("silver");
  });

  it("guests have none; who signs up has that of what they bought before", async () => {
    const shop = await withTiers({ levels: [silver] });
    const asGuest = { ...bought(1, 12), customerGid: null, email: "ann@example.com" };
    await hear(shop, asGuest);
    expect(await changesOf(shop)).toEqual([]);
    await shop.receive(customerWebhook("customers/create", ann, { email: "ann@example.com" }));
    await shop.work();
    await reworkTiers(shop.app, shop.shop);
    expect(await levelOf(shop)).toBe("silver");
  });
});

describe("S19: npm run verify", () => {
  it("works out every level from orders and points and compares", async () => {
    const shop = await withTiers({ levels: [silver, { ...gold, entryReward: 10 }] });
    await hear(shop, bought(1, 25));
    await shop.expectToAddUp();
    await database.pool.query("update member_tier set level = 'silver', counted = 1 where shop_id = $1", [
      shop.shop.id,
    ]);
    await database.pool.query("delete from tier_reward where shop_id = $1", [shop.shop.id]);
    const { differences } = await verifyShop(shop.app, shop.shop);
    expect(differences.first.map(({ what, field, expected, found }) => [what, field, expected, found])).toEqual([
      ["tier", "level, counted from the lowest", 2, 1],
      ["tier", "what counts", 2500, 1],
      ["tier", "points for reaching levels", 1, 0],
    ]);
  });
});

describe("S19: levels follow time", () => {
  it("a rolling year ends at its instant, and what happens is read off without an order", async () => {
    const shop = await withTiers({ grace: { days: 10 }, levels: [silver] });
    await hear(shop, bought(1, 12));
    await goTo(shop, 365 + 9.99);
    expect(await levelOf(shop)).toBe("silver");
    await goTo(shop, 365 + 10);
    expect(await levelOf(shop)).toBeNull();
    expect(await changesOf(shop)).toEqual(["- silver bought", "silver - time"]);
    await shop.expectToAddUp();
  });
});

describe("S10: points for reaching a level", () => {
  const rewarded: TiersInput = { period: "lifetime", levels: [silver, { ...gold, entryReward: 100 }] };

  it("are given once, and taken back with the refund that undoes it", async () => {
    const shop = await withTiers(rewarded);
    const second = bought(2, 8, 1);
    await hear(shop, bought(1, 12), second);
    await hear(shop, second);
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 120 });
    const gone = refunded(second, { ...aRefund(1, { L2: 1 }), createdAt: NOON + 2 * DAY });
    await hear(shop, gone);
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 12, debt: 0 });
    // Reached again by another purchase: the first time turned out never to have been.
    await hear(shop, bought(3, 8, 3));
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 120 });
    await shop.expectToAddUp();
  });

  it("are a debt where they were spent meanwhile, and count towards no level themselves", async () => {
    const shop = await withTiers({
      by: "points",
      period: "lifetime",
      levels: [
        { ...gold, from: 20, entryReward: 100 },
        { id: "top", name: "Top", from: 100 },
      ],
    });
    const only = bought(1, 20);
    await hear(shop, only);
    expect(await levelOf(shop)).toBe("gold");
    const { id = "" } = (await shop.balanceOf(ann)) ?? {};
    await adjustPoints(shop.app, shop.shop, { memberId: id, points: -110, reason: "spent", actor: "test", key: "a" });
    await reworkTiers(shop.app, shop.shop);
    expect(await levelOf(shop)).toBeNull();
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 0, debt: 90 });
    await shop.expectToAddUp();
  });

  it("S58: the congratulation is noted once a period, with all that the mail says", async () => {
    const shop = await withTiers(rewarded);
    await hear(shop, bought(1, 22));
    expect(await eventsOf(shop)).toEqual([
      {
        name: "tier_reached",
        details: {
          level: "gold",
          name: gold.name,
          from: null,
          perks: [],
          multiplierHundredths: 100,
          points: 100,
          until: null,
          next: null,
        },
      },
    ]);
    await hear(shop, bought(1, 22), bought(2, 30, 1));
    expect(await eventsOf(shop)).toHaveLength(1);
  });
});

describe("S19: levels by points or orders", () => {
  it("points given or taken by hand move them, lapsed ones do not", async () => {
    const levels = [
      { ...silver, from: 10 },
      { ...gold, from: 50 },
    ];
    const shop = await withTiers({ by: "points", period: "lifetime", levels }, { expiry: { from: "award", days: 1 } });
    await hear(shop, bought(1, 12));
    const { id = "" } = (await shop.balanceOf(ann)) ?? {};
    await adjustPoints(shop.app, shop.shop, { memberId: id, points: 38, reason: "sorry", actor: "test", key: "a" });
    await goTo(shop, 5);
    expect(await levelOf(shop)).toBe("gold");
    await shop.expectToAddUp();
  });

  it("orders count while something of them is kept", async () => {
    const shop = await withTiers({ by: "orders", levels: [{ ...gold, from: 2 }] });
    const second = bought(2, 1, 1);
    await hear(shop, bought(1, 1), second);
    expect(await levelOf(shop)).toBe("gold");
    await hear(shop, { ...second, cancelledAt: NOON + 2 * DAY, version: NOON + 2 * DAY });
    expect(await levelOf(shop)).toBeNull();
  });
});

describe("S19: levels that are changed after the launch", () => {
  it("bring everybody to the new ones, in portions, and nobody down before the grace is over", async () => {
    const shop = await withTiers({ period: "lifetime", levels: [gold] });
    await hear(shop, bought(1, 25), bought(2, 12, 0, bob));
    await goTo(shop, 1);
    await shop.publish({
      tiers: { period: "lifetime", grace: { days: 30 }, levels: [silver, { ...gold, from: "50.00" }] },
    });
    await reworkTiers(shop.app, shop.shop);
    expect([await levelOf(shop), await levelOf(shop, bob)]).toEqual(["gold", "silver"]);
    expect(await eventsOf(shop)).toHaveLength(1);
    await goTo(shop, 31);
    expect(await levelOf(shop)).toBe("silver");
    await shop.publish({});
    await reworkTiers(shop.app, shop.shop);
    expect(await levelOf(shop)).toBeNull();
    expect((await changesOf(shop)).slice(1)).toEqual([
      "- silver published",
      "gold silver time",
      "silver - published",
      "silver - published",
    ]);
  });
});

describe("S10: who somebody else becomes", () => {
  it("has the level of what both bought; what both were given stays", async () => {
    const shop = await withTiers({ period: "lifetime", levels: [silver, { ...gold, entryReward: 5 }] });
    await hear(shop, bought(1, 12), bought(2, 8, 1, bob));
    await shop.receive(mergeWebhook(bob, ann));
    await shop.work();
    await reworkTiers(shop.app, shop.shop);
    expect(await levelOf(shop)).toBe("gold");
    expect(await shop.balanceOf(ann)).toHaveBalance({ available: 25 });
    await shop.expectToAddUp();
  });

  it("forgotten, has none any more, and nothing is mailed about them", async () => {
    const shop = await withTiers({ levels: [silver] });
    await hear(shop, bought(1, 12));
    await database.transaction((transaction) =>
      eraseCustomers(transaction, shop.shop, shop.clock.now(), { customerGids: [ann], emails: [], orders: [] }),
    );
    await reworkTiers(shop.app, shop.shop);
    const { rowCount } = await database.pool.query("select 1 from member_tier where shop_id = $1", [shop.shop.id]);
    expect([rowCount, await eventsOf(shop)]).toEqual([0, []]);
    await shop.expectToAddUp();
  });
});
