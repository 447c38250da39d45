import { describe, expect, it } from "vitest";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import { keepBirthdays } from "#app/services/keep-birthdays.ts";
import { setBirthday } from "#app/services/set-birthday.ts";
import { ANN } from "#tests/support/an-event.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, customerWebhook, mergeWebhook, type ShopAtWork } from "#tests/support/shop-at-work.ts";

const database = await testDatabase();
const BOB = "gid://shopify/Customer/8";
const rule = { code: "birthday", points: 100 } as const;

/** It is noon of 5 January 2026 in the shop. */
async function aShopWith(...earning: NonNullable<ProgrammeInput["earning"]>): Promise<ShopAtWork> {
  const shop = await aShopAtWork(database, { earning });
  await shop.receive(customerWebhook("customers/create", ANN), customerWebhook("customers/create", BOB));
  await shop.work();
  return shop;
}

const told = (shop: ShopAtWork, birthday: string, customerGid = ANN) =>
  setBirthday(shop.app, shop.shop, { customerGid, birthday });

async function sweepAt(shop: ShopAtWork, at: string): Promise<number> {
  shop.clock.set(at);
  return keepBirthdays(shop.app, shop.shop);
}

const available = async (shop: ShopAtWork, who = ANN) => (await shop.balanceOf(who))?.available ?? 0;

describe("points for a birthday", () => {
  it("S12: are there from the shop's midnight on, once, however often the sweep comes by", async () => {
    const shop = await aShopWith(rule);
    expect(await told(shop, "1990-03-10")).toEqual({ outcome: "set" });
    expect(await sweepAt(shop, "2026-03-09T22:59:00Z")).toBe(0);
    expect(await sweepAt(shop, "2026-03-09T23:00:00Z")).toBe(1);
    expect(await sweepAt(shop, "2026-03-10T12:00:00Z")).toBe(0);
    expect(await available(shop)).toBe(100);
    expect(await sweepAt(shop, "2027-03-09T23:00:00Z")).toBe(1);
    expect(await available(shop)).toBe(200);
    await shop.expectToAddUp();
  });

  it("S12: come every year to whoever was born on 29 February", async () => {
    const shop = await aShopWith(rule);
    await told(shop, "2000-02-29");
    expect(await sweepAt(shop, "2026-02-28T08:00:00Z")).toBe(1);
    expect(await sweepAt(shop, "2027-02-28T08:00:00Z")).toBe(1);
    expect(await sweepAt(shop, "2028-02-28T08:00:00Z")).toBe(0);
    expect(await sweepAt(shop, "2028-02-29T08:00:00Z")).toBe(1);
    expect(await sweepAt(shop, "2029-02-28T08:00:00Z")).toBe(1);
    expect(await available(shop)).toBe(400);
  });

  it("S12: never come twice within a year, whatever date is told", async () => {
    const shop = await aShopWith(rule);
    await told(shop, "1990-03-10");
    await sweepAt(shop, "2026-03-10T08:00:00Z");
    await told(shop, "1990-05-01");
    expect(await sweepAt(shop, "2026-05-01T08:00:00Z")).toBe(0);
    await told(shop, "1990-02-20");
    expect(await sweepAt(shop, "2027-02-20T08:00:00Z")).toBe(0);
    await told(shop, "1990-04-20");
    expect(await sweepAt(shop, "2027-04-20T08:00:00Z")).toBe(1);
    expect(await available(shop)).toBe(200);
  });

  it("S12: wait for the next birthday where the date was told shortly before", async () => {
    const shop = await aShopWith({ ...rule, toldDaysBefore: 10 });
    await told(shop, "1990-01-14");
    await told(shop, "1990-01-15", BOB);
    expect(await sweepAt(shop, "2026-01-14T08:00:00Z")).toBe(0);
    expect(await sweepAt(shop, "2026-01-15T08:00:00Z")).toBe(1);
    expect(await sweepAt(shop, "2027-01-14T08:00:00Z")).toBe(1);
    expect([await available(shop), await available(shop, BOB)]).toEqual([100, 100]);
  });

  it("S12: are made up for when no worker ran for some days", async () => {
    const shop = await aShopWith(rule);
    await told(shop, "1990-03-10");
    await sweepAt(shop, "2026-03-05T08:00:00Z");
    expect(await sweepAt(shop, "2026-03-12T08:00:00Z")).toBe(1);
    expect(await available(shop)).toBe(100);
  });

  it("S12: are not given a second time to two customers who turn out to be one", async () => {
    const shop = await aShopWith(rule);
    await told(shop, "1990-03-10");
    await told(shop, "1990-06-10", BOB);
    await sweepAt(shop, "2026-03-10T08:00:00Z");
    await shop.receive(mergeWebhook(ANN, BOB));
    await shop.work();
    expect(await sweepAt(shop, "2026-06-10T08:00:00Z")).toBe(0);
    expect(await available(shop, BOB)).toBe(100);
    await shop.expectToAddUp();
  });

  it("a date that is none, of somebody unknown, or that nobody asked for is not kept", async () => {
    const shop = await aShopWith(rule);
    expect(await told(shop, "2026-02-30")).toEqual({ outcome: "not_a_birthday" });
    expect(await told(shop, "1990-01-01", "gid://shopify/Customer/99")).toEqual({ outcome: "not_a_member" });
    const without = await aShopWith({ code: "per_order", points: 1 });
    expect(await told(without, "1990-01-01")).toEqual({ outcome: "not_collected" });
    const { rows } = await database.pool.query("select 1 from customer_fact where shop_id = $1", [without.shop.id]);
    expect(rows).toEqual([]);
  });
});
