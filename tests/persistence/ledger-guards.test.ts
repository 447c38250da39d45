import { expect, it } from "vitest";
import type { Database } from "#app/persistence/database.ts";
import { aShop } from "#tests/support/a-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

const database: Database = await testDatabase();

/** One entry of 5 points with its posting, by one statement as the app writes them. */
async function award(shopId: number, posting: Partial<Record<string, string | number | null>> = {}): Promise<void> {
  const p = { source: "issued", source_member: null, target: "available", target_member: 1, points: 5, ...posting };
  await database.pool.query(
    `WITH e AS (INSERT INTO entry (shop_id, member_id, kind, key, input_hash, occurred_at, points, reason)
       VALUES ($1, 1, 'award', 'order:1:award', 'hash', now(), 5, '{}') RETURNING shop_id, id)
     INSERT INTO posting (shop_id, entry_id, ordinal, source, source_member, target, target_member, points)
       SELECT shop_id, id, 0, $2, $3, $4, $5, $6 FROM e`,
    [shopId, p.source, p.source_member, p.target, p.target_member, p.points],
  );
}

it.each(["entry", "posting"])("%s can be added to and nothing else", async (table) => {
  const shop = await aShop(database);
  await award(shop.id);
  for (const change of [`UPDATE ${table} SET points = 1`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
    await expect(database.pool.query(change)).rejects.toThrow(/append-only/);
  }
  const { rowCount } = await database.pool.query(`SELECT FROM ${table} WHERE shop_id = $1`, [shop.id]);
  expect(rowCount).toBe(1);
});

it("an entry without postings is refused when its statement ends", async () => {
  const shop = await aShop(database);
  const bare = database.pool.query(
    `INSERT INTO entry (shop_id, member_id, kind, key, input_hash, occurred_at, points, reason)
     VALUES ($1, 1, 'award', 'bare', 'hash', now(), 5, '{}')`,
    [shop.id],
  );
  await expect(bare).rejects.toThrow('Entry "bare" has no postings.');
});

it("a posting without its entry is refused", async () => {
  const shop = await aShop(database);
  const orphan = database.pool.query(
    `INSERT INTO posting (shop_id, entry_id, ordinal, source, target, target_member, points)
     VALUES ($1, 1, 0, 'issued', 'available', 1, 5)`,
    [shop.id],
  );
  await expect(orphan).rejects.toThrow(/does not exist/);
});

it.each([
  ["no points", { points: 0 }],
  ["points backwards", { points: -5 }],
  ["an account that nobody knows", { target: "pocket" }],
  ["a member's account without the member", { target_member: null }],
  ["a shop's account with a member", { source_member: 1 }],
  ["one account with itself", { source: "available", source_member: 1 }],
])("a posting of %s is refused", async (_what, posting) => {
  const shop = await aShop(database);
  await expect(award(shop.id, posting)).rejects.toThrow(/check constraint/);
});

it("the same idempotency key stands once in a shop, and again in another", async () => {
  const [shop, other] = [await aShop(database), await aShop(database)];
  await award(shop.id);
  await expect(award(shop.id)).rejects.toThrow(/duplicate key/);
  await award(other.id);
});

it.each(["pending", "available", "reserved", "debt"])("a balance's %s never falls below zero", async (column) => {
  const shop = await aShop(database);
  const below = `INSERT INTO balance (shop_id, member_id, ${column}) VALUES ($1, 1, -1)`;
  await expect(database.pool.query(below, [shop.id])).rejects.toThrow(/balance_not_negative/);
});

it.each(["pending", "available", "reserved", "expired"])("a lot's %s never falls below zero", async (column) => {
  const shop = await aShop(database);
  const below = `INSERT INTO lot (shop_id, member_id, cause, earned_at, ${column}) VALUES ($1, 1, 'x', now(), -1)`;
  await expect(database.pool.query(below, [shop.id])).rejects.toThrow(/lot_not_negative/);
});
