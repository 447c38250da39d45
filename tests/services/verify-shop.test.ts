import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { createDatabase, type Database } from "#app/persistence/database.ts";
import { findShopById, type ShopRecord } from "#app/persistence/shops.ts";
import { updateShop } from "#app/services/update-shop.ts";
import { verificationReport, verifyShop } from "#app/services/verify-shop.ts";
import { aLine, anOrder, aRefund, ORDER, refunded } from "#tests/support/an-order.ts";
import { testDatabaseUrl } from "#tests/support/database.ts";
import { aShopAtWork, type ShopAtWork } from "#tests/support/shop-at-work.ts";

let database: Database;
let url: string;
beforeAll(async () => {
  url = await testDatabaseUrl();
  database = createDatabase(url, { max: 4 });
  return () => database.close();
});

async function aBusyShop(): Promise<ShopAtWork> {
  const shop = await aShopAtWork(database);
  const order = anOrder({ lines: [aLine("A"), aLine("B")] });
  await shop.hear({ gid: ORDER, state: order });
  await shop.hear({ gid: ORDER, state: refunded(order, aRefund(1, { A: 1 })) });
  return shop;
}

/** Runs `npm run verify`'s entry as its own process. */
async function verify(...shops: string[]): Promise<{ code: number; said: string }> {
  const entry = path.resolve(import.meta.dirname, "../../app/verify.ts");
  const env = { ...process.env, DATABASE_URL: url };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [entry, ...shops], { env });
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: stdout + stderr };
  }
}

describe("verification", () => {
  it("finds nothing in a shop that is as its ledger says, and says what it looked at", async () => {
    const { app, shop } = await aBusyShop();
    const verification = await verifyShop(app, shop);
    expect(verification.checked).toEqual({ entries: 2, members: 1, lots: 1, orders: 1, reservations: 0, days: 1 });
    expect(verificationReport([verification])).toContain(`${shop.domain}: everything adds up (2 entries, 1 members`);
  });

  it.each([
    ["update balance set available = available + 1 where shop_id = $1", "balance", "available"],
    ["update balance set lifetime = 0 where shop_id = $1", "balance", "lifetime"],
    ["update balance set debt = 5 where shop_id = $1", "balance", "debt"],
    ["update lot set available = 0, expired = 10 where shop_id = $1", "lot", "expired"],
    ["delete from lot where shop_id = $1", "lot", "available"],
    ["delete from balance where shop_id = $1", "balance", "account without a balance"],
    [`update "order" set points_earned = 20 where shop_id = $1`, "order", "points earned"],
    [`update "order" set goods_minor = 1 where shop_id = $1`, "order", "kept goods"],
    [
      `update "order" set award = jsonb_set(award, '{rules,0,points}', '2') where shop_id = $1`,
      "order",
      "points by its rules",
    ],
    ["update daily_statistic set issued = 0 where shop_id = $1", "day", "issued"],
    [
      `insert into reservation (shop_id, ref, member_id, reward_id, reward, points, created_at, expires_at)
       select shop_id, 'AAAAAAAA', member_id, 'five', '{}', 100, now(), now() from balance where shop_id = $1`,
      "reservation",
      "points held",
    ],
  ])("sees what somebody changed by hand: %s", async (statement, what, field) => {
    const { app, shop } = await aBusyShop();
    await database.pool.query(statement, [shop.id]);
    const { differences } = await verifyShop(app, shop);
    expect(differences.first).toContainEqual(expect.objectContaining({ what, field }));
  });

  it("finds nothing after the shop has moved to another time zone: its days are counted anew", async () => {
    const busy = await aBusyShop();
    await busy.hear({ gid: "gid://shopify/Order/3", state: anOrder({ gid: "gid://shopify/Order/3" }) });
    const record = (await findShopById(database.pool, busy.shop.id)) as ShopRecord;
    await updateShop(busy.app, record, { currency: "EUR", iana_timezone: "Pacific/Kiritimati" });
    const { rows } = await database.pool.query(
      "select day::text, issued::int from daily_statistic where shop_id = $1",
      [busy.shop.id],
    );
    expect(rows).toEqual([{ day: "2026-01-06", issued: 30 }]);
    const { differences } = await verifyShop(busy.app, { ...busy.shop, timezone: "Pacific/Kiritimati" });
    expect(differences.first).toEqual([]);
  });

  it("is a command that ends with 1 where something differs, and names it", async () => {
    const good = await aBusyShop();
    const bad = await aBusyShop();
    await database.pool.query("update balance set available = 99 where shop_id = $1", [bad.shop.id]);
    expect(await verify(good.shop.domain)).toMatchObject({ code: 0, said: expect.stringContaining("no difference") });
    const found = await verify(good.shop.domain, bad.shop.domain);
    expect(found.code).toBe(1);
    expect(found.said).toContain("available should be 10, is 99");
    expect(found.said).toContain("2 shops verified, 1 with differences.");
    expect(await verify("nobody.myshopify.com")).toMatchObject({ code: 2 });
  });
});
