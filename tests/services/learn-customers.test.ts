import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppContext } from "#app/context.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import { currentProgramme } from "#app/persistence/programmes.ts";
import { findShop } from "#app/persistence/shops.ts";
import { standingsOf } from "#app/persistence/standings.ts";
import { learnCustomers } from "#app/services/learn-customers.ts";
import { publishProgrammeVersion } from "#app/services/publish-programme-version.ts";
import { shopFacts } from "#app/services/read-programmes.ts";
import { aProcess, aVisitedShop, type ReachableShopify, startShopify } from "#tests/shopify/installed-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

const database = await testDatabase();
let shopify: ReachableShopify;
let app: AppContext;
beforeAll(async () => {
  shopify = await startShopify();
  app = aProcess(database, shopify);
});
afterAll(() => shopify.close());

/** A shop whose members Zegel has heard of by orders alone. */
async function aShop(settings: ProgrammeInput = {}): Promise<ShopFacts> {
  const opened = await aVisitedShop(database, shopify);
  await database.pool.query(
    "insert into shop (domain, currency, status, installed_at) values ($1, 'EUR', 'installed', now()) on conflict (domain) do update set currency = 'EUR', status = 'installed'",
    [opened.domain],
  );
  const record = await findShop(database.pool, opened.domain);
  const facts = record && shopFacts(record);
  if (!facts) throw new Error("the shop is not there");
  await publish(facts, settings);
  return facts;
}

async function publish(shop: ShopFacts, settings: ProgrammeInput): Promise<void> {
  const current = await currentProgramme(database.pool, shop.id);
  const outcome = await publishProgrammeVersion(app, shop, {
    settings,
    basedOn: current?.version ?? 0,
    publishedBy: "Test",
  });
  expect(outcome.outcome).toBe("published");
}

async function enrol(shop: ShopFacts, gid: string): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    `with enrolled as (insert into member (shop_id, customer_gid, joined_at) values ($1, $2, now()) returning id),
       empty as (insert into balance (shop_id, member_id) select $1, id from enrolled) select id from enrolled`,
    [shop.id, gid],
  );
  return rows[0]?.id ?? "";
}

const factsOfShop = async (shop: ShopFacts): Promise<string[]> => {
  const { rows } = await database.pool.query<{ fact: string; value: string }>(
    "select fact, value from customer_fact where shop_id = $1 and value is not null order by fact, value",
    [shop.id],
  );
  return rows.map(({ fact, value }) => `${fact}: ${value}`);
};

const asked = () => shopify.asked.filter((name) => name === "CustomersForFacts").length;

describe("members of whom only the number is known", () => {
  it("S25: are learned about at Shopify, once, and no more than the shop collects", async () => {
    const shop = await aShop();
    const { gid } = shopify.simulated.addCustomer(shop.domain, {
      email: "ann@example.com",
      tags: ["VIP", "press"],
      acceptsMarketing: true,
      birthday: "1990-02-28",
      country: "BE",
      gender: "female",
    });
    const id = await enrol(shop, gid);
    const before = asked();
    expect(await learnCustomers(app, shop)).toBe(1);
    expect(await factsOfShop(shop)).toEqual(["email_consent: subscribed", "tag: VIP", "tag: press"]);
    expect((await standingsOf(database.pool, shop.id, [id])).get(id)?.tags).toEqual(["press", "VIP"]);
    expect(await learnCustomers(app, shop)).toBe(0);
    expect(asked() - before).toBe(1);
  });

  it("S25: are learned about again where the programme collects more, and forgotten where it collects less", async () => {
    const shop = await aShop();
    const { gid } = shopify.simulated.addCustomer(shop.domain, {
      birthday: "1990-02-28",
      country: "BE",
      gender: "female",
      interests: ["Tea", "Hats"],
    });
    await enrol(shop, gid);
    await learnCustomers(app, shop);
    expect(await factsOfShop(shop)).toEqual([]);
    const all = { birthday: true, place: true, gender: "custom.gender", interests: "custom.interests" };
    await publish(shop, { customerFacts: all });
    expect(await learnCustomers(app, shop)).toBe(1);
    expect(await factsOfShop(shop)).toEqual([
      "birthday: 1990-02-28",
      "city: Amsterdam",
      "country: BE",
      "gender: female",
      "interest: Hats",
      "interest: Tea",
    ]);
    await publish(shop, { customerFacts: { place: true } });
    expect(await factsOfShop(shop)).toEqual(["city: Amsterdam", "country: BE"]);
    expect(await learnCustomers(app, shop)).toBe(0);
  });

  it("S24: what a webhook told of a later moment stays", async () => {
    const shop = await aShop();
    const { gid } = shopify.simulated.addCustomer(shop.domain, { tags: ["old"] });
    const id = await enrol(shop, gid);
    const later = new Date(shopify.clock.now().getTime() + 60_000);
    await database.pool.query(
      `insert into customer_fact (shop_id, member_id, fact, word, value, told_at, since)
       values ($1, $2, 'tag', 'new', 'new', $3, $3), ($1, $2, 'tag', 'old', null, $3, $3)`,
      [shop.id, id, later],
    );
    await learnCustomers(app, shop);
    expect(await factsOfShop(shop)).toEqual(["tag: new"]);
  });

  it("many of them are asked for a page at a time, who is gone at Shopify among them", async () => {
    const shop = await aShop();
    for (let n = 0; n < 60; n += 1) {
      const { gid } = shopify.simulated.addCustomer(shop.domain, { tags: [`t${n}`] });
      await enrol(shop, gid);
      if (n === 7) shopify.simulated.deleteCustomer(shop.domain, gid);
    }
    const before = asked();
    expect(await learnCustomers(app, shop)).toBe(60);
    expect(asked() - before).toBe(2);
    expect((await factsOfShop(shop)).filter((fact) => fact.startsWith("tag:"))).toHaveLength(59);
  });
});
