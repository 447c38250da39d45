import { beforeAll, describe, expect, it } from "vitest";
import { everythingOf } from "#app/persistence/compliance.ts";
import type { Database } from "#app/persistence/database.ts";
import { writeExamination } from "#app/persistence/referral-examinations.ts";
import { publishedProgramme } from "#app/persistence/wallet-states.ts";
import { listReferrals, referralTotals } from "#app/queries/referrals.ts";
import { awardReferrals } from "#app/services/award-referrals.ts";
import { eraseCustomers } from "#app/services/erase-customers.ts";
import { referralCards } from "#app/services/referral-cards.ts";
import { reviewReferral } from "#app/services/review-referrals.ts";
import { verifyShop } from "#app/services/verify-shop.ts";
import { NOON } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { customerWebhook, mergeWebhook, type ShopAtWork } from "#tests/support/shop-at-work.ts";
import { ANN, aShopWithReferrals, awardNow, BOB, byLink, CODE, referralsIn } from "./a-shop-with-referrals.ts";
import "#tests/support/ledger-matchers.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const DAY = 86_400_000;
const cas = "gid://shopify/Customer/3";

async function cardOf(shop: ShopAtWork, customer: string) {
  const programme = await publishedProgramme(database.pool, shop.shop.id);
  const id = (await shop.balanceOf(customer))?.id ?? "";
  if (!programme) throw new Error("the shop has no programme");
  return (await referralCards(database.pool, shop.shop, programme, [id], new Date(NOON))).get(id);
}

describe("S20: a member's link", () => {
  it("stays the same, is another one for each member, and says nothing of who has it", async () => {
    const shop = await aShopWithReferrals(database);
    await shop.receive(customerWebhook("customers/create", BOB), customerWebhook("customers/create", cas));
    await shop.work();
    const first = await cardOf(shop, BOB);
    expect(first?.referral?.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
    expect(await cardOf(shop, BOB)).toEqual(first);
    expect((await cardOf(shop, cas))?.referral?.code).not.toBe(first?.referral?.code);
    expect(first?.referral).toMatchObject({
      path: `/apps/zegel/r/${first?.referral?.code}`,
      terms: { en: expect.stringContaining("200 points"), nl: expect.stringContaining("200 punten") },
      invited: 0,
    });
  });

  it("leads to the heir after a merge, as the heir's own does", async () => {
    const shop = await aShopWithReferrals(database);
    await shop.receive(customerWebhook("customers/create", cas), mergeWebhook(ANN, cas));
    await shop.work();
    const order = byLink();
    await shop.hear({ gid: order.gid, state: order });
    await awardNow(shop);
    expect(await shop.balanceOf(cas)).toHaveBalance({ available: 200 });
    expect((await cardOf(shop, cas))?.referral).toMatchObject({ code: CODE, invited: 1, ordered: 1, awarded: 1 });
    await shop.expectToAddUp();
  });

  it("may be written small, and leads to nobody when nobody has it", async () => {
    const shop = await aShopWithReferrals(database);
    const small = byLink({ gid: "gid://shopify/Order/1" }, CODE.toLowerCase());
    const unknown = byLink({ gid: "gid://shopify/Order/2", customerGid: cas }, "0000000000");
    await shop.hear({ gid: small.gid, state: small }, { gid: unknown.gid, state: unknown });
    await awardNow(shop);
    expect(await referralsIn(shop)).toMatchObject([{ state: "awarded", advocatePoints: 200, friendPoints: 50 }]);
  });

  it("counts numbers and nobody's name", async () => {
    const shop = await aShopWithReferrals(database);
    const order = byLink();
    await shop.receive(customerWebhook("customers/create", BOB, { email: "bob@example.com", firstName: "Bobby" }));
    await shop.hear({ gid: order.gid, state: order });
    await awardNow(shop);
    const card = JSON.stringify(await cardOf(shop, ANN));
    for (const word of ["Bobby", "bob@example.com", order.gid, order.name]) expect(card).not.toContain(word);
  });
});

describe("S27: ambassadors", () => {
  it("are whom the merchant chose by segment: they have a link, others have none", async () => {
    const shop = await aShopWithReferrals(database, { audience: { segments: ["champions"] } });
    await shop.receive(customerWebhook("customers/create", BOB));
    await shop.work();
    await database.pool.query(
      `insert into member_score (shop_id, member_id, channels, segments)
       select shop_id, id, '{}', '{champions}' from member where shop_id = $1 and customer_gid = $2
       on conflict (shop_id, member_id) do update set segments = excluded.segments`,
      [shop.shop.id, BOB],
    );
    expect(await cardOf(shop, ANN)).toBeUndefined();
    expect((await cardOf(shop, BOB))?.referral?.code).toHaveLength(10);
  });
});

describe("S20: a referral", () => {
  it("waits while Shopify cannot be asked, and goes on when it can", async () => {
    const shop = await aShopWithReferrals(database);
    const order = byLink();
    await shop.hear({ gid: order.gid, state: order });
    expect(await awardReferrals(shop.app, shop.shop)).toBe(0);
    expect(await referralsIn(shop)).toMatchObject([{ state: "waiting" }]);
    await awardNow(shop);
    expect(await referralsIn(shop)).toMatchObject([{ state: "awarded" }]);
    expect(await shop.balanceOf(BOB)).toHaveBalance({ available: 60 });
    await shop.expectToAddUp();
  });

  it("costs shops without referrals nothing, also when a cart says that there is one", async () => {
    const shop = await aShopWithReferrals(database);
    await database.pool.query("update programme_version set settings = settings - 'referrals' where shop_id = $1", [
      shop.shop.id,
    ]);
    const order = byLink();
    await shop.hear({ gid: order.gid, state: order });
    expect(await referralsIn(shop)).toEqual([]);
    expect(await cardOf(shop, ANN)).toBeUndefined();
  });

  it("tells the merchant who, why and what speaks against it, and is decided by name", async () => {
    const shop = await aShopWithReferrals(database);
    const order = byLink();
    await shop.receive(customerWebhook("customers/create", BOB, { email: "bob@example.com", firstName: "Bob" }));
    await shop.hear({ gid: order.gid, state: order });
    const id = (await referralsIn(shop))[0]?.id ?? "";
    const signals = [
      { code: "same_ip", weight: 25 },
      { code: "same_address", weight: 40 },
    ];
    const examination = { examinedAt: NOON, signals, score: 65, hasOrderedBefore: false, isAmongAdvocates: true };
    await writeExamination(database.pool, shop.shop.id, id, examination, null);
    await awardNow(shop);
    const { rows } = await listReferrals(database, shop.shop.id, { state: "held" });
    expect(rows).toMatchObject([
      {
        advocate: { name: "Ann Jansen" },
        friend: { name: "Bob Jansen" },
        order: { gid: order.gid, name: order.name },
        stateWords: { nl: "Wacht op je beslissing" },
        score: 65,
        signals: [
          { code: "same_address", words: { en: expect.stringContaining("same address") } },
          { code: "same_ip" },
        ],
      },
    ]);
    const approve = { id, decision: "approved" as const, actor: "Mia" };
    expect(await reviewReferral(shop.app, shop.shop, approve)).toMatchObject({ outcome: "decided", state: "awarded" });
    expect(await reviewReferral(shop.app, shop.shop, approve)).toMatchObject({ outcome: "nothing_to_decide" });
    expect(await reviewReferral(shop.app, shop.shop, { ...approve, id: "999" })).toEqual({
      outcome: "unknown_referral",
    });
    expect(await referralTotals(database, shop.shop.id)).toMatchObject({ awarded: 1, held: 0 });
    expect((await listReferrals(database, shop.shop.id)).rows[0]).toMatchObject({ decidedBy: "Mia" });
    await shop.expectToAddUp();
  });

  it("that was changed behind the app's back is found by the verification", async () => {
    const shop = await aShopWithReferrals(database);
    const order = byLink();
    await shop.hear({ gid: order.gid, state: order });
    await awardNow(shop);
    await shop.expectToAddUp();
    await database.pool.query("update referral set advocate_points = 150 where shop_id = $1", [shop.shop.id]);
    const { differences } = await verifyShop(shop.app, shop.shop);
    expect(differences.first).toContainEqual(
      expect.objectContaining({ what: "referral", field: "advocate's points", expected: 200, found: 150 }),
    );
  });
});

describe("what is kept of the two", () => {
  const traces = { email: ["hash-e"], phone: [], address: ["hash-a"], card: [], ip: ["hash-i"] };
  const calm = { examinedAt: NOON, signals: [], score: 0, hasOrderedBefore: false, isAmongAdvocates: true };

  async function aTracedReferral(): Promise<ShopAtWork> {
    const shop = await aShopWithReferrals(database);
    const order = byLink();
    await shop.hear({ gid: order.gid, state: order });
    const id = (await referralsIn(shop))[0]?.id ?? "";
    await writeExamination(database.pool, shop.shop.id, id, calm, traces);
    return shop;
  }
  const tracesIn = async (shop: ShopAtWork) =>
    (await database.pool.query("select traces from referral where shop_id = $1", [shop.shop.id])).rows[0]?.traces;

  it("are connections for a month and everything else for a year", async () => {
    const shop = await aTracedReferral();
    shop.clock.set(new Date(NOON + 30 * DAY));
    await awardReferrals(shop.app, shop.shop);
    expect(await tracesIn(shop)).toEqual(traces);
    shop.clock.set(new Date(NOON + 30 * DAY + 1));
    await awardReferrals(shop.app, shop.shop);
    expect(await tracesIn(shop)).toEqual({ ...traces, ip: [] });
    shop.clock.set(new Date(NOON + 365 * DAY + 1));
    await awardReferrals(shop.app, shop.shop);
    expect(await tracesIn(shop)).toBeNull();
  });

  it.each([
    ["the friend", BOB],
    ["the member", ANN],
  ])("goes when %s is forgotten; points that were given stay", async (_, customerGid) => {
    const shop = await aTracedReferral();
    await awardNow(shop);
    await database.transaction((transaction) =>
      eraseCustomers(transaction, shop.shop, shop.clock.now(), { customerGids: [customerGid], emails: [], orders: [] }),
    );
    expect(await tracesIn(shop)).toBeNull();
    expect(await referralsIn(shop)).toMatchObject([{ state: "awarded", advocatePoints: 200 }]);
    const { rows } = await database.pool.query("select code from referral_code where shop_id = $1", [shop.shop.id]);
    expect(rows).toHaveLength(customerGid === ANN ? 0 : 1);
    await shop.expectToAddUp();
  });

  it("is told to whoever asks for it, and nothing of the other", async () => {
    const shop = await aTracedReferral();
    await awardNow(shop);
    const of = async (customer: string) =>
      everythingOf(database.pool, shop.shop.id, (await shop.balanceOf(customer))?.id ?? "");
    expect(await of(ANN)).toMatchObject({
      referrals: { codes: [CODE], broughtIn: [{ state: "awarded", points: 200 }], cameBy: [] },
    });
    expect(await of(BOB)).toMatchObject({
      referrals: { codes: [], broughtIn: [], cameBy: [{ state: "awarded", points: 50, order: byLink().gid }] },
    });
    expect(JSON.stringify(await of(ANN))).not.toContain(byLink().gid);
  });
});
