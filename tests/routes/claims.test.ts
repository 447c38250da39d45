import { beforeAll, describe, expect, it } from "vitest";
import { programmeSettings } from "#app/contracts/programme.ts";
import { aMember } from "./a-member.ts";
import { browse, type Merchant, type MerchantSite, merchantSite, proxyQuery, sessionToken } from "./merchant-site.ts";

const title = { en: "A mug", nl: "Een mok" };
const instructions = { en: "Show this at the counter", nl: "Laat dit zien aan de balie" };
let site: MerchantSite;
let merchant: Merchant;
beforeAll(async () => {
  site = await merchantSite();
  merchant = await site.merchant();
  const { pool } = site.app.database;
  await aMember(site.app.database, merchant.shopId, { customer: 6001, available: 250 });
  await aMember(site.app.database, merchant.shopId, { customer: 6002, available: 250 });
  const settings = programmeSettings.parse({
    rewards: [
      { id: "mug", code: "physical_gift", cost: 100, title },
      { id: "tour", code: "custom", cost: 50, title, instructions },
    ],
  });
  await pool.query(
    `INSERT INTO programme_version (shop_id, version, settings, published_at, published_by)
     SELECT $1, max(version) + 1, $2, now(), 'test' FROM programme_version WHERE shop_id = $1`,
    [merchant.shopId, JSON.stringify(settings)],
  );
});

const post = async (path: string, body: object, customer = "6001") => {
  const answer = await browse(`${site.origin}/proxy/${path}?${proxyQuery(merchant.domain, { customer })}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...(await answer.json()) };
};

describe("a storefront's customer", () => {
  it("claims, sees what is theirs alone, and gives back what was theirs to give back", async () => {
    const claimed = await post("claim", { reward: "mug", click: "click-mug-1" });
    expect(claimed).toMatchObject({ status: 200, ok: true, card: { points: 150, claims: [{ status: "claimed" }] } });
    expect(await post("claim", { reward: "mug", click: "click-mug-1" })).toMatchObject({ ref: claimed.ref });
    expect(await post("unclaim", { ref: claimed.ref }, "6002")).toMatchObject({
      status: 404,
      code: "unknown_reservation",
    });
    expect(await post("unclaim", { ref: claimed.ref })).toMatchObject({ status: 200, card: { points: 250 } });

    await post("claim", { reward: "tour", click: "click-tour-1" });
    const own = await browse(`${site.origin}/proxy/claims?${proxyQuery(merchant.domain, { customer: "6001" })}`);
    expect(own.headers.get("cache-control")).toBe("no-store");
    expect(await own.json()).toMatchObject({ ok: true, claims: [{ reward: "tour", instructions }, { reward: "mug" }] });
    const others = await browse(`${site.origin}/proxy/claims?${proxyQuery(merchant.domain, { customer: "6002" })}`);
    expect(await others.json()).toEqual({ ok: true, claims: [], donated: [] });
  });

  it("who is not signed in, or whom Shopify has not signed, claims nothing", async () => {
    const body = JSON.stringify({ reward: "mug", click: "click-mug-9" });
    const init = { method: "POST", headers: { "content-type": "application/json" }, body };
    const guest = await browse(`${site.origin}/proxy/claim?${proxyQuery(merchant.domain)}`, init);
    expect(await guest.json()).toMatchObject({ ok: false, code: "sign_in" });
    const forged = proxyQuery(merchant.domain, { customer: "6002", secret: "guessed" });
    expect((await browse(`${site.origin}/proxy/claim?${forged}`, init)).status).toBe(400);
  });

  it("is told in both languages why there is nothing to claim", async () => {
    expect(await post("claim", { reward: "five", click: "click-five-1" })).toMatchObject({
      status: 404,
      code: "unknown_reward",
      message: { en: expect.any(String), nl: expect.any(String) },
    });
    expect(await post("claim", { reward: "mug" })).toMatchObject({ status: 400, code: "bad_request" });
    expect(await post("reserve", { reward: "mug", click: "click-mug-5" })).toMatchObject({ code: "unknown_reward" });
  });

  it("saves for a reward, and no more", async () => {
    expect(await post("save", { reward: "mug" }, "6002")).toMatchObject({
      ok: true,
      card: { saving: { reward: "mug" } },
    });
    const { card } = await post("save", { reward: null }, "6002");
    expect(card.saving).toBeUndefined();
    expect(await post("save", { reward: 5 }, "6002")).toMatchObject({ status: 400 });
  });
});

it("the checkout and account pages claim in the same way, with a session token", async () => {
  const token = sessionToken(merchant.domain, { subject: "gid://shopify/Customer/6002" });
  const headers = { origin: "https://extensions.shopifycdn.com", authorization: `Bearer ${token}` };
  const ask = (path: string, init: RequestInit = {}) =>
    browse(`${site.origin}/api/v1/checkout/${path}`, {
      ...init,
      headers: { ...headers, ...(init.body ? { "content-type": "application/json" } : {}) },
    });
  const body = (value: object) => ({ method: "POST", body: JSON.stringify(value) });
  const claimed = await (await ask("claim", body({ reward: "mug", click: "checkout-1" }))).json();
  expect(claimed).toMatchObject({ ok: true, card: { points: 150 } });
  expect(await (await ask("claims")).json()).toMatchObject({ claims: [{ ref: claimed.ref }] });
  expect(await (await ask("save", body({ reward: "mug" }))).json()).toMatchObject({ card: { saving: { missing: 0 } } });
  const back = await ask("unclaim", body({ ref: claimed.ref }));
  expect(back.headers.get("access-control-allow-origin")).toBe("*");
  expect(await back.json()).toMatchObject({ ok: true, card: { points: 250 } });
});
