import { describe, expect, it } from "vitest";
import {
  listMembershipMembers,
  readMembershipFigures,
  readMembershipHistory,
  readMembershipPayback,
  readMemberships,
} from "#app/queries/memberships.ts";
import { sweepMemberships } from "#app/services/work-memberships.ts";
import { aMembership } from "#tests/domain/memberships/a-membership.ts";
import { aProgramme } from "#tests/support/a-programme.ts";
import { aLine, anOrder, NOON } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, mergeWebhook } from "#tests/support/shop-at-work.ts";

const database = await testDatabase();
const DAY_MS = 86_400_000;
const customer = (number: number) => `gid://shopify/Customer/${number}`;

function premium(number: number, day = 0) {
  const at = NOON + day * DAY_MS;
  const lines = [aLine(`P${number}`, { sku: "PREMIUM" })];
  const gid = `gid://shopify/Order/${number}`;
  return anOrder({ gid, lines, placedAt: at, paidAt: at, version: at, customerGid: customer(number), email: null });
}

describe("S60: who has a membership", () => {
  it("is counted and listed, with how many end soon and what was paid", async () => {
    const atWork = await aShopAtWork(database, { memberships: [aMembership({ term: { days: 30 }, graceDays: 3 })] });
    for (const [number, day] of [
      [1, 0],
      [2, 20],
      [3, 25],
    ] as const)
      await atWork.hear({ gid: premium(number).gid, state: premium(number, day) });
    atWork.clock.set(new Date(NOON + 32 * DAY_MS));
    await sweepMemberships(atWork.app, atWork.shop);
    expect(await readMembershipFigures(database, atWork.shop.id, atWork.clock.now())).toEqual([
      { code: "premium", running: 2, grace: 1, endingSoon: 0, ended: 0, paidMinor: 3000 },
    ]);
    const soon = new Date(NOON + 40 * DAY_MS);
    expect(await readMembershipFigures(database, atWork.shop.id, soon)).toMatchObject([{ endingSoon: 1 }]);
    const { rows, next } = await listMembershipMembers(database, atWork.shop.id, "premium", null);
    expect(rows.map(({ status, paidMinor }) => [status, paidMinor])).toEqual([
      ["running", 1000],
      ["running", 1000],
      ["grace", 1000],
    ]);
    expect(next).toBeNull();
    expect((await listMembershipMembers(database, atWork.shop.id, "other", null)).rows).toEqual([]);
  });

  it("has a history, with that of who was merged into them", async () => {
    const atWork = await aShopAtWork(database, { memberships: [aMembership()] });
    await atWork.hear({ gid: premium(1).gid, state: premium(1) });
    await atWork.hear({ gid: premium(2).gid, state: premium(2, 1) });
    await atWork.receive(mergeWebhook(customer(2), customer(1)));
    await atWork.work();
    const id = (await atWork.balanceOf(customer(1)))?.id ?? "";
    expect(await readMemberships(database, atWork.shop.id, id)).toEqual([
      {
        code: "premium",
        status: "running",
        from: "2026-01-05T12:00:00.000Z",
        to: "2028-01-05T23:00:00.000Z",
        paidMinor: 2000,
        orderGids: [premium(1).gid, premium(2).gid],
      },
    ]);
    const history = await readMembershipHistory(database, atWork.shop.id, id);
    // What was told of the one who is gone stays as it was told; the renewal that it became is told of the heir.
    expect(history.map(({ kind }) => kind)).toEqual(["renewed", "started", "started"]);
    expect(history[0]?.why.en).toBe("Premium was renewed and runs through 5 January 2028.");
  });
});

describe("S61: the price of a membership", () => {
  it("is earned back after so many of the orders that customers placed", async () => {
    const atWork = await aShopAtWork(database, { memberships: [aMembership()] });
    const order = (number: number, minor: number) => ({
      gid: `gid://shopify/Order/9${number}`,
      state: anOrder({ gid: `gid://shopify/Order/9${number}`, lines: [aLine(`L${number}`, { priceMinor: minor })] }),
    });
    await atWork.hear(order(1, 4000), order(2, 2600), { gid: premium(3).gid, state: premium(3) });
    const membership = aProgramme({ memberships: [aMembership()] }).memberships[0];
    if (!membership) throw new Error("no membership");
    expect(await readMembershipPayback(database, atWork.shop.id, membership, "EUR")).toMatchObject({
      sampled: 2,
      averageSavesMinor: 330,
      orders: 4,
    });
  });
});
