import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "#app/persistence/database.ts";
import { offlineSessionsIn } from "#app/persistence/offline-sessions.ts";
import { ShopIdDocument } from "#app/shopify/generated/operations.ts";
import type { Shop } from "#tests/shop/state.ts";
import {
  aProcess,
  aVisitedShop,
  letTokenExpire,
  type ReachableShopify,
  startShopify,
  visit,
} from "#tests/shopify/installed-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

let database: Database;
let shopify: ReachableShopify;
let shop: Shop;

beforeAll(async () => {
  // As many connections as there are refreshes at once: none may need a second one.
  database = await testDatabase({ max: 2 });
  shopify = await startShopify();
});
beforeEach(async () => {
  shop = await aVisitedShop(database, shopify);
  shopify.asked.length = 0;
});
afterAll(() => shopify.close());

const refreshes = () => shopify.asked.filter((name) => name === "token").length;

describe("offline sessions in the database", () => {
  it("are read as Shopify's library stored them", async () => {
    const session = await offlineSessionsIn(database).load(shop.domain);
    expect(session?.accessToken).toMatch(/^shpat_/);
    expect(session?.refreshToken).toMatch(/^shprt_/);
    expect(session?.expiresAt).toBeGreaterThan(Date.now() + 3_500_000);
    expect(session?.expiresAt).toBeLessThan(Date.now() + 3_700_000);
    expect(session?.refreshTokenExpiresAt).toBeGreaterThan(Date.now() + 80 * 86_400_000);
  });

  it("are refreshed once by many processes that all find the token about to end", async () => {
    await letTokenExpire(database, shop);
    const processes = Array.from({ length: 5 }, () => aProcess(database, shopify));
    const answers = await Promise.all(
      processes.flatMap(({ gateway }) => [1, 2].map(() => gateway.request(shop.domain, ShopIdDocument, {}))),
    );
    expect(answers).toEqual(Array(10).fill({ shop: { id: shop.gid } }));
    expect(refreshes()).toBe(1);
    // The next refresh token is the one that counts.
    await letTokenExpire(database, shop);
    await aProcess(database, shopify).gateway.request(shop.domain, ShopIdDocument, {});
    expect(refreshes()).toBe(2);
  });

  it("that Shopify revoked are refreshed once, and every process goes on with the new token", async () => {
    const processes = Array.from({ length: 3 }, () => aProcess(database, shopify));
    for (const { gateway } of processes) await gateway.request(shop.domain, ShopIdDocument, {});
    for (const token of shop.installation?.tokens ?? []) token.isRevoked = true;
    await Promise.all(processes.map(({ gateway }) => gateway.request(shop.domain, ShopIdDocument, {})));
    expect(refreshes()).toBe(1);
  });

  it("whose refresh token is spent leave the shop not installed until the next visit", async () => {
    await letTokenExpire(database, shop);
    for (const token of shop.installation?.refreshTokens ?? []) token.isUsed = true;
    const { gateway } = aProcess(database, shopify);
    await expect(gateway.request(shop.domain, ShopIdDocument, {})).rejects.toMatchObject({
      failure: { reason: "not_installed" },
    });
    await visit(database, shopify, shop);
    expect(await gateway.request(shop.domain, ShopIdDocument, {})).toEqual({ shop: { id: shop.gid } });
  });

  it("stay as they are while the token endpoint is down", async () => {
    const before = await offlineSessionsIn(database).load(shop.domain);
    await letTokenExpire(database, shop);
    shopify.outage("token");
    const { gateway } = aProcess(database, shopify);
    await expect(gateway.request(shop.domain, ShopIdDocument, {})).rejects.toMatchObject({
      failure: { reason: "unreachable" },
    });
    shopify.outage(null);
    expect(await offlineSessionsIn(database).load(shop.domain)).toMatchObject({ refreshToken: before?.refreshToken });
    expect(await gateway.request(shop.domain, ShopIdDocument, {})).toEqual({ shop: { id: shop.gid } });
  });
});
