import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "#app/context.ts";
import type { Card, ProgrammeCard } from "#app/contracts/card.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import { AMOUNT_OFF, RESERVATIONS, type StoredWallet } from "#app/contracts/wallet.ts";
import type { Database } from "#app/persistence/database.ts";
import { enrolCustomers, membersByCustomer } from "#app/persistence/members.ts";
import { owe } from "#app/persistence/outbox.ts";
import { adjustPoints } from "#app/services/adjust-points.ts";
import { deliverOutbox } from "#app/services/deliver-outbox.ts";
import { installShop } from "#app/services/install-shop.ts";
import { renewProgrammeCard } from "#app/services/publish-programme.ts";
import { publishProgrammeVersion } from "#app/services/publish-programme-version.ts";
import { publishWalletNow, publishWallets } from "#app/services/publish-wallets.ts";
import { shopFacts } from "#app/services/read-programmes.ts";
import { reserveReward } from "#app/services/reserve-reward.ts";
import { SetMetafieldsDocument } from "#app/shopify/generated/operations.ts";
import { appIdOf, findMetafield } from "#tests/shop/metafields.ts";
import type { Shop } from "#tests/shop/state.ts";
import {
  aProcess,
  aVisitedShop,
  credentials,
  type ReachableShopify,
  startShopify,
} from "#tests/shopify/installed-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

let database: Database;
let shopify: ReachableShopify;
let app: AppContext;
let shop: Shop;
let facts: ShopFacts;

beforeAll(async () => {
  database = await testDatabase();
  shopify = await startShopify();
});
beforeEach(async () => {
  shop = await aVisitedShop(database, shopify, { name: "Acme" });
  app = aProcess(database, shopify);
  const installed = await installShop(app, shop.domain);
  facts = shopFacts(installed.shop)!;
  await deliverOutbox(app, facts);
  shopify.asked.length = 0;
});
afterAll(() => shopify.close());

interface Member {
  id: string;
  customerGid: string;
}

let adjustments = 0;

/** GIVEN a member with points, of which Shopify knows nothing yet. */
async function aMember(points = 0): Promise<Member> {
  const { gid: customerGid } = shopify.simulated.addCustomer(shop.domain, {
    email: `${crypto.randomUUID()}@example.com`,
  });
  const member = await database.transaction(async (transaction) => {
    await enrolCustomers(transaction, facts.id, [
      { customerGid, email: null, joinedAt: shopify.clock.now().getTime() },
    ]);
    return (await membersByCustomer(transaction, facts.id, [customerGid])).get(customerGid)!;
  });
  if (points > 0) await give(member.id, points);
  return { id: member.id, customerGid };
}

async function give(memberId: string, points: number): Promise<void> {
  adjustments += 1;
  const adjustment = { memberId, points, reason: "test", actor: "test", key: `key-${adjustments}` };
  expect(await adjustPoints(app, facts, adjustment)).toMatchObject({ outcome: "adjusted" });
}

/** What clocks of a zone show, to the second. */
function localTextAt(instant: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  return format.format(instant).replace(" ", "T");
}

function written<Value>(owner: string, key: string): Value | null {
  const metafield = findMetafield(shop, owner, `app--${appIdOf(credentials.apiKey)}`, key);
  return metafield && (JSON.parse(metafield.value) as Value);
}

const cardOf = (member: Member) => written<Card>(member.customerGid, "card");
const walletOf = (member: Member) => written<StoredWallet>(member.customerGid, "wallet");

async function owed(kind = "wallet"): Promise<{ subject: string; attempts: number; error: string | null }[]> {
  const { rows } = await database.pool.query(
    "select subject, attempts, error from outbox where shop_id = $1 and kind = $2 order by subject",
    [facts.id, kind],
  );
  return rows;
}

describe("wallets that are due", () => {
  it("are written with the points as they are, and are owed no more", async () => {
    const member = await aMember(500);
    expect(await publishWallets(app, facts)).toEqual({ published: 1, failed: 0, hasMore: false });
    expect(cardOf(member)).toMatchObject({
      programme: "Acme Club",
      points: 500,
      balance: { en: "500 points (worth €25.00)" },
    });
    expect(walletOf(member)).toEqual([2, "Acme Club", "EUR", 2, []]);
    expect(await owed()).toEqual([]);
  });

  it("go to Shopify twelve members a request", async () => {
    const members = [];
    for (let index = 0; index < 30; index += 1) members.push(await aMember(index + 1));
    shopify.asked.length = 0;
    expect(await publishWallets(app, facts)).toMatchObject({ published: 30 });
    expect(shopify.asked).toEqual(["SetMetafields", "SetMetafields", "SetMetafields"]);
    expect(members.map((member) => cardOf(member)?.points)).toEqual(members.map((_, index) => index + 1));
  });

  it("stop at the limit and say that more are due", async () => {
    for (let index = 0; index < 13; index += 1) await aMember(1);
    expect(await publishWallets(app, facts, 12)).toEqual({ published: 12, failed: 0, hasMore: true });
  });

  it("of guests are owed to nobody", async () => {
    const member = await aMember(100);
    await database.pool.query(
      "update member set customer_gid = null, status = 'guest' where shop_id = $1 and id = $2",
      [facts.id, member.id],
    );
    shopify.asked.length = 0;
    await publishWallets(app, facts);
    expect(shopify.asked).toEqual([]);
    expect(await owed()).toEqual([]);
  });

  it("that change while they are written stay owed", async () => {
    const member = await aMember(100);
    const slow: AppContext = {
      ...app,
      gateway: {
        request: async (...given) => {
          const answer = await app.gateway.request(...given);
          // Between Shopify's answer and ours, more points come.
          if ((given[1] as unknown) === SetMetafieldsDocument) await give(member.id, 20);
          return answer;
        },
      },
    };
    await publishWallets(slow, facts, 1);
    expect(cardOf(member)?.points).toBe(100);
    expect(await owed()).toHaveLength(1);
    await publishWallets(app, facts);
    expect(cardOf(member)?.points).toBe(120);
  });
});

describe("two writers at once", () => {
  it("end with the newest state: a write that compares with an old digest is refused and built anew", async () => {
    const member = await aMember(100);
    await publishWallets(app, facts);
    // Another process wrote meanwhile, and our record of its digest was lost.
    await give(member.id, 50);
    await publishWallets(app, facts);
    await database.pool.query("update member set wallet_digest = 'old', card_digest = 'old' where shop_id = $1", [
      facts.id,
    ]);
    await give(member.id, 7);
    shopify.asked.length = 0;
    expect(await publishWallets(app, facts)).toMatchObject({ published: 1, failed: 0 });
    expect(shopify.asked).toEqual(["SetMetafields", "CustomerDigests", "SetMetafields"]);
    expect(cardOf(member)?.points).toBe(157);
  });

  it("do not undo each other, however they cross", async () => {
    const member = await aMember(1_000);
    const processes = Array.from({ length: 3 }, () => aProcess(database, shopify));
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([
        give(member.id, 10),
        ...processes.map((each) => publishWalletNow(each, facts, member.id)),
        publishWallets(app, facts),
      ]);
    }
    await publishWallets(app, facts);
    expect(cardOf(member)?.points).toBe(1_050);
    expect(await owed()).toEqual([]);
  });

  it("find the metafields gone and write them again", async () => {
    const member = await aMember(100);
    await publishWallets(app, facts);
    shop.metafields.delete(member.customerGid);
    await give(member.id, 1);
    expect(await publishWallets(app, facts)).toMatchObject({ published: 1 });
    expect(cardOf(member)?.points).toBe(101);
  });
});

describe("what Shopify refuses", () => {
  it("keeps one member's wallet owed with the reason, and not the others of the same request", async () => {
    const gone = await aMember(100);
    const others = [await aMember(1), await aMember(2)];
    shop.customers.delete(gone.customerGid);
    expect(await publishWallets(app, facts)).toMatchObject({ published: 2, failed: 1 });
    expect(others.map((member) => cardOf(member)?.points)).toEqual([1, 2]);
    expect(await owed()).toMatchObject([
      { subject: gone.id, attempts: 1, error: expect.stringMatching(/^SetMetafields: /) },
    ]);
  });

  it("is tried again later, with growing pauses, and names no person", async () => {
    const member = await aMember(100);
    shop.installation!.tokens.forEach((token) => {
      token.isRevoked = true;
    });
    shop.installation!.refreshTokens.forEach((token) => {
      token.isUsed = true;
    });
    const process = aProcess(database, shopify);
    expect(await publishWallets(process, facts)).toEqual({ published: 0, failed: 1, hasMore: false });
    expect(await publishWallets(process, facts)).toEqual({ published: 0, failed: 0, hasMore: false });
    const [row] = await owed();
    expect(row).toMatchObject({
      subject: member.id,
      attempts: 1,
      error: `SetMetafields at ${shop.domain}: not_installed`,
    });
    shopify.clock.advance(10_000);
    expect(await publishWallets(process, facts)).toMatchObject({ failed: 1 });
    shopify.clock.advance(10_000);
    expect(await publishWallets(process, facts)).toMatchObject({ failed: 0 });
  });
});

describe("a click", () => {
  it("puts the reservation into the wallet before it is answered", async () => {
    const member = await aMember(250);
    await publishWallets(app, facts);
    shopify.asked.length = 0;
    const wish = { customerGid: member.customerGid, reward: "five", click: "click-0001" };
    const answer = await reserveReward(app, facts, wish);
    expect(answer).toMatchObject({ ok: true });
    if (!answer.ok) return;
    expect(shopify.asked).toEqual(["SetMetafields"]);
    expect(walletOf(member)?.[RESERVATIONS]).toEqual([[answer.ref, AMOUNT_OFF, 500, 0]]);
    expect(cardOf(member)).toMatchObject({
      points: 150,
      reservations: [{ ref: answer.ref, reward: "five", points: 100 }],
    });
    expect(await owed()).toEqual([]);
  });

  it("says not now when Shopify cannot be told, and leaves the wallet owed", async () => {
    const member = await aMember(250);
    shopify.outage("SetMetafields");
    const outcome = await publishWalletNow(app, facts, member.id);
    shopify.outage(null);
    expect(outcome).toEqual({ outcome: "not_now", reason: "unreachable" });
    expect(await owed()).toHaveLength(1);
  });
});

describe("the programme", () => {
  it("is shown to everyone once it is published, and on every member's card", async () => {
    const member = await aMember(100);
    await publishWallets(app, facts);
    const settings = { name: "New Club", rewards: [{ id: "ten", code: "amount_off", cost: 50, amount: "10" }] };
    const outcome = await publishProgrammeVersion(app, facts, { settings, basedOn: 1, publishedBy: "Ann" });
    expect(outcome).toEqual({ outcome: "published", version: 2 });
    await deliverOutbox(app, facts);
    expect(written(shop.gid, "programme")).toMatchObject({
      name: "New Club",
      sentence: { en: "For every €1.00 you get 1 point. 50 points are €10.00 off." },
    });
    shopify.clock.advance(60_000);
    await deliverOutbox(app, facts);
    expect(cardOf(member)).toMatchObject({ programme: "New Club", balance: { en: "100 points (worth €20.00)" } });
    expect(await owed("programme")).toEqual([]);
  });
});

describe("S69: a campaign", () => {
  it("that begins or ends has the programme's card made anew, and no member's", async () => {
    const now = shopify.clock.now().getTime();
    const local = (instant: number) => localTextAt(instant, facts.timezone);
    const settings = {
      earning: [
        { code: "per_amount", points: 1, per: "1.00" },
        { code: "campaign", id: "triple", factor: 3, from: local(now + 3_600_000), to: local(now + 7_200_000) },
      ],
    };
    expect(await publishProgrammeVersion(app, facts, { settings, basedOn: 1, publishedBy: "Ann" })).toMatchObject({
      outcome: "published",
    });
    await deliverOutbox(app, facts);
    const earn = () => written<ProgrammeCard>(shop.gid, "programme")?.earn;
    const pass = async (milliseconds: number) => {
      shopify.clock.advance(milliseconds);
      await renewProgrammeCard(app, facts);
      const due = await owed("programme");
      await deliverOutbox(app, facts);
      return due.length;
    };
    expect(earn()).toMatchObject({ points: 1, perMinor: 100 });
    expect(await pass(3_590_000)).toBe(0);
    expect(await pass(20_000)).toBe(1);
    expect(earn()).toMatchObject({ points: 3, perMinor: 100 });
    expect(await owed("wallet")).toEqual([]);
    expect(await pass(60_000)).toBe(0);
    expect(await pass(3_600_000)).toBe(1);
    expect(earn()).toMatchObject({ points: 1, perMinor: 100 });
  });
});

describe("an order that got a discount without points", () => {
  async function anOverspentOrder(onOverspend: "leave" | "tag" | "cancel") {
    if (onOverspend !== "leave") shopify.simulated.grantScopes(shop.domain, ["write_orders"]);
    await publishProgrammeVersion(app, facts, { settings: { onOverspend }, basedOn: 1, publishedBy: "Ann" });
    const order = shopify.simulated.placeOrder(shop.domain, { lines: [{ title: "Shirt", price: "20.00" }] });
    await owe(database.pool, facts.id, "order", [order.gid], shopify.clock.now());
    await deliverOutbox(app, facts);
    expect(await owed("order")).toEqual([]);
    return shopify.simulated.order(shop.domain, order.gid);
  }

  it("is left, tagged or cancelled, as the merchant chose", async () => {
    expect(await anOverspentOrder("leave")).toMatchObject({ tags: [], cancelledAt: null });
  });

  it("is tagged where the merchant wants to look", async () => {
    expect(await anOverspentOrder("tag")).toMatchObject({ tags: ["zegel-overspend"], cancelledAt: null });
  });

  it("is cancelled and paid back where the merchant wants that", async () => {
    const order = await anOverspentOrder("cancel");
    expect(order.cancelledAt).not.toBeNull();
    expect(order.tags).toEqual(["zegel-overspend"]);
  });
});
