import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { everythingOf } from "#app/persistence/compliance.ts";
import type { Database } from "#app/persistence/database.ts";
import { adjustPoints } from "#app/services/adjust-points.ts";
import { mergeCustomers } from "#app/services/claim-members.ts";
import { eraseCustomers } from "#app/services/erase-customers.ts";
import { readCard } from "#app/services/read-card.ts";
import { noteReachedGoals, setSavingGoal } from "#app/services/saving-goal.ts";
import { verifyWallets } from "#app/services/verify-wallets.ts";
import type { Customer } from "#tests/shop/state.ts";
import { type ReachableShopify, startShopify } from "#tests/shopify/installed-shop.ts";
import { aClaimingShop, type ClaimingShop } from "#tests/support/a-claiming-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

const mug = { id: "mug", code: "physical_gift" as const, cost: 300, title: { en: "A mug", nl: "Een mok" } };
let database: Database;
let shopify: ReachableShopify;
let at: ClaimingShop;
let ann: Customer;

beforeAll(async () => {
  database = await testDatabase({ max: 12 });
  shopify = await startShopify();
});
beforeEach(async () => {
  at = await aClaimingShop(database, shopify);
  await at.publish([mug]);
  ann = await at.aMember("ann", 120);
});
afterEach(() => at.expectToAddUp());
afterAll(() => shopify.close());

const save = (who: Customer, reward: string | null) => setSavingGoal(at.app, at.shop, { customerGid: who.gid, reward });
const savingOf = async (who: Customer) => {
  const answer = await readCard(at.app, at.shop, who.gid);
  return answer.ok ? answer.card.saving : undefined;
};
let gifts = 0;
async function give(who: Customer, points: number): Promise<void> {
  gifts += 1;
  const memberId = await at.memberOf(who);
  await adjustPoints(at.app, at.shop, { memberId, points, reason: "Gift", actor: "Test", key: `saving-${gifts}` });
}
const told = async (who: Customer) => {
  const { rows } = await database.pool.query(
    "select name, details from journey_event where shop_id = $1 and member_id = $2 order by id",
    [at.shop.id, await at.memberOf(who)],
  );
  return rows;
};

it("S17: a member chooses what to save for, another one, or nothing", async () => {
  expect(await save(ann, "mug")).toMatchObject({ ok: true, card: { saving: { missing: 180, percent: 40 } } });
  expect(await save(ann, "hat")).toMatchObject({ ok: false, code: "unknown_reward" });
  expect(await savingOf(ann)).toMatchObject({ reward: "mug" });
  expect(await save(ann, null)).toMatchObject({ ok: true });
  expect(await savingOf(ann)).toBeUndefined();
});

it("S11: reaching the goal is told once, however often it is looked for and whatever the points do then", async () => {
  await save(ann, "mug");
  expect(await noteReachedGoals(at.app, at.shop)).toBe(0);
  await give(ann, 180);
  expect(await noteReachedGoals(at.app, at.shop)).toBe(1);
  await give(ann, -100);
  await give(ann, 100);
  await save(ann, "mug");
  expect(await noteReachedGoals(at.app, at.shop)).toBe(0);
  expect(await told(ann)).toEqual([{ name: "goal_reached", details: { reward: "mug", title: mug.title } }]);
});

it("S17: the goal follows the cost of its reward, and is told again only for another goal", async () => {
  await save(ann, "mug");
  await at.publish([{ ...mug, cost: 100 }]);
  expect(await savingOf(ann)).toMatchObject({ cost: 100, isReached: true });
  expect(await noteReachedGoals(at.app, at.shop)).toBe(1);
  await at.publish([mug, { ...mug, id: "hat", cost: 50 }]);
  expect(await savingOf(ann)).toMatchObject({ cost: 300, isReached: false });
  shopify.clock.advance(1000);
  await save(ann, "hat");
  expect(await noteReachedGoals(at.app, at.shop)).toBe(1);
  expect(await told(ann)).toHaveLength(2);
});

it("S41: the card at Shopify shows it, and stays verifiable while the expected day moves on", async () => {
  await save(ann, "mug");
  await at.deliver();
  shopify.clock.advance(40 * 86_400_000);
  const { differences } = await verifyWallets(at.app, at.shop);
  expect(differences.first).toEqual([]);
});

it("a merge keeps the goal of the customer who stays, an erasure forgets it, a data request tells it", async () => {
  const bob = await at.aMember("bob", 50);
  const cas = await at.aMember("cas", 50);
  await save(bob, "mug");
  const merge = (from: Customer, into: Customer) =>
    database.transaction((transaction) =>
      mergeCustomers(transaction, at.shop, shopify.clock.now(), from.gid, into.gid),
    );
  await merge(bob, ann);
  expect(await savingOf(ann)).toMatchObject({ reward: "mug", missing: 130 });
  expect(await everythingOf(database.pool, at.shop.id, await at.memberOf(ann))).toMatchObject({ savingFor: "mug" });
  await merge(cas, ann);
  expect(await savingOf(ann)).toMatchObject({ reward: "mug", missing: 80 });
  const memberId = await at.memberOf(ann);
  await database.transaction((transaction) =>
    eraseCustomers(transaction, at.shop, shopify.clock.now(), { customerGids: [ann.gid], emails: [], orders: [] }),
  );
  const { rows } = await database.pool.query("select 1 from saving_goal where shop_id = $1 and member_id = $2", [
    at.shop.id,
    memberId,
  ]);
  expect(rows).toEqual([]);
});
