import { beforeAll, describe, expect, it } from "vitest";
import { addCodes } from "#app/persistence/referral-codes.ts";
import { aMember } from "./a-member.ts";
import { browse, type Merchant, type MerchantSite, merchantSite, proxyQuery } from "./merchant-site.ts";

const CODE = "7K3M9QX2PD";
let site: MerchantSite;
let merchant: Merchant;
beforeAll(async () => {
  site = await merchantSite();
  merchant = await site.merchant();
  const member = await aMember(site.app.database, merchant.shopId, { customer: 5001 });
  await addCodes(site.app.database.pool, merchant.shopId, [{ member, code: CODE }], new Date());
});

const follow = (code: string, options: { customer?: string; secret?: string } = {}, headers = {}) =>
  browse(`${site.origin}/proxy/r/${encodeURIComponent(code)}?${proxyQuery(merchant.domain, options)}`, { headers });

describe("S20: a member's link", () => {
  it("puts its code with the second of the visit into the cart, and leads on to the shop", async () => {
    const answer = await follow(CODE);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const page = await answer.text();
    expect(page).toMatch(/post\("\/cart\/update\.js",\{attributes:\{_zegel_ref:"7K3M9QX2PD\.[0-9a-z]{6}"\}\}\)/);
    expect(page).toContain('location.replace("/")');
    // Without scripts a button does the same.
    expect(page).toMatch(/<form method="post" action="\/cart"><input type="hidden" name="attributes\[_zegel_ref\]"/);
  });

  it("sets no cookie, and is no page for search engines", async () => {
    const answer = await follow(CODE);
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(answer.headers.get("x-robots-tag")).toBe("noindex");
  });

  it("is noted for the account of whoever is signed in, as it is for nobody else", async () => {
    expect(await (await follow(CODE, { customer: "6001" })).text()).toContain('post("/apps/zegel/refer"');
    expect(await (await follow(CODE)).text()).not.toContain("refer");
  });

  it("speaks the browser's language", async () => {
    expect(await (await follow(CODE, {}, { "accept-language": "nl-NL,nl;q=0.9" })).text()).toContain(
      "Verder naar de winkel",
    );
    expect(await (await follow(CODE, {}, { "accept-language": "de" })).text()).toContain("On to the shop");
  });

  it.each([
    ["of nobody", "0000000000"],
    ["that is none", "x"],
    ["that is a script", '"><script>alert(1)</script>'],
    ["with words of its own", '7K3M9QX2PD";alert(1);"'],
  ])("%s leads to the shop and says nothing", async (_, code) => {
    const page = await (await follow(code)).text();
    expect(page).not.toContain("_zegel_ref");
    expect(page).not.toContain("alert");
    expect(page).toContain('location.replace("/")');
  });

  it("that Shopify did not sign is refused", async () => {
    expect((await follow(CODE, { secret: "guessed" })).status).toBe(400);
  });
});

describe("noting a visit", () => {
  const refer = (customer: string | undefined, body: unknown) =>
    browse(`${site.origin}/proxy/refer?${proxyQuery(merchant.domain, customer === undefined ? {} : { customer })}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  it("needs somebody who is signed in, and a visit", async () => {
    expect(await (await refer(undefined, { visit: CODE })).json()).toMatchObject({ ok: false, code: "sign_in" });
    for (const body of [{}, { visit: 5 }, { visit: "x".repeat(200) }, { visit: CODE, customer: "5001" }])
      expect(await (await refer("6001", body)).json()).toMatchObject({ ok: false, code: "bad_request" });
    expect(await (await refer("6001", { visit: "a b c d" })).json()).toMatchObject({ ok: false, code: "unknown_link" });
  });
});
