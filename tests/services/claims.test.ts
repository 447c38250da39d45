import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reverse } from "#app/domain/ledger/award.ts";
import { entryOf } from "#app/domain/ledger/entry.ts";
import { donatedSoFar } from "#app/persistence/claims.ts";
import type { Database } from "#app/persistence/database.ts";
import { lockPositions } from "#app/persistence/positions.ts";
import { listClaims, readClaimFigures } from "#app/queries/claims.ts";
import { listEntries } from "#app/queries/entries.ts";
import { adjustPoints } from "#app/services/adjust-points.ts";
import { book, wakeDelivery } from "#app/services/book.ts";
import { giveBackClaim } from "#app/services/claim-give-back.ts";
import { mergeCustomers } from "#app/services/claim-members.ts";
import { fulfilClaim, readyClaim, refuseClaim } from "#app/services/claim-merchant.ts";
import { readClaims } from "#app/services/claims-of-member.ts";
import { eraseCustomers } from "#app/services/erase-customers.ts";
import { readCard } from "#app/services/read-card.ts";
import { sweepShop } from "#app/services/sweep-shop.ts";
import type { Customer } from "#tests/shop/state.ts";
import { type ReachableShopify, startShopify } from "#tests/shopify/installed-shop.ts";
import { aClaimingShop, type ClaimingShop } from "#tests/support/a-claiming-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

const DAY = 86_400_000;
const title = { en: "Something nice", nl: "Iets moois" };
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
  ann = await at.aMember("ann", 500);
});
afterEach(() => at.expectToAddUp());
afterAll(() => shopify.close());

const actor = "Carla";
const giveBack = async (who: Customer, ref: string): Promise<string> => {
  const answer = await giveBackClaim(at.app, at.shop, { customerGid: who.gid, ref });
  return answer.ok ? "ok" : answer.code;
};
const status = async (ref: string) => (await at.stateOf(ref)).status;
/** A day of the shop's calendar so many days from now. */
const inDays = (days: number): string =>
  new Date(shopify.clock.now().getTime() + days * DAY).toISOString().slice(0, 10);

describe("S59: a luxury gift for points", () => {
  beforeEach(() => at.publish([{ id: "gift", code: "physical_gift", cost: 100, title, stock: 2 }]));

  it("holds the points until the merchant has it ready, and then costs them", async () => {
    const ref = await at.claim(ann, "gift");
    expect(await at.balanceOf(ann)).toEqual({ available: 400, reserved: 100, debt: 0 });
    expect(await readyClaim(at.app, at.shop, { ref, note: "Track & trace 3S123", actor })).toMatchObject({
      outcome: "changed",
      status: "ready",
    });
    expect(await at.balanceOf(ann)).toEqual({ available: 400, reserved: 0, debt: 0 });
    expect(await readClaims(at.app, at.shop, ann.gid)).toMatchObject({ claims: [{ note: "Track & trace 3S123" }] });
    expect(await fulfilClaim(at.app, at.shop, { ref, actor })).toMatchObject({ outcome: "changed" });
    expect(await fulfilClaim(at.app, at.shop, { ref, actor })).toMatchObject({ outcome: "unchanged" });
    expect(await at.balanceOf(ann)).toEqual({ available: 400, reserved: 0, debt: 0 });
  });

  it("that the merchant refuses gives the points back, before it is ready and after", async () => {
    const early = await at.claim(ann, "gift");
    const late = await at.claim(ann, "gift");
    await readyClaim(at.app, at.shop, { ref: late, actor });
    expect(await refuseClaim(at.app, at.shop, { ref: early, actor })).toMatchObject({ status: "refused" });
    expect(await refuseClaim(at.app, at.shop, { ref: late, actor })).toMatchObject({ status: "returned" });
    expect(await refuseClaim(at.app, at.shop, { ref: late, actor })).toMatchObject({ outcome: "unchanged" });
    expect(await at.balanceOf(ann)).toEqual({ available: 500, reserved: 0, debt: 0 });
  });

  it("is given back by its member while it is not ready, once, and by nobody else", async () => {
    const bob = await at.aMember("bob", 100);
    const ref = await at.claim(ann, "gift");
    expect(await giveBack(bob, ref)).toBe("unknown_reservation");
    expect(await giveBack(ann, ref)).toBe("ok");
    expect(await giveBack(ann, ref)).toBe("ok");
    expect(await at.balanceOf(ann)).toEqual({ available: 500, reserved: 0, debt: 0 });
    const other = await at.claim(ann, "gift");
    await readyClaim(at.app, at.shop, { ref: other, actor });
    expect(await giveBack(ann, other)).toBe("already_used");
  });

  it("ends with the stock, also for two members at one moment; what is given back is there again", async () => {
    const bob = await at.aMember("bob", 500);
    const answers = await Promise.all([
      at.claim(ann, "gift"),
      at.claim(bob, "gift"),
      at.claim(ann, "gift"),
      at.claim(bob, "gift"),
    ]);
    expect(answers.filter((answer) => answer === "sold_out")).toHaveLength(2);
    const ref = answers.find((answer) => answer !== "sold_out") ?? "";
    await refuseClaim(at.app, at.shop, { ref, actor });
    expect(await at.claim(bob, "gift")).not.toBe("sold_out");
  });

  it("takes points only where there are enough, and none for what is not offered", async () => {
    const bob = await at.aMember("bob", 99);
    expect(await at.claim(bob, "gift")).toBe("not_enough_points");
    expect(await at.claim(bob, "other")).toBe("unknown_reward");
    expect(await at.balanceOf(bob)).toEqual({ available: 99, reserved: 0, debt: 0 });
  });
});

describe("points that come back from a claim", () => {
  it("have the expiry that they had, and lapse at once where it has passed", async () => {
    await at.publish([{ id: "gift", code: "physical_gift", cost: 100, title }], {
      expiry: { from: "award", days: 30 },
    });
    const bob = await at.aMember("bob", 100);
    const early = await at.claim(bob, "gift");
    shopify.clock.advance(10 * DAY);
    await refuseClaim(at.app, at.shop, { ref: early, actor });
    const { rows } = await database.pool.query(
      "select (expires_at - earned_at)::text as term, available::int from lot where shop_id = $1 and member_id = $2",
      [at.shop.id, await at.memberOf(bob)],
    );
    expect(rows).toEqual([{ term: "30 days", available: 100 }]);
    const late = await at.claim(bob, "gift");
    shopify.clock.advance(30 * DAY);
    await refuseClaim(at.app, at.shop, { ref: late, actor });
    await sweepShop(at.app, at.shop);
    expect(await at.balanceOf(bob)).toEqual({ available: 0, reserved: 0, debt: 0 });
  });
});

describe("S35, S39: an experience for points", () => {
  const experience = (more: object = {}) => ({
    id: "tour",
    code: "experience" as const,
    cost: 200,
    title,
    date: `${inDays(20)}T19:00`,
    place: "Amsterdam",
    stock: 1,
    ...more,
  });

  it("is booked by the click, and its place can be given back until its hour", async () => {
    await at.publish([experience()]);
    const ref = await at.claim(ann, "tour");
    expect(await at.balanceOf(ann)).toEqual({ available: 300, reserved: 0, debt: 0 });
    expect(await giveBack(ann, ref)).toBe("ok");
    expect(await status(ref)).toBe("returned");
    expect(await at.balanceOf(ann)).toEqual({ available: 500, reserved: 0, debt: 0 });
    const again = await at.claim(ann, "tour");
    shopify.clock.advance(21 * DAY);
    expect(await giveBack(ann, again)).toBe("already_used");
    await sweepShop(at.app, at.shop);
    expect(await status(again)).toBe("fulfilled");
    expect(await at.claim(ann, "tour")).toBe("reward_over");
  });

  it("lets those who come too late wait with their points held; the first in line gets a place that is free again", async () => {
    await at.publish([experience({ waitingList: true })]);
    const [bob, cas] = [await at.aMember("bob", 200), await at.aMember("cas", 200)];
    const first = await at.claim(ann, "tour");
    const second = await at.claim(bob, "tour");
    shopify.clock.advance(1000);
    const third = await at.claim(cas, "tour");
    expect([await status(second), await status(third)]).toEqual(["waiting", "waiting"]);
    expect(await at.balanceOf(bob)).toEqual({ available: 0, reserved: 200, debt: 0 });
    await giveBack(ann, first);
    await sweepShop(at.app, at.shop);
    expect([await status(second), await status(third)]).toEqual(["ready", "waiting"]);
    expect(await at.balanceOf(bob)).toEqual({ available: 0, reserved: 0, debt: 0 });
    shopify.clock.advance(21 * DAY);
    await sweepShop(at.app, at.shop);
    expect(await status(third)).toBe("refused");
    expect(await at.balanceOf(cas)).toEqual({ available: 200, reserved: 0, debt: 0 });
  });

  it("is for the tier, segment or tag that the merchant names", async () => {
    await at.publish([experience({ audience: { segments: ["champions"] } })]);
    expect(await at.claim(ann, "tour")).toBe("not_for_you");
    expect(await at.balanceOf(ann)).toEqual({ available: 500, reserved: 0, debt: 0 });
  });
});

describe("S37: a donation for points", () => {
  it("is given by the click, cannot be taken back, and its total can be shown", async () => {
    await at.publish([{ id: "trees", code: "donation", cost: 50, cause: "Trees for All", amount: "2.50" }]);
    const ref = await at.claim(ann, "trees");
    await at.claim(ann, "trees");
    expect(await at.balanceOf(ann)).toEqual({ available: 400, reserved: 0, debt: 0 });
    expect(await giveBack(ann, ref)).toBe("already_used");
    expect(await refuseClaim(at.app, at.shop, { ref, actor })).toMatchObject({ outcome: "too_late" });
    expect(await donatedSoFar(database.pool, at.shop.id)).toEqual([{ rewardId: "trees", amountMinor: 500, times: 2 }]);
  });
});

describe("S38: a reward of the merchant's own", () => {
  it("tells its instructions to whoever claimed it", async () => {
    const instructions = { en: "Join at example.com/q-and-a", nl: "Kom naar example.com/q-and-a" };
    await at.publish([
      { id: "ask", code: "custom", cost: 40, title, instructions, limits: { perMember: 1, per: "month" } },
    ]);
    await at.claim(ann, "ask");
    expect(await readClaims(at.app, at.shop, ann.gid)).toMatchObject({ claims: [{ instructions, status: "ready" }] });
    expect(await at.claim(ann, "ask")).toBe("limit_reached");
    shopify.clock.advance(32 * DAY);
    expect(await at.claim(ann, "ask")).not.toBe("limit_reached");
  });
});

describe("S33, S34: a product or sale that is open to some", () => {
  const access = { id: "drop", code: "exclusive_product" as const, cost: 30, tag: "drop", days: 7, title };

  it("closes when its days are over: the tag goes, the points stay spent", async () => {
    await at.publish([access]);
    const ref = await at.claim(ann, "drop");
    await at.deliver();
    expect(ann.tags).toEqual(["drop"]);
    shopify.clock.advance(7 * DAY);
    await sweepShop(at.app, at.shop);
    await at.deliver();
    expect(ann.tags).toEqual([]);
    expect(await status(ref)).toBe("fulfilled");
    expect(await at.balanceOf(ann)).toEqual({ available: 470, reserved: 0, debt: 0 });
  });

  it("stays open while another claim holds it, and to whoever had the tag before", async () => {
    await at.publish([access]);
    const first = await at.claim(ann, "drop");
    await at.deliver();
    shopify.clock.advance(3 * DAY);
    await at.claim(ann, "drop");
    await at.deliver();
    await fulfilClaim(at.app, at.shop, { ref: first, actor });
    await at.deliver();
    expect(ann.tags).toEqual(["drop"]);
    shopify.clock.advance(7 * DAY);
    await sweepShop(at.app, at.shop);
    await at.deliver();
    expect(ann.tags).toEqual([]);

    const bob = await at.aMember("bob", 30);
    bob.tags = ["Drop"];
    const theirs = await at.claim(bob, "drop");
    await at.deliver();
    await refuseClaim(at.app, at.shop, { ref: theirs, actor });
    await at.deliver();
    expect(bob.tags).toEqual(["Drop"]);
    expect(await at.balanceOf(bob)).toEqual({ available: 30, reserved: 0, debt: 0 });
  });
});

describe("a claim of somebody who owes points", () => {
  beforeEach(() => at.publish([{ id: "gift", code: "physical_gift", cost: 100, title }]));

  /** Ann's 500 points are taken back while 200 of them are held. */
  async function takeBack(): Promise<void> {
    const memberId = await at.memberOf(ann);
    await adjustPoints(at.app, at.shop, { memberId, points: -300, reason: "Mistake", actor, key: `${memberId}-minus` });
    await database.transaction(async (transaction) => {
      const before = await lockPositions(transaction, at.shop.id, [memberId], "all");
      const position = before.get(memberId);
      if (!position) throw new Error("no position");
      const movement = reverse(position, 150, "gid://shopify/Order/1");
      const now = shopify.clock.now();
      const entry = entryOf(position, movement, {
        kind: "reversal",
        key: "order:1:refund",
        inputs: {},
        occurredAt: now.getTime(),
        orderGid: null,
        reservation: null,
        reason: { code: "order_refunded", order: "#1" },
        actor: null,
      });
      const after = new Map([[memberId, movement.position]]);
      await book(transaction, at.shop, now, { entries: entry ? [entry] : [], before, after });
      await wakeDelivery(transaction, at.shop.id);
    });
  }

  it("stays, unless the merchant chose otherwise", async () => {
    const ref = await at.claim(ann, "gift");
    await at.claim(ann, "gift");
    await takeBack();
    await sweepShop(at.app, at.shop);
    expect(await status(ref)).toBe("claimed");
    expect(await at.balanceOf(ann)).toEqual({ available: 0, reserved: 200, debt: 150 });
  });

  it("is given back for the debt where the merchant chose so: the newest first, and no more than needed", async () => {
    const first = await at.claim(ann, "gift");
    shopify.clock.advance(1000);
    const second = await at.claim(ann, "gift");
    await at.publish(undefined, { openClaimsOnDebt: "return" });
    await takeBack();
    await sweepShop(at.app, at.shop);
    expect([await status(first), await status(second)]).toEqual(["refused", "refused"]);
    expect(await at.balanceOf(ann)).toEqual({ available: 50, reserved: 0, debt: 0 });
  });
});

describe("a member's claims", () => {
  beforeEach(() =>
    at.publish([
      { id: "gift", code: "physical_gift", cost: 100, title },
      { id: "card", code: "gift_card", cost: 100, amount: "10.00" },
    ]),
  );

  it("go along when customers are merged, held points and all", async () => {
    const bob = await at.aMember("bob", 200);
    const open = await at.claim(bob, "gift");
    const ready = await at.claim(bob, "gift");
    await readyClaim(at.app, at.shop, { ref: ready, actor });
    await database.transaction((transaction) =>
      mergeCustomers(transaction, at.shop, shopify.clock.now(), bob.gid, ann.gid),
    );
    expect(await giveBack(ann, open)).toBe("ok");
    expect(await refuseClaim(at.app, at.shop, { ref: ready, actor })).toMatchObject({ status: "returned" });
    expect(await at.balanceOf(ann)).toEqual({ available: 700, reserved: 0, debt: 0 });
  });

  it("are forgotten with the customer: codes and notes go, held points lapse, figures stay", async () => {
    const open = await at.claim(ann, "gift");
    const card = await at.claim(ann, "card");
    await at.deliver();
    const memberId = await at.memberOf(ann);
    const wish = { customerGids: [ann.gid], emails: [], orders: [] };
    await database.transaction((transaction) => eraseCustomers(transaction, at.shop, shopify.clock.now(), wish));
    const { rows } = await database.pool.query(
      "select ref, status, gift_code, issued_gid, click from claim where shop_id = $1 and member_id = $2 order by status desc",
      [at.shop.id, memberId],
    );
    expect(rows).toEqual([
      { ref: open, status: "refused", gift_code: null, issued_gid: null, click: null },
      { ref: card, status: "fulfilled", gift_code: null, issued_gid: null, click: null },
    ]);
  });

  it("stand on the card, and rewards that need no cart beside those of the cart", async () => {
    const ref = await at.claim(ann, "gift");
    const answer = await readCard(at.app, at.shop, ann.gid);
    expect(answer.ok && answer.card).toMatchObject({
      rewards: [],
      claimable: [{ id: "gift", affordable: true }, { id: "card" }],
      claims: [{ ref, status: "claimed", canGiveBack: true, title }],
    });
  });

  it("are offered on the card to those who may have them, and say when they are gone", async () => {
    await at.publish([
      { id: "gift", code: "physical_gift", cost: 100, title, stock: 1 },
      { id: "vip", code: "physical_gift", cost: 10, title, audience: { segments: ["champions"] } },
      { id: "later", code: "physical_gift", cost: 10, title, from: inDays(3) },
      { id: "past", code: "experience", cost: 10, title, date: "2020-01-01T19:00" },
      { id: "tour", code: "experience", cost: 10, title, date: inDays(9), stock: 1, waitingList: true },
    ]);
    const offered = async () => {
      const answer = await readCard(at.app, at.shop, ann.gid);
      const claimable = answer.ok ? (answer.card.claimable ?? []) : [];
      return claimable.map(({ id, affordable, hint }) => [id, affordable, hint.en]);
    };
    const enough = "You have enough points.";
    expect(await offered()).toEqual([
      ["tour", true, enough],
      ["gift", true, enough],
    ]);
    const bob = await at.aMember("bob", 500);
    for (const reward of ["gift", "tour"]) await at.claim(bob, reward);
    expect(await offered()).toEqual([
      ["tour", true, "All places are taken: wait for one, with your points held."],
      ["gift", false, "This reward is gone for now."],
    ]);
  });

  it("are listed for the merchant with what may be done, the newest first, without anybody's code", async () => {
    const gift = await at.claim(ann, "gift");
    shopify.clock.advance(1000);
    const card = await at.claim(ann, "card");
    const all = await listClaims(database, at.shop.id, { which: "all", before: null });
    expect(all.rows).toMatchObject([
      { ref: card, code: "gift_card", amountMinor: 1000, may: { ready: false, fulfil: false, refuse: true } },
      { ref: gift, points: 100, may: { ready: true, fulfil: true, refuse: true } },
    ]);
    expect(JSON.stringify(all)).not.toContain("giftCode");
    const due = await listClaims(database, at.shop.id, { which: "due", before: null });
    expect(due.rows.map(({ ref }) => ref)).toEqual([gift]);
    const { next } = { next: `${Date.parse(all.rows[0]?.claimedAt ?? "")}.${card}` };
    const rest = await listClaims(database, at.shop.id, { which: "all", before: next });
    expect(rest.rows.map(({ ref }) => ref)).toEqual([gift]);
    expect(await readClaimFigures(database, at.shop.id)).toMatchObject({ due: 1, issuing: 1, waiting: 0 });
    const entries = await listEntries(database, at.shop.id, { memberId: await at.memberOf(ann), before: null });
    expect(entries.rows[0]?.reward).toMatchObject({ code: "gift_card" });
  });

  it("S76: count as redeemed points from when they are spent, and no more when they come back", async () => {
    const redeemed = async () => {
      const { rows } = await database.pool.query(
        "select sum(redeemed)::int as points from daily_statistic where shop_id = $1",
        [at.shop.id],
      );
      return rows[0].points;
    };
    const ref = await at.claim(ann, "gift");
    expect(await redeemed()).toBe(0);
    await readyClaim(at.app, at.shop, { ref, actor });
    expect(await redeemed()).toBe(100);
    await refuseClaim(at.app, at.shop, { ref, actor });
    expect(await redeemed()).toBe(0);
  });
});
