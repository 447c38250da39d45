import { expect, it } from "vitest";
import { aShop } from "#tests/support/a-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

const database = await testDatabase({ max: 3 });

it("a transaction whose work throws leaves nothing behind and throws what was thrown", async () => {
  const shop = await aShop(database);
  const failing = database.transaction(async (transaction) => {
    await transaction.query("UPDATE shop SET name = 'changed' WHERE id = $1", [shop.id]);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  const { rows } = await database.pool.query("SELECT name FROM shop WHERE id = $1", [shop.id]);
  expect(rows).toEqual([{ name: "Test shop" }]);
});

it("a transaction returns what its work returns, and its changes stay", async () => {
  const shop = await aShop(database);
  const name = await database.transaction(async (transaction) => {
    const { rows } = await transaction.query("UPDATE shop SET name = 'changed' WHERE id = $1 RETURNING name", [
      shop.id,
    ]);
    return rows[0].name;
  });
  expect(name).toBe("changed");
  expect(await database.prisma.shop.findUnique({ where: { id: shop.id } })).toMatchObject({ name: "changed" });
});

it("a connection that is cut in the middle of a transaction fails that transaction and no later one", async () => {
  const cut = database.transaction(async (transaction) => {
    await transaction.query("SELECT pg_terminate_backend(pg_backend_pid())");
  });
  await expect(cut).rejects.toThrow();
  for (let i = 0; i < 6; i += 1) expect(await database.transaction(async () => i)).toBe(i);
});

it("Prisma and hand-written SQL mean the same instant", async () => {
  const shop = await aShop(database);
  const at = new Date("2026-03-29T01:30:00.123Z");
  await database.prisma.shop.update({ where: { id: shop.id }, data: { reconciledTo: at } });
  const { rows } = await database.pool.query("SELECT reconciled_to AS at FROM shop WHERE id = $1", [shop.id]);
  expect(rows).toEqual([{ at }]);
  const read = await database.prisma.shop.findUnique({ where: { id: shop.id } });
  expect(read?.reconciledTo).toEqual(at);
});

it("more transactions at the same time than there are connections all get their turn", async () => {
  const turns = Array.from({ length: 20 }, (_, turn) => database.transaction(async () => turn));
  expect(await Promise.all(turns)).toHaveLength(20);
});
