import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import type { ShopClock } from "../clock.ts";
import { legacyId } from "../gid.ts";
import type { Customer, Shop } from "../state.ts";

export interface AppCredentials {
  apiKey: string;
  apiSecret: string;
  /** Where the app is reached, such as http://127.0.0.1:3000. May be changed later. */
  appUrl: string;
}

export interface RegisteredApp extends AppCredentials {
  /** The app's number, which stands in the names of its own metafields' namespaces: `$app` is `app--<appId>`. */
  appId: string;
}

/** JSON Web Tokens signed with the app's secret, as App Bridge and UI extensions hand them out. */
export interface SessionTokens {
  /** For the embedded admin, 60 seconds. `user` is the staff member's number. */
  forAdmin(shop: Shop, options?: { user?: string; expiresInSeconds?: number }): string;
  /** For checkout extensions, 5 minutes; `sub` only when the customer is signed in. */
  forCheckout(shop: Shop, customer?: Customer | null): string;
  /** For customer account extensions, 5 minutes. */
  forCustomerAccount(shop: Shop, customer: Customer): string;
  /** Any claims, signed: for hostile input. */
  sign(claims: Record<string, unknown>, secret?: string): string;
}

export interface AdminClaims {
  iss: string;
  dest: string;
  aud: string;
  sub: string;
  exp: number;
  nbf: number;
  iat: number;
  jti: string;
  sid: string;
}

export function createSessionTokens(app: AppCredentials, clock: ShopClock): SessionTokens {
  const seconds = () => Math.floor(clock.now().getTime() / 1000);
  const sign = (claims: Record<string, unknown>, secret = app.apiSecret) => signToken(claims, secret);
  const forExtension = (shop: Shop, customer: Customer | null) => {
    const now = seconds();
    return sign({
      dest: shop.domain,
      aud: app.apiKey,
      exp: now + 300,
      nbf: now,
      iat: now,
      jti: randomUUID(),
      ...(customer ? { sub: customer.gid } : {}),
    });
  };
  return {
    sign,
    forAdmin(shop, options = {}) {
      const now = seconds();
      return sign({
        iss: `https://${shop.domain}/admin`,
        dest: `https://${shop.domain}`,
        aud: app.apiKey,
        sub: options.user ?? staffNumber(shop),
        exp: now + (options.expiresInSeconds ?? 60),
        nbf: now,
        iat: now,
        jti: randomUUID(),
        sid: randomUUID().replaceAll("-", ""),
      });
    },
    forCheckout: (shop, customer) => forExtension(shop, customer ?? null),
    forCustomerAccount: (shop, customer) => forExtension(shop, customer),
  };
}

/** The shop owner's number as a member of staff. */
export function staffNumber(shop: Shop): string {
  return String(legacyId(shop.gid) % 1_000_000_007n);
}

function signToken(claims: Record<string, unknown>, secret: string): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const content = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${content}.${createHmac("sha256", secret).update(content).digest("base64url")}`;
}

export type TokenCheck = { outcome: "valid"; claims: AdminClaims } | { outcome: "invalid"; reason: string };

/** Checks an admin session token as Shopify's token exchange does: signature, audience, times and shop. */
export function checkSessionToken(token: string, app: AppCredentials, shop: Shop, now: Date): TokenCheck {
  const invalid = (reason: string): TokenCheck => ({ outcome: "invalid", reason });
  const [header = "", payload = "", signature = ""] = token.split(".");
  const expected = createHmac("sha256", app.apiSecret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return invalid("signature");
  const parsed: unknown = parseJson(Buffer.from(payload, "base64url").toString("utf8"));
  const algorithm: unknown = parseJson(Buffer.from(header, "base64url").toString("utf8"));
  if (
    !isClaims(parsed) ||
    typeof algorithm !== "object" ||
    algorithm === null ||
    !("alg" in algorithm) ||
    algorithm.alg !== "HS256"
  )
    return invalid("form");
  const seconds = now.getTime() / 1000;
  if (parsed.aud !== app.apiKey) return invalid("audience");
  if (parsed.exp <= seconds) return invalid("expired");
  if (parsed.nbf > seconds + 10) return invalid("not yet valid");
  if (parsed.dest !== `https://${shop.domain}`) return invalid("another shop");
  return { outcome: "valid", claims: parsed };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isClaims(value: unknown): value is AdminClaims {
  if (typeof value !== "object" || value === null) return false;
  const has = (name: string, type: string) => typeof Reflect.get(value, name) === type;
  return (
    ["iss", "dest", "aud", "sub"].every((name) => has(name, "string")) &&
    ["exp", "nbf"].every((name) => has(name, "number"))
  );
}
