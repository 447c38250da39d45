import { beforeAll, describe, expect, it } from "vitest";
import { aMember } from "./a-member.ts";
import { browse, frameQuery, type Merchant, type MerchantSite, merchantSite, sessionToken } from "./merchant-site.ts";

let site: MerchantSite;
let merchant: Merchant;
beforeAll(async () => {
  site = await merchantSite();
  merchant = await site.merchant();
});

const adminPages = ["/app", "/app/programme", "/app/members", "/app/activity", "/app/compliance"];

describe("who may open the admin", () => {
  it.each(adminPages)("%s opens with a session token, in English and in Dutch", async (address) => {
    const english = await merchant.page(address, "en");
    const dutch = await merchant.page(address, "nl");
    expect(english.status).toBe(200);
    expect(dutch.status).toBe(200);
    expect(await english.text()).toContain('lang="en"');
    expect(await dutch.text()).toContain('lang="nl"');
  });

  it("only the shop's own admin may frame a page", async () => {
    const page = await merchant.page("/app");
    expect(page.headers.get("content-security-policy")).toContain(`https://${merchant.domain}`);
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("without a token a page sends the visitor to Shopify, and shows nothing", async () => {
    const bare = await browse(`${site.origin}/app/members`);
    expect(bare.status).toBeGreaterThanOrEqual(300);
    expect(await bare.text()).not.toContain("Members");
  });

  it.each([
    ["that has expired", { lifetimeSeconds: -60 }],
    ["signed by somebody else", { secret: "not-the-secret" }],
    ["meant for another app", { audience: "another-app" }],
  ])("a token %s is refused for data, and asks App Bridge to try again with a fresh one", async (_, wish) => {
    const token = sessionToken(merchant.domain, wish);
    const answer = await browse(`${site.origin}/app/members?_data=routes%2Fapp.members._index`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("x-shopify-retry-invalid-session-request")).toBe("1");
  });

  it("an expired token in the frame's address sends to the page that fetches a fresh one", async () => {
    const query = frameQuery(merchant.domain, sessionToken(merchant.domain, { lifetimeSeconds: -60 }));
    const answer = await browse(`${site.origin}/app?${query}`);
    expect(answer.status).toBe(302);
    const bounce = answer.headers.get("location") ?? "";
    expect(bounce).toContain("/auth/session-token");
    const page = await browse(`${site.origin}${bounce.slice(bounce.indexOf("/auth/"))}`);
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(html).toContain("app-bridge.js");
    expect(html).not.toContain("did not load");
  });

  it("an action without a token changes nothing", async () => {
    const member = await aMember(site.app.database, merchant.shopId, { available: 10 });
    const answer = await browse(`${site.origin}/app/members/${member}?_data=routes%2Fapp.members.%24id`, {
      method: "POST",
      body: new URLSearchParams({ points: "5", reason: "gift", key: crypto.randomUUID() }),
    });
    expect(answer.status).not.toBe(200);
    const { rows } = await site.app.database.pool.query("SELECT count(*)::int AS n FROM entry WHERE shop_id = $1", [
      merchant.shopId,
    ]);
    expect(rows[0].n).toBe(0);
  });
});

describe("what is asked of the web server besides pages", () => {
  it("health tells that web and database are up", async () => {
    const answer = await browse(`${site.origin}/health`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ web: "up", database: "up" });
  });

  it("assets are kept for a year, since their names change with their content", async () => {
    const html = await (await merchant.page("/app")).text();
    const asset = /\/assets\/[^"]+\.js/.exec(html)?.[0];
    const answer = await browse(`${site.origin}${asset}`);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect((await browse(`${site.origin}/assets/none.js`)).status).toBe(404);
  });

  it("a body that is too long is refused before it is read", async () => {
    const answer = await browse(`${site.origin}/app/programme`, { method: "POST", body: "x".repeat(600_000) });
    expect(answer.status).toBe(413);
  });

  it("the front door says where to sign in, and passes on what Shopify sends there", async () => {
    const landing = await browse(`${site.origin}/`, { headers: { "accept-language": "nl" } });
    expect(await landing.text()).toContain("Klantenbinding zonder kortingscodes");
    const opened = await browse(`${site.origin}/?shop=${merchant.domain}&embedded=1`);
    expect(opened.headers.get("location")).toBe(`/app?shop=${merchant.domain}&embedded=1`);
  });

  it("an address that does not exist is a page that says so", async () => {
    const answer = await browse(`${site.origin}/nowhere`, { headers: { "accept-language": "nl-NL,nl;q=0.9" } });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("bestaat niet");
    expect((await browse(`${site.origin}/proxy/card`, { method: "PUT" })).status).toBe(405);
  });
});
