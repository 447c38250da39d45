import type { Shopify } from "@shopify/shopify-api";
import { appContext } from "../context.server.ts";
import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { findShop } from "../persistence/shops.ts";
import { createShopifyApi } from "../shopify/api.ts";
import { authenticate } from "../shopify.server.ts";
import { shopFacts } from "./read-programmes.ts";

/** Who asks from a shop's storefront or checkout. */
export interface ShopperVisit {
  app: AppContext;
  shop: ShopFacts;
  /** The customer who is signed in, as Shopify vouches; null for nobody. */
  customerGid: string | null;
}

/** `forged`: not signed by Shopify, or too old. `no_shop`: signed, but the app is not installed there (any more). */
export type ShopperOutcome = { outcome: "known"; visit: ShopperVisit } | { outcome: "forged" } | { outcome: "no_shop" };

let api: Shopify | undefined;

/**
 * A request that came through Shopify's app proxy: the query is signed, and the customer is the one whom Shopify itself put there; a
 * customer named anywhere else is never read.
 *
 * The signature is checked by Shopify's library, but not through its `authenticate.public.appProxy`: that also loads the shop's offline
 * token and refreshes it outside of our lock, which a shopper's click neither needs nor should wait for.
 */
export async function visitThroughProxy(request: Request): Promise<ShopperOutcome> {
  const app = appContext();
  api ??= createShopifyApi(app.env, app.log);
  const query = new URL(request.url).searchParams;
  const isSigned = await api.utils.validateHmac(query, { signator: "appProxy" }).catch(() => false);
  if (!isSigned) return { outcome: "forged" };
  const customer = query.get("logged_in_customer_id") ?? "";
  return shopperOf(
    app,
    query.get("shop") ?? "",
    /^\d{1,20}$/.test(customer) ? `gid://shopify/Customer/${customer}` : null,
  );
}

/**
 * A request of a checkout or thank-you extension, with its session token. Throws the responses of Shopify's library for a token that is
 * missing, forged or expired, and for the browser's question ahead (CORS).
 *
 * @returns also `cors`, which opens an answer to the extension's origin
 */
export async function visitFromCheckout(request: Request) {
  const { sessionToken, cors } = await authenticate.public.checkout(request);
  const domain = sessionToken.dest.replace(/^https:\/\//, "");
  const customer = sessionToken.sub ?? "";
  const shopper = await shopperOf(
    appContext(),
    domain,
    customer.startsWith("gid://shopify/Customer/") ? customer : null,
  );
  return { shopper, cors };
}

async function shopperOf(app: AppContext, domain: string, customerGid: string | null): Promise<ShopperOutcome> {
  const record = await findShop(app.database.pool, domain);
  const shop = record && shopFacts(record);
  return shop ? { outcome: "known", visit: { app, shop, customerGid } } : { outcome: "no_shop" };
}
