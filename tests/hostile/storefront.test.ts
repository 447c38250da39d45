import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { proxyQuery } from "#tests/routes/merchant-site.ts";
import { publish } from "#tests/scenarios/runner/stage.ts";
import { type System, startSystem } from "#tests/scenarios/runner/system.ts";
import { legacyId } from "#tests/shop/gid.ts";
import { testDatabaseUrl } from "#tests/support/database.ts";
import { type TwoShoppers, twoShoppers } from "./two-shoppers.ts";

let system: System;
let shop: TwoShoppers;
beforeAll(async () => {
  system = await startSystem(await testDatabaseUrl());
});
afterAll(() => system.stop());
// A shop of its own for each test: what one leaves held would be missing in the next.
beforeEach(async () => {
  shop = await twoShoppers(system);
});

describe("a shopper who wants another's points", () => {
  it("cannot name the other in the address: Shopify puts its own customer there", async () => {
    const query = `logged_in_customer_id=${legacyId(shop.ann.gid)}&shop=other.myshopify.com`;
    expect(await shop.ask(shop.bob, "reserve", { reward: "five", click: randomUUID() }, query)).toMatchObject({
      ok: true,
    });
    expect(await shop.points(shop.ann)).toEqual({ available: 200, reserved: 0, debt: 0 });
    expect(await shop.points(shop.bob)).toEqual({ available: 50, reserved: 100, debt: 0 });
  });

  it("cannot name the other in what is posted", async () => {
    const posted = { reward: "five", click: randomUUID(), customer: shop.ann.gid };
    expect(await shop.ask(shop.bob, "reserve", posted)).toMatchObject({ ok: false, code: "bad_request" });
  });

  it("cannot give the other's reward back, although the reference is right", async () => {
    const ref = await shop.hold(shop.ann);
    expect(await shop.ask(shop.bob, "release", { ref })).toMatchObject({ ok: false, code: "unknown_reservation" });
    expect(await shop.ask(null, "release", { ref })).toMatchObject({ ok: false, code: "sign_in" });
    expect(await shop.points(shop.ann)).toEqual({ available: 100, reserved: 100, debt: 0 });
  });

  it("cannot use the other's click: what it holds is their own", async () => {
    const click = randomUUID();
    const hers = await shop.ask(shop.ann, "reserve", { reward: "five", click });
    const his = await shop.ask(shop.bob, "reserve", { reward: "five", click });
    expect([hers.ok, his.ok]).toEqual([true, true]);
    expect(his.ref).not.toBe(hers.ref);
    expect(await shop.points(shop.bob)).toEqual({ available: 50, reserved: 100, debt: 0 });
  });

  it("cannot spend one balance twenty times by clicks at the same moment", async () => {
    const clicks = Array.from({ length: 20 }, () =>
      shop.ask(shop.ann, "reserve", { reward: "five", click: randomUUID() }),
    );
    const answers = await Promise.all(clicks);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(2);
    expect(await shop.points(shop.ann)).toEqual({ available: 0, reserved: 200, debt: 0 });
  });
});

it("a request that Shopify signed and somebody sends again books nothing twice", async () => {
  const { simulated } = system;
  const body = JSON.stringify({ reward: "five", click: randomUUID() });
  const query = proxyQuery(shop.stage.shop.domain, {
    customer: String(legacyId(shop.ann.gid)),
    secret: simulated.app.apiSecret,
  });
  const send = () =>
    fetch(`${simulated.app.appUrl}/proxy/reserve?${query}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    }).then((answer) => answer.json());
  const [first, again] = [await send(), await send()];
  expect(first).toMatchObject({ ok: true });
  expect(again).toMatchObject({ ok: true, ref: (first as { ref: string }).ref });
  expect(await shop.points(shop.ann)).toEqual({ available: 100, reserved: 100, debt: 0 });
});

it("a programme's name and a customer's name with markup are text on every page of the storefront", async () => {
  const { simulated } = system;
  const { domain } = shop.stage.shop;
  simulated.updateCustomer(domain, shop.bob.gid, { firstName: "<img src=x onerror=alert(1)>" });
  await publish(shop.stage, { name: `"><script>alert("club")</script>`.slice(0, 40) });
  await shop.rest();
  const headers = { "x-forwarded-host": domain };
  const signedIn = await fetch(`${simulated.url}/account/login`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ email: "bob@example.com" }),
    redirect: "manual",
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  for (const page of ["/", "/cart", "/account"]) {
    const html = await (await fetch(simulated.url + page, { headers: { ...headers, cookie } })).text();
    expect(html).toContain("&lt;script&gt;");
    expect(html).not.toContain("<script>alert");
    expect(html).not.toContain("<img src=x");
  }
});
