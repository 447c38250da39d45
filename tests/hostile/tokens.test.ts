import { beforeAll, describe, expect, it } from "vitest";
import { aMember, anEntry } from "#tests/routes/a-member.ts";
import { browse, type Merchant, type MerchantSite, merchantSite, sessionToken } from "#tests/routes/merchant-site.ts";

let site: MerchantSite;
let ours: Merchant;
let theirs: Merchant;
beforeAll(async () => {
  site = await merchantSite();
  [ours, theirs] = [await site.merchant(), await site.merchant()];
  await aMember(site.app.database, theirs.shopId, { customer: 7001, firstName: "Zwartkop", available: 300 });
  const member = await aMember(site.app.database, theirs.shopId, { firstName: "Roodborst" });
  await anEntry(site.app.database, theirs.shopId, member, { reason: { code: "adjusted", text: "their note" } });
});

/** Changes what a token claims and leaves its signature; `alg: none` goes without one. */
function tampered(token: string, change: { header?: object; claims?: object; isSigned?: boolean }): string {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const edit = (part: string, more: object = {}) =>
    Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(part, "base64url").toString()), ...more })).toString(
      "base64url",
    );
  return [edit(header, change.header), edit(claims, change.claims), change.isSigned === false ? "" : signature].join(
    ".",
  );
}

const forgeries: [string, () => string][] = [
  [
    "that says it needs no signature",
    () => tampered(sessionToken(theirs.domain), { header: { alg: "none" }, isSigned: false }),
  ],
  [
    "of our shop, turned to theirs",
    () => tampered(sessionToken(ours.domain), { claims: { dest: `https://${theirs.domain}` } }),
  ],
  [
    "of our shop, prolonged by a year",
    () => tampered(sessionToken(ours.domain, { lifetimeSeconds: -60 }), { claims: { exp: 2_000_000_000 } }),
  ],
  ["that is no token", () => "null"],
  ["of three empty parts", () => ".."],
];

describe.each(forgeries)("a token %s", (_, forge) => {
  it("opens no page of the admin and none of its files", async () => {
    for (const address of [
      "/app/members?_data=routes%2Fapp.members._index",
      "/export/members.csv",
      "/export/ledger.csv",
    ]) {
      const answer = await browse(site.origin + address, { headers: { authorization: `Bearer ${forge()}` } });
      expect(answer.status).not.toBe(200);
      expect(await answer.text()).not.toMatch(/Zwartkop|Roodborst/);
    }
  });

  it("opens no checkout", async () => {
    const answer = await browse(`${site.origin}/api/v1/checkout/card`, {
      headers: { authorization: `Bearer ${forge()}` },
    });
    expect(answer.status).toBe(401);
  });
});

describe("a checkout's token of another shop", () => {
  it("meets this shop's customer as a stranger without points", async () => {
    const token = sessionToken(ours.domain, { subject: "gid://shopify/Customer/7001" });
    const ask = (path: string, init: RequestInit = {}) =>
      browse(`${site.origin}/api/v1/checkout/${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      });
    expect(await (await ask("card")).json()).toMatchObject({ card: { points: 0 } });
    const click = { reward: "five", click: crypto.randomUUID() };
    expect(await (await ask("reserve", { method: "POST", body: JSON.stringify(click) })).json()).toMatchObject({
      ok: false,
    });
  });

  it("is told nothing of this shop's orders", async () => {
    const order = "gid://shopify/Order/71";
    await site.app.database.pool.query(
      `INSERT INTO "order" (shop_id, gid, state, points_earned) VALUES ($1, $2, '{}', 25)`,
      [theirs.shopId, order],
    );
    const token = sessionToken(ours.domain, { subject: "gid://shopify/Customer/7001" });
    const answer = await browse(`${site.origin}/api/v1/checkout/earned?order=${order}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await answer.json()).toMatchObject({ state: "on_its_way" });
  });
});

it("no page and no file of one shop holds a word of another's", async () => {
  for (const address of [
    "/app",
    "/app/programme",
    "/app/members",
    "/app/members?query=zwartkop",
    "/app/activity",
    "/app/compliance",
  ]) {
    expect(await (await ours.page(address)).text()).not.toMatch(/Zwartkop|Roodborst|their note/);
  }
  for (const address of ["/export/members.csv", "/export/ledger.csv"]) {
    expect(await (await ours.get(address)).text()).not.toMatch(/Zwartkop|Roodborst|their note/);
    expect(await (await theirs.get(address)).text()).toMatch(/Zwartkop|their note/);
  }
});
