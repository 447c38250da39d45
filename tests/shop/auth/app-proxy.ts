import { createHmac } from "node:crypto";
import { legacyId } from "../gid.ts";
import type { World } from "../simulated-shop.ts";
import type { Customer, Shop } from "../state.ts";

/**
 * The query with which Shopify forwards a storefront request to the app: the shopper's own parameters, Shopify's, and a signature that is
 * the hex HMAC of all of them, sorted, joined without a separator, repeated ones joined by commas.
 */
export function signProxyQuery(
  world: World,
  shop: Shop,
  customer: Customer | null,
  query: URLSearchParams,
): URLSearchParams {
  const signed = new URLSearchParams();
  for (const [name, value] of query) if (!ownParameters.has(name)) signed.append(name, value);
  signed.set("shop", shop.domain);
  signed.set("logged_in_customer_id", customer ? legacyId(customer.gid).toString() : "");
  signed.set("path_prefix", proxyPrefix(world));
  signed.set("timestamp", String(Math.floor(world.tokenClock.now().getTime() / 1000)));
  signed.set("signature", proxySignature(signed, world.app.apiSecret));
  return signed;
}

/** A shopper cannot send these: Shopify overwrites them. */
const ownParameters = new Set(["shop", "logged_in_customer_id", "path_prefix", "timestamp", "signature", "hmac"]);

export function proxySignature(query: URLSearchParams, secret: string): string {
  const names = [...new Set(query.keys())].filter((name) => name !== "signature").sort((a, b) => a.localeCompare(b));
  const message = names.map((name) => `${name}=${query.getAll(name).join(",")}`).join("");
  return createHmac("sha256", secret).update(message).digest("hex");
}

/** "/apps/zegel". Throws where the TOML declares no app proxy. */
export function proxyPrefix(world: Pick<World, "configuration">): string {
  const { proxy } = world.configuration;
  if (!proxy) throw new Error("shopify.app.toml declares no app proxy.");
  return `/${proxy.prefix}/${proxy.subpath}`;
}

/** Forwards a storefront request under the proxy's prefix to the app, as Shopify does. */
export async function forwardToApp(
  world: World,
  shop: Shop,
  customer: Customer | null,
  request: Request,
): Promise<Response> {
  const url = new URL(request.url);
  const { proxy } = world.configuration;
  if (!proxy || !shop.installation) return new Response("Not Found", { status: 404 });
  const rest = url.pathname.slice(proxyPrefix(world).length);
  // The TOML names the address that the app has in production; only its path counts here.
  const target = new URL(new URL(proxy.url, world.app.appUrl).pathname.replace(/\/$/, "") + rest, world.app.appUrl);
  target.search = signProxyQuery(world, shop, customer, url.searchParams).toString();
  const headers = new Headers(request.headers);
  // Shopify strips cookies both ways.
  for (const name of ["cookie", "host", "connection", "content-length", "x-forwarded-host"]) headers.delete(name);
  headers.set("x-forwarded-for", "203.0.113.7");
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  try {
    const response = await fetch(target, {
      method: request.method,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
      ...(hasBody ? { body: await request.arrayBuffer() } : {}),
    });
    const answer = new Headers(response.headers);
    for (const name of ["set-cookie", "connection", "transfer-encoding", "content-encoding", "content-length"])
      answer.delete(name);
    return new Response(await response.arrayBuffer(), { status: response.status, headers: answer });
  } catch {
    return new Response("There was an error in the third-party application.", { status: 502 });
  }
}
