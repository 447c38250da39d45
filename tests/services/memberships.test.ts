import { describe, expect, it } from "vitest";
import type { OrderLine } from "#app/contracts/order-state.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import { everythingOf } from "#app/persistence/compliance.ts";
import { standingsOf } from "#app/persistence/standings.ts";
import { eraseCustomers } from "#app/services/erase-customers.ts";
import { verifyShop } from "#app/services/verify-shop.ts";
import { sweepMemberships } from "#app/services/work-memberships.ts";
import { aMembership } from "#tests/domain/memberships/a-membership.ts";
import { aLine, anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, mergeWebhook, type ShopAtWork } from "#tests/support/shop-at-work.ts";

const database = await testDatabase();
const DAY_MS = 86_400_000;
const ANN = "gid://shopify/Customer/1";

async function aShopWithPremium(settings: Parameters<typeof aMembership>[0] = {}, more: ProgrammeInput = {}) {
  return aShopAtWork(database, { memberships: [aMembership(settings)], ...more });
}

/** An order of Premium by Ann, paid so many days after noon of 5 January 2026. */
function premium(number: number, day = 0) {
  const at = NOON + day * DAY_MS;
  const lines = [aLine(`P${number}`, { sku: "PREMIUM" })];
  return anOrder({ gid: `gid://shopify/Order/${number}`, lines, placedAt: at, paidAt: at, version: at });
}

async function memberships(atWork: ShopAtWork, customer = ANN) {
  const { rows } = await database.pool.query<Record<string, unknown>>(
    `select code, membership.status, to_char(starts_at, 'YYYY-MM-DD') as from, to_char(ends_at, 'YYYY-MM-DD') as to, paid_minor::int as paid,
       array_length(order_gids, 1) as orders
     from membership join member on member.shop_id = membership.shop_id and member.id = membership.member_id
     where membership.shop_id = $1 and customer_gid = $2 order by starts_at`,
    [atWork.shop.id, customer],
  );
  return rows;
}

async function told(atWork: ShopAtWork): Promise<string[]> {
  const { rows } = await database.pool.query<{ kind: string }>(
    "select kind from membership_change where shop_id = $1 order by id",
    [atWork.shop.id],
  );
  return rows.map(({ kind }) => kind);
}

async function standing(atWork: ShopAtWork): Promise<readonly string[]> {
  const id = (await atWork.balanceOf(ANN))?.id ?? "";
  return (await standingsOf(database.pool, atWork.shop.id, [id])).get(id)?.memberships ?? [];
}

function hear(atWork: ShopAtWork, order: ReturnType<typeof anOrder>) {
  return atWork.hear({ gid: order.gid, state: order });
}

describe("S60: a membership that is bought", () => {
  it("begins with its payment, says why, and makes the buyer one of its audience", async () => {
    const atWork = await aShopWithPremium();
    await hear(atWork, { ...premium(1), isPaid: false, paidAt: null });
    expect(await memberships(atWork)).toEqual([]);
    await hear(atWork, { ...premium(1), version: NOON + 1000 });
    expect(await memberships(atWork)).toEqual([
      { code: "premium", status: "running", from: "2026-01-05", to: "2027-01-05", paid: 1000, orders: 1 },
    ]);
    expect(await standing(atWork)).toEqual(["premium"]);
    const { rows } = await database.pool.query("select why from membership_change where shop_id = $1", [
      atWork.shop.id,
    ]);
    expect(rows).toEqual([
      {
        why: {
          en: "Premium started on 5 January 2026 and runs through 5 January 2027.",
          nl: "Premium is ingegaan op 5 januari 2026 en loopt tot en met 5 januari 2027.",
        },
      },
    ]);
    await atWork.expectToAddUp();
  });

  it("owes its buyer a wallet, and nothing is done for orders without one", async () => {
    const atWork = await aShopWithPremium();
    await hear(atWork, anOrder());
    expect(await memberships(atWork)).toEqual([]);
    expect(await told(atWork)).toEqual([]);
  });

  it("waits for a guest and goes to the customer who they turn out to be, told once", async () => {
    const atWork = await aShopWithPremium();
    const guest = { ...premium(1), customerGid: null };
    await hear(atWork, guest);
    expect(await told(atWork)).toEqual(["started"]);
    await hear(atWork, { ...premium(1), version: NOON + 5000 });
    expect(await memberships(atWork)).toHaveLength(1);
    expect(await told(atWork)).toEqual(["started"]);
    await atWork.expectToAddUp();
  });
});

describe("S61: by time", () => {
  it("the sweep tells that it ends in 14 days, begins the days of grace and ends it, each once", async () => {
    const atWork = await aShopWithPremium({ graceDays: 7 });
    await hear(atWork, premium(1));
    const sweepAt = async (day: string) => {
      atWork.clock.set(new Date(day));
      await sweepMemberships(atWork.app, atWork.shop);
      await sweepMemberships(atWork.app, atWork.shop);
      return (await memberships(atWork))[0]?.status;
    };
    expect(await sweepAt("2026-12-22T22:59:59Z")).toBe("running");
    expect(await told(atWork)).toEqual(["started"]);
    expect(await sweepAt("2026-12-22T23:00:00Z")).toBe("running");
    expect(await told(atWork)).toEqual(["started", "ending_soon"]);
    expect(await sweepAt("2027-01-05T23:00:00Z")).toBe("grace");
    expect(await standing(atWork)).toEqual(["premium"]);
    expect(await sweepAt("2027-01-12T22:59:59Z")).toBe("grace");
    expect(await sweepAt("2027-01-12T23:00:00Z")).toBe("lapsed");
    expect(await told(atWork)).toEqual(["started", "ending_soon", "grace", "lapsed"]);
    expect(await standing(atWork)).toEqual([]);
    await atWork.expectToAddUp();
  });

  it("mails can begin with each of these", async () => {
    const atWork = await aShopWithPremium();
    await hear(atWork, premium(1));
    atWork.clock.set(new Date("2027-02-01T00:00:00Z"));
    await sweepMemberships(atWork.app, atWork.shop);
    const { rows } = await database.pool.query<{ name: string; until: string }>(
      "select name, details->>'until' as until from journey_event where shop_id = $1 order by id",
      [atWork.shop.id],
    );
    expect(rows.map(({ name }) => name)).toEqual(["membership_started", "membership_lapsed"]);
    expect(new Date(rows[0]?.until ?? "").toISOString()).toBe("2027-01-05T23:00:00.000Z");
  });

  it("a renewal extends it, early or in the days of grace, from two orders that may be heard of in any order", async () => {
    for (const sequence of [
      [1, 2],
      [2, 1],
    ]) {
      const atWork = await aShopWithPremium();
      atWork.clock.set(new Date(NOON + 301 * DAY_MS));
      for (const number of sequence) await hear(atWork, premium(number, number === 1 ? 0 : 300));
      await hear(atWork, premium(1));
      expect(await memberships(atWork)).toEqual([
        { code: "premium", status: "running", from: "2026-01-05", to: "2028-01-05", paid: 2000, orders: 2 },
      ]);
      await atWork.expectToAddUp();
    }
  });

  it("another time zone of the shop moves its end with the next sweep", async () => {
    const atWork = await aShopWithPremium();
    await hear(atWork, premium(1));
    await database.pool.query("update shop set timezone = 'Asia/Tokyo' where id = $1", [atWork.shop.id]);
    const moved = { ...atWork.shop, timezone: "Asia/Tokyo" };
    expect(await sweepMemberships(atWork.app, moved)).toBe(1);
    const { rows } = await database.pool.query("select ends_at from membership where shop_id = $1", [atWork.shop.id]);
    expect(rows).toEqual([{ ends_at: new Date("2027-01-05T15:00:00Z") }]);
  });
});

describe("a membership that is paid back", () => {
  it("ends at that moment, and its price is no longer counted", async () => {
    const atWork = await aShopWithPremium();
    await hear(atWork, premium(1));
    await hear(atWork, refunded(premium(1), aRefund(1, { P1: 1 })));
    expect(await memberships(atWork)).toMatchObject([{ status: "returned", to: "2026-01-05", paid: 0 }]);
    expect(await told(atWork)).toEqual(["started", "returned"]);
    expect(await standing(atWork)).toEqual([]);
    await atWork.expectToAddUp();
  });

  it("ends with the order that is cancelled", async () => {
    const atWork = await aShopWithPremium();
    await hear(atWork, premium(1));
    await hear(atWork, { ...premium(1), version: NOON + 9000, cancelledAt: NOON + 9000 });
    expect(await memberships(atWork)).toMatchObject([{ status: "returned" }]);
  });
});

describe("a membership of somebody else's", () => {
  it("is the kept customer's after a merge, together with their own", async () => {
    const atWork = await aShopWithPremium();
    const bob = "gid://shopify/Customer/2";
    atWork.clock.set(new Date(NOON + 31 * DAY_MS));
    await hear(atWork, premium(1));
    await hear(atWork, { ...premium(2, 30), customerGid: bob, email: "bob@example.com" });
    await atWork.receive(mergeWebhook(bob, ANN));
    await atWork.work();
    expect(await memberships(atWork)).toMatchObject([{ from: "2026-01-05", to: "2028-01-05", orders: 2 }]);
    expect(await memberships(atWork, bob)).toEqual([]);
    await atWork.expectToAddUp();
  });

  it("is forgotten with the customer, and later news of the order brings it back to nobody", async () => {
    const atWork = await aShopWithPremium();
    await hear(atWork, premium(1));
    await database.transaction((transaction) =>
      eraseCustomers(transaction, atWork.shop, atWork.clock.now(), { customerGids: [ANN], emails: [], orders: [] }),
    );
    await hear(atWork, { ...premium(1), version: NOON + 9000 });
    const { rows } = await database.pool.query("select 1 from membership where shop_id = $1", [atWork.shop.id]);
    expect(rows).toEqual([]);
    await atWork.expectToAddUp();
  });

  it("is told to the customer who asks what is kept", async () => {
    const atWork = await aShopWithPremium();
    await hear(atWork, premium(1));
    const id = (await atWork.balanceOf(ANN))?.id ?? "";
    expect(await everythingOf(database.pool, atWork.shop.id, id)).toMatchObject({
      memberships: [{ membership: "premium", status: "running", orders: ["gid://shopify/Order/1"] }],
      membershipHistory: [{ kind: "started" }],
    });
  });
});

describe("the verification", () => {
  it("names a membership that is another than its orders come to", async () => {
    const atWork = await aShopWithPremium();
    await hear(atWork, premium(1));
    await database.pool.query(
      "update membership set ends_at = ends_at + interval '1 year', grace_ends_at = ends_at + interval '1 year' where shop_id = $1",
      [atWork.shop.id],
    );
    const { checked, differences } = await verifyShop(atWork.app, atWork.shop);
    expect(checked.memberships).toBe(1);
    expect(differences.first).toMatchObject([
      { what: "membership", field: "end", expected: Date.parse("2027-01-05T23:00:00Z") },
      { what: "membership", field: "end of grace" },
    ]);
  });
});

describe("settings that change", () => {
  it("take nothing from who has paid: a membership that is gone runs to its end, and sells no more", async () => {
    const atWork = await aShopWithPremium();
    await hear(atWork, premium(1));
    atWork.clock.set(new Date(NOON + 10 * DAY_MS));
    await atWork.publish({});
    atWork.clock.set(new Date(NOON + 20 * DAY_MS));
    await hear(atWork, premium(2, 20));
    expect(await memberships(atWork)).toMatchObject([{ status: "running", to: "2027-01-05", orders: 1 }]);
    await atWork.expectToAddUp();
  });

  it("what was told of memberships cannot be changed in the database", async () => {
    const atWork = await aShopWithPremium();
    await hear(atWork, premium(1));
    for (const change of ["update membership_change set kind = 'lapsed'", "delete from membership_change"])
      await expect(database.pool.query(change)).rejects.toThrow(/append-only/);
  });
});

describe("S60: points of a membership", () => {
  const goods = (number: number, day: number, more: Partial<OrderLine> = {}) => ({
    ...premium(number, day),
    lines: [aLine(`G${number}`, { priceMinor: 5000, ...more })],
  });

  it("are none for what it costs itself, unless the merchant says so", async () => {
    const atWork = await aShopWithPremium();
    const both = { ...premium(1), lines: [...premium(1).lines, aLine("G", { priceMinor: 5000 })] };
    await hear(atWork, both);
    expect(await atWork.earned(both.gid)).toBe(50);
    await hear(atWork, refunded(both, aRefund(1, { P1: 1 })));
    expect(await atWork.earned(both.gid)).toBe(50);
    await atWork.expectToAddUp();

    const earning = await aShopWithPremium({ earnsPoints: true });
    await hear(earning, both);
    expect(await earning.earned(both.gid)).toBe(60);
  });

  it("are so many times as many for orders that were placed while it ran, whenever they are heard of", async () => {
    const atWork = await aShopWithPremium({ multiplier: 1.5, term: { days: 30 } });
    await hear(atWork, goods(2, 1));
    expect(await atWork.earned("gid://shopify/Order/2")).toBe(50);
    // Both are heard of at once, the membership's own order among them.
    await atWork.hear(
      { gid: "gid://shopify/Order/3", state: goods(3, 3) },
      { gid: "gid://shopify/Order/1", state: premium(1, 2) },
    );
    expect(await atWork.earned("gid://shopify/Order/3")).toBe(75);
    atWork.clock.set(new Date(NOON + 60 * DAY_MS));
    await sweepMemberships(atWork.app, atWork.shop);
    await hear(atWork, goods(4, 10));
    await hear(atWork, goods(5, 59));
    expect(await atWork.earned("gid://shopify/Order/4")).toBe(75);
    expect(await atWork.earned("gid://shopify/Order/5")).toBe(50);
    await atWork.expectToAddUp();
  });
});

describe("S60: points of orders that were placed while a membership ran", () => {
  const goods = (number: number, day: number) => ({
    ...premium(number, day),
    lines: [aLine(`G${number}`, { priceMinor: 5000 })],
  });
  const earnedOf = (atWork: ShopAtWork, ...numbers: number[]) =>
    Promise.all(numbers.map((number) => atWork.earned(`gid://shopify/Order/${number}`)));

  it("are multiplied also where the membership is heard of after them, and no more once it was never paid for", async () => {
    const atWork = await aShopWithPremium({ multiplier: 1.5, term: { days: 30 } });
    atWork.clock.set(new Date(NOON + 50 * DAY_MS));
    for (const [number, day] of [
      [2, 1],
      [3, 10],
      [4, 45],
    ] as const)
      await hear(atWork, goods(number, day));
    expect(await earnedOf(atWork, 2, 3, 4)).toEqual([50, 50, 50]);
    await hear(atWork, premium(1, 2));
    expect(await earnedOf(atWork, 2, 3, 4)).toEqual([50, 75, 50]);
    await hear(atWork, premium(1, 2));
    // An edit took the membership off the order: it was never bought.
    const lines = premium(1).lines.map((line) => ({ ...line, currentQuantity: 0 }));
    await hear(atWork, { ...premium(1, 2), lines, version: NOON + 49 * DAY_MS });
    expect(await earnedOf(atWork, 2, 3, 4)).toEqual([50, 50, 50]);
    await atWork.expectToAddUp();
  });

  it("stay as they are when the membership is paid back after them", async () => {
    const atWork = await aShopWithPremium({ multiplier: 1.5 });
    await hear(atWork, premium(1));
    await hear(atWork, goods(2, 1));
    const back = { ...aRefund(1, { P1: 1 }), createdAt: NOON + 2 * DAY_MS };
    atWork.clock.set(new Date(NOON + 4 * DAY_MS));
    await hear(atWork, refunded(premium(1), back));
    await hear(atWork, goods(3, 3));
    expect(await earnedOf(atWork, 2, 3)).toEqual([75, 50]);
    await atWork.expectToAddUp();
  });

  it("are multiplied by what the membership was sold with, although the programme has it no more", async () => {
    const atWork = await aShopWithPremium({ multiplier: 2 });
    await hear(atWork, premium(1));
    atWork.clock.set(new Date(NOON + DAY_MS));
    await atWork.publish({ memberships: [aMembership({ multiplier: 1.5 })] });
    await hear(atWork, goods(2, 2));
    atWork.clock.set(new Date(NOON + 3 * DAY_MS));
    await atWork.publish({});
    await hear(atWork, goods(3, 4));
    expect(await earnedOf(atWork, 2, 3)).toEqual([100, 100]);
    await atWork.expectToAddUp();
  });
});
