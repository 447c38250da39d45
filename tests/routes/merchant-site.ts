import { createHmac } from "node:crypto";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { ServerBuild } from "@remix-run/node";
import { afterAll } from "vitest";
import { adoptContext, createContext } from "#app/context.server.ts";
import type { AppContext } from "#app/context.ts";
import { programmeSettings } from "#app/contracts/programme.ts";
import { readEnv } from "#app/env.server.ts";
import { createWebServer } from "#app/web-server.ts";
import { aShop } from "#tests/support/a-shop.ts";
import { testDatabaseUrl } from "#tests/support/database.ts";

const apiKey = "test-api-key";
const apiSecret = "test-api-secret";
const buildFolder = path.resolve(import.meta.dirname, "..", "..", "build");

export interface MerchantSite {
  app: AppContext;
  origin: string;
  /** An installed shop with the default programme, and somebody who is signed in to its admin. */
  merchant(settings?: { currency?: string }): Promise<Merchant>;
}

export interface Merchant {
  shopId: number;
  domain: string;
  /** A page as the admin opens it in its frame. */
  page(address: string, locale?: string): Promise<Response>;
  /** What a click within the app asks for: the data of one route. */
  data(route: string, address: string): Promise<Response>;
  /** What a form within the app sends. */
  post(route: string, address: string, fields: Record<string, string> | [string, string][]): Promise<Response>;
  get(address: string, headers?: Record<string, string>): Promise<Response>;
}

/** The built pages behind the real web server, on a database of their own. No test reaches Shopify: the shops are set up already. */
export async function merchantSite(): Promise<MerchantSite> {
  const settings = {
    SHOPIFY_API_KEY: apiKey,
    SHOPIFY_API_SECRET: apiSecret,
    SHOPIFY_APP_URL: "https://zegel.example.com",
    SCOPES: "write_customers",
    DATABASE_URL: await testDatabaseUrl(),
    LOG_LEVEL: "silent",
  };
  const app = adoptContext(createContext(readEnv(settings), { process: "test", connections: 5 }));
  const build: ServerBuild = await import(path.join(buildFolder, "server", "index.js"));
  const { server, drain } = createWebServer(app, build, buildFolder);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(async () => {
    await drain(1_000);
    await app.database.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { app, origin, merchant: (wish) => signIn(app, origin, wish ?? {}) };
}

/** A request as a person's browser makes it: Shopify's library turns away what calls itself a program. */
export function browse(address: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set(
    "user-agent",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/147.0.0.0 Safari/537.36",
  );
  return fetch(address, { redirect: "manual", ...init, headers });
}

/** A session token as Shopify signs it (shopify.dev/docs/apps/build/authentication-authorization/session-tokens). */
export function sessionToken(
  domain: string,
  { secret = apiSecret, lifetimeSeconds = 60, audience = apiKey, subject = "42" } = {},
): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const signed = [
    encode({ alg: "HS256", typ: "JWT" }),
    encode({
      iss: `https://${domain}/admin`,
      dest: `https://${domain}`,
      aud: audience,
      sub: subject,
      exp: now + lifetimeSeconds,
      nbf: now - 120,
      iat: now - 120,
      jti: crypto.randomUUID(),
      sid: "session",
    }),
  ].join(".");
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** The query that the admin opens the frame with. */
export function frameQuery(domain: string, token: string, locale = "en"): string {
  const host = Buffer.from(`admin.shopify.com/store/${domain.split(".")[0]}`).toString("base64url");
  return new URLSearchParams({ embedded: "1", shop: domain, host, locale, id_token: token }).toString();
}

/** The query of a request through the app proxy, signed as Shopify signs it. */
export function proxyQuery(
  domain: string,
  { customer = "", secret = apiSecret, at = Date.now() }: { customer?: string; secret?: string; at?: number } = {},
): string {
  const fields: Record<string, string> = {
    logged_in_customer_id: customer,
    path_prefix: "/apps/zegel",
    shop: domain,
    timestamp: String(Math.floor(at / 1000)),
  };
  const message = Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join("");
  return new URLSearchParams({
    ...fields,
    signature: createHmac("sha256", secret).update(message).digest("hex"),
  }).toString();
}

async function signIn(app: AppContext, origin: string, { currency = "EUR" }: { currency?: string }): Promise<Merchant> {
  const { id: shopId, domain } = await aShop(app.database, { currency });
  const { pool, prisma } = app.database;
  await pool.query(
    "UPDATE shop SET set_up_at = now(), discount_id = 'gid://shopify/DiscountAutomaticNode/1' WHERE id = $1",
    [shopId],
  );
  await pool.query(
    "INSERT INTO programme_version (shop_id, version, settings, published_at, published_by) VALUES ($1, 1, $2, now(), 'Zegel')",
    [shopId, JSON.stringify(programmeSettings.parse({}))],
  );
  await prisma.session.create({
    data: { id: `offline_${domain}`, shop: domain, state: "", scope: "write_customers", accessToken: "token" },
  });
  const authorization = () => ({ authorization: `Bearer ${sessionToken(domain)}` });
  const dataAddress = (route: string, address: string) => {
    const url = new URL(address, origin);
    url.searchParams.set("_data", route);
    return url.href;
  };
  const withFrame = (address: string, locale?: string) =>
    `${origin}${address}${address.includes("?") ? "&" : "?"}${frameQuery(domain, sessionToken(domain), locale)}`;
  return {
    shopId,
    domain,
    page: (address, locale) => browse(withFrame(address, locale)),
    data: (route, address) => browse(dataAddress(route, address), { headers: authorization() }),
    post: (route, address, fields) =>
      browse(dataAddress(route, address), {
        method: "POST",
        headers: authorization(),
        body: new URLSearchParams(fields),
      }),
    get: (address, headers) => browse(`${origin}${address}`, { headers: { ...authorization(), ...headers } }),
  };
}
