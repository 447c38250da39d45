import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#app/persistence/database.ts";
import { segmentsOfMembers } from "#app/persistence/segments.ts";
import { countSegments, listSegmentMembers } from "#app/queries/segments.ts";
import { scoreCustomers } from "#app/services/score-customers.ts";
import { compileSegments, defineSegment, readSegments, removeSegment } from "#app/services/segment-settings.ts";
import { anOrder } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, type ShopAtWork } from "#tests/support/shop-at-work.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const buyers = { kind: "custom", name: "Buyers", condition: { code: "orders", atLeast: 1 } };

async function jobsOf(shop: ShopAtWork): Promise<string[]> {
  const found = await database.pool.query<{ task: string }>(
    "select task_identifier as task from graphile_worker.jobs where key like '%:' || $1::text",
    [shop.shop.id],
  );
  return found.rows.map(({ task }) => task);
}

describe("S23: a merchant's segments", () => {
  it("S27–S29: a shop that set nothing has the guide's three", async () => {
    const { shop } = await aShopAtWork(database);
    expect((await readSegments(database.pool, shop.id)).map(({ code }) => code)).toEqual([
      "champions",
      "pearls",
      "sleepers",
    ]);
  });

  it("S23: are stored, customers are sorted anew, and what is removed is left by everybody", async () => {
    const at = await aShopAtWork(database);
    const state = anOrder();
    await at.hear({ gid: state.gid, state });
    expect(await defineSegment(at.app, at.shop, "buyers", buyers)).toEqual({ outcome: "defined" });
    expect(await jobsOf(at)).toContain("customers.score");
    expect(await scoreCustomers(at.app, at.shop)).toMatchObject({ entered: 1 });
    expect(await countSegments(database, at.shop.id)).toEqual(new Map([["buyers", 1]]));
    const [ann] = (await listSegmentMembers(database, at.shop.id, "buyers", null)).rows;
    expect(ann).toMatchObject({ email: "ann@example.com", since: at.clock.now().toISOString() });
    expect(await segmentsOfMembers(database.pool, at.shop.id, [ann?.id ?? ""])).toEqual(
      new Map([[ann?.id, ["buyers"]]]),
    );
    expect(await removeSegment(at.app, at.shop, "buyers")).toEqual({ outcome: "removed" });
    expect(await removeSegment(at.app, at.shop, "buyers")).toEqual({ outcome: "unknown_segment" });
    expect(await scoreCustomers(at.app, at.shop)).toMatchObject({ left: 1 });
    expect(await countSegments(database, at.shop.id)).toEqual(new Map());
  });

  it("S23: are refused where they cannot be answered, and nothing is stored", async () => {
    const at = await aShopAtWork(database);
    const define = (code: string, input: unknown) => defineSegment(at.app, at.shop, code, input);
    expect(await define("young", { ...buyers, condition: { code: "age", atMost: 25 } })).toMatchObject({
      outcome: "refused",
      refusals: [{ code: "not_collected" }],
    });
    expect(await define("odd", { ...buyers, condition: { code: "orders" } })).toMatchObject({ outcome: "invalid" });
    expect(await define("No Code", buyers)).toMatchObject({ outcome: "invalid" });
    expect(await define("champions", buyers)).toEqual({ outcome: "code_taken" });
    expect(await define("others", { kind: "sleepers" })).toEqual({ outcome: "code_taken" });
    expect((await readSegments(database.pool, at.shop.id)).map(({ code }) => code)).toHaveLength(3);
  });

  it("S29: the guide's bounds can be changed and given back", async () => {
    const at = await aShopAtWork(database);
    await defineSegment(at.app, at.shop, "sleepers", { kind: "sleepers", fromMonths: 3, toMonths: null });
    const sleepers = async () =>
      (await compileSegments(database.pool, at.shop)).segments.find(({ code }) => code === "sleepers");
    expect(await sleepers()).toMatchObject({ fromMonths: 3, toMonths: null });
    await removeSegment(at.app, at.shop, "sleepers");
    expect(await sleepers()).toMatchObject({ fromMonths: 6, toMonths: 12 });
  });

  it("S23: fifty of them are enough; the guide's three can still be changed", async () => {
    const at = await aShopAtWork(database);
    for (let number = 0; number < 50; number += 1) await defineSegment(at.app, at.shop, `s${number}`, buyers);
    expect(await defineSegment(at.app, at.shop, "s50", buyers)).toEqual({ outcome: "too_many", maximum: 50 });
    expect(await defineSegment(at.app, at.shop, "s49", buyers)).toEqual({ outcome: "defined" });
  });

  it("S23: the members of a segment come in pages, each once", async () => {
    const at = await aShopAtWork(database);
    await database.pool.query(
      `with enrolled as (insert into member (shop_id, customer_gid, joined_at)
         select $1, 'gid://shopify/Customer/' || n, now() from generate_series(1, 60) as n returning id)
       insert into balance (shop_id, member_id) select $1, id from enrolled`,
      [at.shop.id],
    );
    await defineSegment(at.app, at.shop, "new", { ...buyers, condition: { code: "orders", atMost: 0 } });
    await scoreCustomers(at.app, at.shop);
    const seen: string[] = [];
    let pages = 0;
    for (let cursor: string | null = null; pages === 0 || cursor !== null; pages += 1) {
      const page = await listSegmentMembers(database, at.shop.id, "new", cursor);
      seen.push(...page.rows.map(({ id }) => id));
      cursor = page.next;
    }
    expect({ pages, members: new Set(seen).size, rows: seen.length }).toEqual({ pages: 3, members: 60, rows: 60 });
  });
});
