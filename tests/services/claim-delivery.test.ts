import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "#app/context.ts";
import type { Database } from "#app/persistence/database.ts";
import { deliverClaims } from "#app/services/claim-delivery.ts";
import { giveBackClaim } from "#app/services/claim-give-back.ts";
import { readClaims } from "#app/services/claims-of-member.ts";
import { publishProgrammeVersion } from "#app/services/publish-programme-version.ts";
import type { Customer, GiftCard } from "#tests/shop/state.ts";
import { type ReachableShopify, startShopify } from "#tests/shopify/installed-shop.ts";
import { aClaimingShop, type ClaimingShop } from "#tests/support/a-claiming-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

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
  await at.publish([
    { id: "card", code: "gift_card", cost: 100, amount: "10.00", expiresAfterDays: 365 },
    { id: "credit", code: "store_credit", cost: 50, amount: "5.00" },
    { id: "dear", code: "gift_card", cost: 100, amount: "90000.00" },
    {
      id: "sale",
      code: "early_access",
      cost: 30,
      tag: "early",
      days: 7,
      title: { en: "Early sale", nl: "Vroege sale" },
    },
  ]);
  ann = await at.aMember("ann", 300);
});
afterEach(async () => {
  shopify.outage(null);
  await at.expectToAddUp();
});
afterAll(() => shopify.close());

const cards = (): GiftCard[] => [...(at.opened.giftCards?.values() ?? [])];
/** Past the pause after a failed delivery, and past the time in which a lost request may still be under way. */
const later = (): void => shopify.clock.advance(120_000);

describe("S17: a gift card for points", () => {
  it("holds the points, is issued to the customer, and only then costs them", async () => {
    const ref = await at.claim(ann, "card");
    expect(await at.balanceOf(ann)).toEqual({ available: 200, reserved: 100, debt: 0 });
    await at.deliver();
    expect(cards()).toMatchObject([{ initialMinor: 1000, customerGid: ann.gid, note: `Zegel ${ref}` }]);
    expect(await at.balanceOf(ann)).toEqual({ available: 200, reserved: 0, debt: 0 });
    expect(await at.stateOf(ref)).toMatchObject({ status: "fulfilled", issued_gid: cards()[0]?.gid });
  });

  it("is told to its member alone, code and all, once it is issued", async () => {
    await at.claim(ann, "card");
    const before = await readClaims(at.app, at.shop, ann.gid);
    expect(before).toMatchObject({ claims: [{ code: null, status: "claimed" }] });
    await at.deliver();
    const after = await readClaims(at.app, at.shop, ann.gid);
    const [claim] = after.ok ? after.claims : [];
    expect(claim?.code?.toLowerCase()).toBe(cards()[0]?.code);
    const stranger = await at.aMember("bob", 0);
    expect(await readClaims(at.app, at.shop, stranger.gid)).toMatchObject({ claims: [] });
  });

  it("claimed twice by one click is one card, twice by two clicks two", async () => {
    const first = await at.claim(ann, "card", "the-same-click");
    expect(await at.claim(ann, "card", "the-same-click")).toBe(first);
    await at.claim(ann, "card");
    await at.deliver();
    expect(cards()).toHaveLength(2);
    expect(await at.balanceOf(ann)).toEqual({ available: 100, reserved: 0, debt: 0 });
  });

  it("is issued once although the answer was lost, once and for all attempts of it", async () => {
    const ref = await at.claim(ann, "card");
    shopify.simulated.loseAnswers("IssueGiftCard", 2);
    await at.deliver();
    later();
    await at.deliver();
    expect(cards()).toHaveLength(1);
    expect(await at.stateOf(ref)).toMatchObject({ status: "fulfilled", issued_gid: cards()[0]?.gid });
    expect(await at.balanceOf(ann)).toEqual({ available: 200, reserved: 0, debt: 0 });
  });

  it("that Shopify refuses gives the points back with a sentence, and is not asked for again", async () => {
    const ref = await at.claim(ann, "dear");
    await at.deliver();
    expect(await at.stateOf(ref)).toMatchObject({ status: "refused", refusal: "GIFT_CARD_LIMIT_EXCEEDED" });
    expect(await at.balanceOf(ann)).toEqual({ available: 300, reserved: 0, debt: 0 });
    const answer = await readClaims(at.app, at.shop, ann.gid);
    const [claim] = answer.ok ? answer.claims : [];
    expect(claim?.text.en).toContain("You have your 100 points back");
    shopify.asked.length = 0;
    await at.deliver();
    expect(shopify.asked).not.toContain("IssueGiftCard");
  });

  it("waits while the shop is closed, and can be given back meanwhile, since nothing was asked for in doubt", async () => {
    const ref = await at.claim(ann, "card");
    shopify.simulated.uninstallApp(at.opened.domain);
    await at.deliver();
    expect(await at.stateOf(ref)).toMatchObject({ status: "claimed" });
    const answer = await giveBackClaim(at.app, at.shop, { customerGid: ann.gid, ref });
    expect(answer).toMatchObject({ ok: true });
    expect(await at.balanceOf(ann)).toEqual({ available: 300, reserved: 0, debt: 0 });
  });

  it("gives the points back at once where the merchant took the leave for it back", async () => {
    shopify.simulated.revokeScopes(at.opened.domain, ["write_gift_cards"]);
    const ref = await at.claim(ann, "card");
    await at.deliver();
    expect(await at.stateOf(ref)).toMatchObject({ status: "refused", refusal: "access_denied" });
    expect(await at.balanceOf(ann)).toEqual({ available: 300, reserved: 0, debt: 0 });
  });
});

describe("S44: store credit for points", () => {
  it("is credited to the customer's account and costs the points with it", async () => {
    const ref = await at.claim(ann, "credit");
    await at.deliver();
    expect(ann.storeCreditMinor).toBe(500);
    expect(await at.balanceOf(ann)).toEqual({ available: 250, reserved: 0, debt: 0 });
    expect(await at.stateOf(ref)).toMatchObject({ issued_gid: ann.storeCreditTransactions?.[0]?.gid });
  });

  it("is credited once although the answer was lost: what came after the last known credit is found", async () => {
    const first = await at.claim(ann, "credit");
    await at.deliver();
    const second = await at.claim(ann, "credit");
    shopify.simulated.loseAnswers("IssueStoreCredit");
    await at.deliver();
    expect(await at.stateOf(second)).toMatchObject({ status: "claimed" });
    expect(ann.storeCreditMinor).toBe(1000);
    later();
    await at.deliver();
    expect(ann.storeCreditMinor).toBe(1000);
    const gids = ann.storeCreditTransactions?.map(({ gid }) => gid);
    expect([(await at.stateOf(first)).issued_gid, (await at.stateOf(second)).issued_gid]).toEqual(gids);
    expect(await at.balanceOf(ann)).toEqual({ available: 200, reserved: 0, debt: 0 });
  });

  it("is asked for again where the request never arrived, and not before it may have", async () => {
    const ref = await at.claim(ann, "credit");
    shopify.outage("IssueStoreCredit");
    await at.deliver();
    shopify.outage(null);
    shopify.clock.advance(30_000);
    await at.deliver();
    expect(await at.stateOf(ref)).toMatchObject({ status: "claimed" });
    expect(ann.storeCreditMinor).toBe(0);
    later();
    await at.deliver();
    expect(ann.storeCreditMinor).toBe(500);
    expect(await at.stateOf(ref)).toMatchObject({ status: "fulfilled" });
  });

  it("is not given back by a click while nobody knows whether it was credited", async () => {
    await at.claim(ann, "credit");
    shopify.simulated.loseAnswers("IssueStoreCredit");
    await at.deliver();
    const claims = await readClaims(at.app, at.shop, ann.gid);
    expect(claims).toMatchObject({ claims: [{ canGiveBack: false }] });
  });

  it("that a merchant gives by hand at that moment is not taken for it when the amount differs", async () => {
    await at.claim(ann, "credit");
    shopify.outage("IssueStoreCredit");
    await at.deliver();
    shopify.outage(null);
    ann.storeCreditMinor += 700;
    later();
    await at.deliver();
    expect(ann.storeCreditMinor).toBe(1200);
  });
});

describe("S27, S34, S38: early access for points", () => {
  it("is a tag for so many days, and costs the points when the tag is there", async () => {
    const ref = await at.claim(ann, "sale");
    await at.deliver();
    expect(ann.tags).toEqual(["early"]);
    expect(await at.balanceOf(ann)).toEqual({ available: 270, reserved: 0, debt: 0 });
    expect(await at.stateOf(ref)).toMatchObject({ status: "ready" });
  });

  it("adds the tag once although the answer was lost", async () => {
    await at.claim(ann, "sale");
    shopify.simulated.loseAnswers("AddCustomerTag");
    await at.deliver();
    later();
    await at.deliver();
    expect(ann.tags).toEqual(["early"]);
    expect(await at.balanceOf(ann)).toEqual({ available: 270, reserved: 0, debt: 0 });
  });
});

describe("two workers at once", () => {
  it.each(["card", "credit", "sale"])("issue a %s once, and cost it once", async (reward) => {
    const ref = await at.claim(ann, reward);
    await Promise.all([deliverClaims(at.app, at.shop), deliverClaims(at.app, at.shop), deliverClaims(at.app, at.shop)]);
    later();
    await at.deliver();
    expect(cards().length + (ann.storeCreditTransactions?.length ?? 0) + ann.tags.length).toBe(1);
    expect((await at.stateOf(ref)).status).toBe(reward === "sale" ? "ready" : "fulfilled");
    expect((await at.balanceOf(ann)).reserved).toBe(0);
  });
});

describe("a worker that dies between Shopify's answer and its note", () => {
  /** The same process, whose transactions fail from here on: what Shopify did is never written down. */
  const dying = () => ({
    ...at.app,
    database: { ...at.app.database, transaction: () => Promise.reject(new Error("the worker died")) },
  });

  it.each(["card", "credit", "sale"])("leaves a %s that is found by the next one, not issued again", async (reward) => {
    const ref = await at.claim(ann, reward);
    await expect(deliverClaims(dying(), at.shop)).rejects.toThrow("the worker died");
    expect(await at.stateOf(ref)).toMatchObject({ status: "claimed", issued_gid: null });
    later();
    await at.deliver();
    expect(cards().length + (ann.storeCreditTransactions?.length ?? 0) + ann.tags.length).toBe(1);
    expect((await at.stateOf(ref)).status).toBe(reward === "sale" ? "ready" : "fulfilled");
    expect((await at.balanceOf(ann)).reserved).toBe(0);
  });
});

describe("a programme with gift cards or store credit", () => {
  const settings = (code: string) => ({ rewards: [{ id: "it", code, cost: 100, amount: "5.00" }] });
  const publish = (app: AppContext, shop: ClaimingShop["shop"], code: string) =>
    publishProgrammeVersion(app, shop, { settings: settings(code), basedOn: 2, publishedBy: "Ann" });

  it("is not published without the merchant's leave, which is asked for as a whole", async () => {
    const { granted, optional } = shopify.simulated.scopesOf(at.opened.domain);
    shopify.simulated.revokeScopes(
      at.opened.domain,
      optional.filter((scope) => granted.includes(scope)),
    );
    expect(await publish(at.app, at.shop, "gift_card")).toEqual({
      outcome: "refused",
      issues: [{ path: "rewards.0.code", code: "access", scope: "write_gift_cards" }],
    });
    expect(await publish(at.app, at.shop, "store_credit")).toMatchObject({
      issues: [{ scope: "write_store_credit_account_transactions" }, { scope: "read_store_credit_accounts" }],
    });
    shopify.simulated.grantScopes(at.opened.domain, ["write_gift_cards"]);
    expect(await publish(at.app, at.shop, "gift_card")).toMatchObject({ outcome: "published" });
  });
});
