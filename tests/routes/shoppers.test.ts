import { beforeAll, describe, expect, it } from "vitest";
import { aMember } from "./a-member.ts";
import { browse, type Merchant, type MerchantSite, merchantSite, proxyQuery, sessionToken } from "./merchant-site.ts";

let site: MerchantSite;
let merchant: Merchant;
beforeAll(async () => {
  site = await merchantSite();
  merchant = await site.merchant();
  await aMember(site.app.database, merchant.shopId, { customer: 5001, available: 250 });
});

describe("requests through the app proxy", () => {
  const card = (query: string) => browse(`${site.origin}/proxy/card?${query}`);

  it("show the customer whom Shopify signed", async () => {
    const answer = await card(proxyQuery(merchant.domain, { customer: "5001" }));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toMatchObject({ ok: true, card: { points: 250 } });
  });

  it("show nobody's points where nobody is signed in", async () => {
    const answer = await card(proxyQuery(merchant.domain));
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ ok: false, code: "sign_in" });
  });

  it.each([
    ["unsigned", () => `shop=${merchant.domain}&logged_in_customer_id=5001&timestamp=${Math.floor(Date.now() / 1000)}`],
    ["signed by somebody else", () => proxyQuery(merchant.domain, { customer: "5001", secret: "guessed" })],
    ["an hour old", () => proxyQuery(merchant.domain, { customer: "5001", at: Date.now() - 3_600_000 })],
    ["with another customer put in", () => proxyQuery(merchant.domain, { customer: "7" }).replace("id=7", "id=5001")],
    ["with a customer added", () => `${proxyQuery(merchant.domain)}&logged_in_customer_id=5001`],
  ])("%s are refused", async (_, query) => {
    const answer = await card(query());
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ ok: false, code: "bad_request" });
  });

  it("of a shop that does not have the app are told that nothing is ready", async () => {
    const answer = await card(proxyQuery("stranger.myshopify.com", { customer: "5001" }));
    expect(await answer.json()).toMatchObject({ ok: false, code: "not_ready" });
  });

  it("meet the same customer number of another shop as somebody else", async () => {
    const other = await site.merchant();
    expect(await (await card(proxyQuery(other.domain, { customer: "5001" }))).json()).toMatchObject({
      card: { points: 0 },
    });
  });

  it.each([
    ["no JSON", "reward=five"],
    ["half of it", '{"reward":"five"'],
    ["too much of it", JSON.stringify({ reward: "five", click: "click-0001", amount: 5 })],
    ["somebody else", JSON.stringify({ reward: "five", click: "click-0001", customer: "5002" })],
    ["a book", JSON.stringify({ reward: "x".repeat(5000), click: "click-0001" })],
  ])("that carry %s reserve nothing", async (_, body) => {
    const answer = await browse(`${site.origin}/proxy/reserve?${proxyQuery(merchant.domain, { customer: "5001" })}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ ok: false, code: "bad_request", message: { nl: expect.any(String) } });
  });

  it("give no one else's reservation back", async () => {
    const answer = await browse(`${site.origin}/proxy/release?${proxyQuery(merchant.domain, { customer: "5001" })}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ref: "7K3QXW2M" }),
    });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ ok: false, code: "unknown_reservation" });
  });
});

describe("requests from checkout", () => {
  const extension = "https://extensions.shopifycdn.com";
  const ask = (path: string, token: string | null, init: RequestInit = {}) =>
    browse(`${site.origin}/api/v1/checkout/${path}`, {
      ...init,
      headers: { origin: extension, ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...init.headers },
    });
  const tokenOf = (subject: string, more = {}) => sessionToken(merchant.domain, { subject, ...more });

  it("show the customer of the session token, across origins", async () => {
    const answer = await ask("card", tokenOf("gid://shopify/Customer/5001"));
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(await answer.json()).toMatchObject({ ok: true, card: { points: 250 } });
  });

  it("are answered when the browser asks ahead", async () => {
    const answer = await ask("reserve", null, { method: "OPTIONS" });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-headers")).toContain("Authorization");
  });

  it.each([
    ["without a token", () => null],
    ["with an expired one", () => tokenOf("gid://shopify/Customer/5001", { lifetimeSeconds: -60 })],
    ["with a forged one", () => tokenOf("gid://shopify/Customer/5001", { secret: "guessed" })],
  ])("%s are refused", async (_, token) => {
    expect((await ask("card", token())).status).toBe(401);
  });

  it("of a guest are asked to sign in", async () => {
    expect(await (await ask("card", tokenOf(""))).json()).toMatchObject({ ok: false, code: "sign_in" });
  });

  it("for an order that is not known are told to wait, and for nonsense that it is none", async () => {
    const guest = tokenOf("");
    expect(await (await ask("earned?order=gid://shopify/Order/1", guest)).json()).toMatchObject({
      ok: true,
      state: "on_its_way",
    });
    expect((await ask("earned?order=1", guest)).status).toBe(400);
  });
});
