import { describe, expect, it } from "vitest";
import { noStanding } from "#app/domain/programme/audience.ts";
import { standingsOf } from "#app/persistence/standings.ts";
import { aShop } from "#tests/support/a-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

const database = await testDatabase();

describe("standings of members", () => {
  it("S25: tell segments and tags of all who are asked for, and nothing of others", async () => {
    const shop = await aShop(database);
    await database.pool.query(
      `insert into member_score (shop_id, member_id, segments, channels) values ($1, 1, '{champions,pearls}', '{}'), ($1, 3, '{sleepers}', '{}')`,
      [shop.id],
    );
    await database.pool.query(
      `insert into customer_fact (shop_id, member_id, fact, word, value, told_at, since)
       values ($1, 1, 'tag', 'vip', 'VIP', now(), now()), ($1, 1, 'tag', 'gone', null, now(), now()), ($1, 1, 'city', '', 'Utrecht', now(), now())`,
      [shop.id],
    );
    const standings = await standingsOf(database.pool, shop.id, ["1", "2", "1"]);
    expect([...standings]).toEqual([
      ["1", { ...noStanding, segments: ["champions", "pearls"], tags: ["VIP"] }],
      ["2", noStanding],
    ]);
  });

  it("ask the database nothing for nobody", async () => {
    expect(await standingsOf({ query: () => expect.unreachable() }, 1, [])).toEqual(new Map());
  });
});
