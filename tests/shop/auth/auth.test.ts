import type { RequestedTokenType, Shopify } from "@shopify/shopify-api";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { askAdmin, exchangeToken, requestToken } from "../admin-client.ts";
import { createDrivenClock } from "../clock.ts";
import { startShopForTest } from "../listening-app.ts";
import { forwardToSimulatedShop } from "../msw.ts";
import type { Shop } from "../state.ts";

let running: Awaited<ReturnType<typeof startShopForTest>>;
let shop: Shop;
/** Shopify's own library, as the app has it. */
let library: Shopify;
const network = setupServer(...forwardToSimulatedShop(() => running.simulated.url));
beforeAll(async () => {
  running = await startShopForTest();
  network.listen({ onUnhandledFrame: "bypass" });
  // Loaded only now: the library holds on to the `fetch` that it finds.
  await import("@shopify/shopify-api/adapters/web-api");
  const { ApiVersion, LogSeverity, shopifyApi } = await import("@shopify/shopify-api");
  library = shopifyApi({
    apiKey: running.simulated.app.apiKey,
    apiSecretKey: running.simulated.app.apiSecret,
    apiVersion: ApiVersion.October26,
    hostName: "app.example.com",
    isEmbeddedApp: true,
    logger: { level: LogSeverity.Error },
  });
});
afterAll(async () => {
  network.close();
  await running.close();
});
beforeEach(() => {
  shop = running.simulated.addShop();
  running.simulated.installApp(shop.domain);
});

const shopName = (token: string) => askAdmin(running.simulated, shop, token, "{ shop { name } }");

describe("Token exchange", () => {
  it("gives Shopify's own library an expiring offline token with a refresh token", async () => {
    const { session } = await library.auth.tokenExchange({
      shop: shop.domain,
      sessionToken: running.simulated.tokens.forAdmin(shop),
      requestedTokenType: "urn:shopify:params:oauth:token-type:offline-access-token" as RequestedTokenType,
      expiring: true,
    });
    expect(session.isOnline).toBe(false);
    expect(session.refreshToken).toMatch(/^shprt_/);
    expect(session.expires?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
    expect((await shopName(session.accessToken ?? "")).data).toEqual({ shop: { name: shop.name } });
  });

  it("gives an online token with its user", async () => {
    const { session } = await library.auth.tokenExchange({
      shop: shop.domain,
      sessionToken: running.simulated.tokens.forAdmin(shop),
      requestedTokenType: "urn:shopify:params:oauth:token-type:online-access-token" as RequestedTokenType,
    });
    expect(session.onlineAccessInfo?.associated_user).toMatchObject({ email: shop.email, account_owner: true });
  });

  it.each([
    ["signed by somebody else", () => running.simulated.tokens.sign(claims(), "another secret")],
    ["for another app", () => running.simulated.tokens.sign({ ...claims(), aud: "another-app" })],
    ["that has expired", () => running.simulated.tokens.forAdmin(shop, { expiresInSeconds: -10 })],
    ["of another shop", () => running.simulated.tokens.forAdmin(running.shop)],
    ["that is none", () => "nonsense"],
  ])("refuses a session token %s", async (_what, sessionToken) => {
    const { status, body } = await requestToken(running.simulated, shop, {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: sessionToken(),
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
      requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
    });
    expect({ status, error: body.error }).toEqual({ status: 400, error: "invalid_subject_token" });
  });

  it("refuses a wrong secret and a shop that has not installed the app", async () => {
    expect((await requestToken(running.simulated, shop, { client_secret: "wrong" })).status).toBe(401);
    const other = running.simulated.addShop();
    expect((await requestToken(running.simulated, other, {})).body.error).toBe("app_not_installed");
  });
});

function claims() {
  const now = Math.floor(Date.now() / 1000);
  const domain = shop.domain;
  return {
    iss: `https://${domain}/admin`,
    dest: `https://${domain}`,
    aud: running.simulated.app.apiKey,
    sub: "1",
    exp: now + 60,
    nbf: now,
  };
}

describe("An access token", () => {
  it("that nobody was given is refused", async () => {
    expect(await shopName("shpat_invented")).toMatchObject({ status: 401 });
  });

  it("of one shop opens no other", async () => {
    const other = running.simulated.addShop();
    running.simulated.installApp(other.domain);
    const { access_token } = await exchangeToken(running.simulated, other);
    expect((await shopName(access_token)).status).toBe(401);
  });

  it("ends after its hour", async () => {
    const tokenClock = createDrivenClock();
    const { simulated, shop: acme, close } = await startShopForTest({ tokenClock });
    const { access_token } = await exchangeToken(simulated, acme);
    expect((await askAdmin(simulated, acme, access_token, "{ shop { name } }")).status).toBe(200);
    tokenClock.advance(3_600_000);
    expect((await askAdmin(simulated, acme, access_token, "{ shop { name } }")).status).toBe(401);
    await close();
  });

  it("is superseded by the one that its refresh token brings, once", async () => {
    const first = await exchangeToken(running.simulated, shop);
    const refresh = { grant_type: "refresh_token", refresh_token: first.refresh_token ?? "" };
    const second = await requestToken(running.simulated, shop, refresh);
    expect(second.status).toBe(200);
    expect((await shopName(first.access_token)).status).toBe(401);
    expect((await shopName(second.body.access_token)).status).toBe(200);
    expect(await requestToken(running.simulated, shop, refresh)).toMatchObject({
      status: 400,
      body: { error: "invalid_grant" },
    });
  });

  it("is refreshed by Shopify's own library", async () => {
    const { refresh_token } = await exchangeToken(running.simulated, shop);
    const { session } = await library.auth.refreshToken({ shop: shop.domain, refreshToken: refresh_token ?? "" });
    expect((await shopName(session.accessToken ?? "")).status).toBe(200);
  });

  it("dies with the installation", async () => {
    const { access_token } = await exchangeToken(running.simulated, shop);
    running.simulated.uninstallApp(shop.domain);
    expect((await shopName(access_token)).status).toBe(401);
  });
});

describe("A session token", () => {
  it("for the admin is accepted by Shopify's own library", async () => {
    const decoded = await library.session.decodeSessionToken(running.simulated.tokens.forAdmin(shop));
    expect(decoded).toMatchObject({
      dest: `https://${shop.domain}`,
      aud: running.simulated.app.apiKey,
      iss: `https://${shop.domain}/admin`,
    });
    expect(decoded.exp - decoded.iat).toBe(60);
  });

  it("for checkout names the customer only when signed in", async () => {
    const customer = running.simulated.addCustomer(shop.domain, { email: "ann@example.com" });
    const options = { checkAudience: true };
    const guest = await library.session.decodeSessionToken(running.simulated.tokens.forCheckout(shop), options);
    const signedIn = await library.session.decodeSessionToken(
      running.simulated.tokens.forCheckout(shop, customer),
      options,
    );
    expect([guest.sub, signedIn.sub]).toEqual([undefined, customer.gid]);
  });
});

describe("The app proxy", () => {
  it("forwards with a signature that Shopify's own library accepts, and with the customer who is signed in", async () => {
    const customer = running.simulated.addCustomer(shop.domain, { email: "ann@example.com" });
    const request = new Request(
      `https://${shop.domain}/apps/simulated/card?b=2&a=1&a=3&logged_in_customer_id=1&signature=forged`,
      { headers: { cookie: "secret=1" } },
    );
    running.app.received.length = 0;
    await running.simulated.forwardToApp(shop, customer, request);
    const forwarded = running.app.received.find((each) => each.path.startsWith("/proxy/"));
    const url = new URL(forwarded?.path ?? "", running.app.url);
    expect(url.pathname).toBe("/proxy/card");
    expect(url.searchParams.get("logged_in_customer_id")).toBe(customer.gid.split("/").at(-1));
    expect(url.searchParams.getAll("a")).toEqual(["1", "3"]);
    expect(forwarded?.headers.cookie).toBeUndefined();
    expect(await library.utils.validateHmac(url.searchParams, { signator: "appProxy" })).toBe(true);
    url.searchParams.set("logged_in_customer_id", "1");
    expect(await library.utils.validateHmac(url.searchParams, { signator: "appProxy" })).toBe(false);
  });
});
