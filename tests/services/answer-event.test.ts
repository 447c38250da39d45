import { beforeAll, describe, expect, it } from "vitest";
import { apiKeys } from "#app/queries/api-keys.ts";
import { answerEvent } from "#app/services/answer-event.ts";
import { createApiKey, revokeKey } from "#app/services/api-keys.ts";
import { ANN } from "#tests/support/an-event.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, type ShopAtWork } from "#tests/support/shop-at-work.ts";

const database = await testDatabase();
let shop: ShopAtWork;
let key: string;
beforeAll(async () => {
  shop = await aShopAtWork(database, { earning: [{ code: "event", name: "workshop", points: 40 }] });
  key = await aKey(shop);
});

async function aKey({ app, shop: { id } }: ShopAtWork, name = "Till"): Promise<string> {
  const created = await createApiKey(app, id, { name, createdBy: "Test" });
  if (created.outcome !== "created") throw new Error(created.outcome);
  return created.key;
}

function post(body: unknown, bearer = key): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
  return answerEvent(
    shop.app,
    new Request("https://zegel.example.com/api/v1/events", { method: "POST", body: text, headers }),
  );
}

describe("POST /api/v1/events", () => {
  it("S67: stores an event that the worker then works, and knows it again", async () => {
    const event = { id: "w-1", name: "Workshop", customer: ANN.split("/").pop() };
    const first = await post(event);
    expect([first.status, await first.json()]).toEqual([202, { ok: true, outcome: "accepted" }]);
    expect(await (await post(event)).json()).toEqual({ ok: true, outcome: "known" });
    await shop.work();
    expect(await shop.balanceOf(ANN)).toMatchObject({ available: 40 });
    const undo = await post({ id: "w-1", undo: true });
    expect(undo.status).toBe(202);
    await shop.work();
    expect(await shop.balanceOf(ANN)).toMatchObject({ available: 0 });
    await shop.expectToAddUp();
  });

  it.each([
    ["no JSON", "{", 400, "not_json", undefined],
    ["a book", JSON.stringify({ id: "x", name: "y", text: "z".repeat(20_000) }), 413, "too_large", undefined],
    ["nobody", { id: "1", name: "workshop" }, 422, "invalid", "customer"],
    [
      "two who it may be",
      { id: "1", name: "workshop", customer: ANN, email: "a@example.com" },
      422,
      "invalid",
      "customer",
    ],
    ["no name", { id: "1", customer: ANN }, 422, "invalid", "name"],
    [
      "somebody else's kind of id",
      { id: "1", name: "workshop", customer: "gid://shopify/Order/1" },
      422,
      "invalid",
      "customer",
    ],
    ["an unknown field", { id: "1", name: "workshop", customer: ANN, points: 1_000_000 }, 422, "invalid", ""],
    [
      "another day",
      { id: "1", name: "workshop", customer: ANN, occurredAt: "2030-01-01T00:00:00Z" },
      422,
      "from_the_future",
      "occurredAt",
    ],
  ])("refuses %s in a sentence and stores nothing", async (_, body, status, code, path) => {
    const answer = await post(body);
    const told = await answer.json();
    expect([answer.status, told.code, told.path]).toEqual([status, code, path]);
    expect(told.message).toEqual({ en: expect.stringMatching(/stored/), nl: expect.stringMatching(/bewaard/) });
  });

  it("takes no key that was changed, belongs to another number or was revoked", async () => {
    const event = { id: "k-1", name: "workshop", customer: ANN };
    const last = key.at(-1) === "0" ? "1" : "0";
    const [, ofShop, number] = key.split("_");
    for (const wrong of ["", "x", `${key.slice(0, -1)}${last}`, key.replace(`_${number}_`, `_${Number(number) + 1}_`)])
      expect((await post(event, wrong)).status, wrong).toBe(401);
    expect(Number(ofShop)).toBe(shop.shop.id);
    const gone = await aKey(shop, "Old till");
    const [row] = await apiKeys(database, shop.shop.id);
    expect(row).toMatchObject({ name: "Old till", createdBy: "Test", lastUsedAt: null });
    expect(await revokeKey(shop.app, shop.shop.id, row?.id ?? "")).toEqual({ outcome: "revoked" });
    expect(await revokeKey(shop.app, shop.shop.id, row?.id ?? "")).toEqual({ outcome: "unknown_key" });
    expect((await post(event, gone)).status).toBe(401);
    expect(await apiKeys(database, shop.shop.id)).toHaveLength(1);
  });

  it("keeps no key that could be read", async () => {
    const { rows } = await database.pool.query("select * from api_key where shop_id = $1", [shop.shop.id]);
    expect(JSON.stringify(rows)).not.toContain(key.split("_").at(-1));
  });

  it("another shop's key tells that shop", async () => {
    const other = await aShopAtWork(database, { earning: [{ code: "event", name: "workshop", points: 5 }] });
    await post({ id: "w-2", name: "workshop", customer: ANN }, await aKey(other));
    await other.work();
    expect(await other.balanceOf(ANN)).toMatchObject({ available: 5 });
  });

  it("a shop has so many keys and no more", async () => {
    const many = await aShopAtWork(database);
    for (let n = 0; n < 20; n += 1) await aKey(many, `Key ${n}`);
    const more = await createApiKey(many.app, many.shop.id, { name: "One more", createdBy: "Test" });
    expect(more).toEqual({ outcome: "too_many", maximum: 20 });
    expect(await createApiKey(many.app, many.shop.id, { name: " ", createdBy: "Test" })).toEqual({
      outcome: "no_name",
    });
  });

  it("a caller who does not stop is told how long to wait", async () => {
    const busy = await aShopAtWork(database);
    const own = await aKey(busy);
    const answers = await Promise.all(Array.from({ length: 1_250 }, () => post("{", own)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(50);
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});
