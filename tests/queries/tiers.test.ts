import { beforeAll, expect, it } from "vitest";
import type { Database } from "#app/persistence/database.ts";
import { countLevels, listLevelMembers, readMemberLevel } from "#app/queries/tiers.ts";
import { reworkTiers } from "#app/services/rework-tiers.ts";
import { aProgramme } from "#tests/support/a-programme.ts";
import { aLine, anOrder, NOON } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, customerWebhook, mergeWebhook } from "#tests/support/shop-at-work.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const customer = (number: number): string => `gid://shopify/Customer/${number}`;
const levels = [
  { id: "silver", name: "Silver", from: "10.00" },
  { id: "gold", name: "Gold", from: "20.00" },
];

it("S10: pages say how many have which level, who they are, and of a member why", async () => {
  const shop = await aShopAtWork(database, { tiers: { period: "lifetime", levels } });
  await reworkTiers(shop.app, shop.shop);
  for (const [number, euros] of [5, 12, 13].entries()) {
    await shop.receive(customerWebhook("customers/create", customer(number), { firstName: `Ann ${number}` }));
    const gid = `gid://shopify/Order/${number}`;
    const lines = [aLine(`L${number}`, { priceMinor: euros * 100 })];
    await shop.hear({ gid, state: anOrder({ gid, lines, customerGid: customer(number), email: null }) });
  }
  expect(await countLevels(database, shop.shop.id)).toEqual(
    new Map([
      [null, 1],
      ["silver", 2],
    ]),
  );
  const page = await listLevelMembers(database, shop.shop.id, "silver", null);
  expect(page.rows.map(({ firstName, since, endsAt }) => [firstName, since, endsAt])).toEqual([
    ["Ann 2", new Date(NOON).toISOString(), null],
    ["Ann 1", new Date(NOON).toISOString(), null],
  ]);
  await shop.receive(mergeWebhook(customer(1), customer(2)));
  await shop.work();
  await reworkTiers(shop.app, shop.shop);
  const { tiers } = aProgramme({ tiers: { period: "lifetime", levels } });
  const [heir] = page.rows;
  if (!tiers || !heir) throw new Error("no level was read");
  const { card, changes } = await readMemberLevel(database, shop.shop.id, tiers, heir.id);
  expect(card).toMatchObject({ id: "gold" });
  expect(changes.map(({ from, to }) => `${from} ${to}`)).toEqual(["silver gold", "null silver", "null silver"]);
  expect(changes[0]?.why.en).toBe("Gold is reached: €25.00, and it begins at €20.00.");
});
