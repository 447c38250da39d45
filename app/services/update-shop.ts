import type { AppContext } from "../context.ts";
import { OPTIONAL_SCOPES } from "../contracts/access.ts";
import type { ScopesUpdatePayload, ShopPayload } from "../contracts/webhooks.ts";
import { owe, oweWallets } from "../persistence/outbox.ts";
import { markSetUpIncomplete, type ShopRecord } from "../persistence/shops.ts";
import { GatewayError } from "../shopify/errors.ts";
import { askGrantedScopes, noteGrantedScopes } from "./merchant-access.ts";
import { storeShopSettings } from "./store-shop-settings.ts";

/** `shop/update`: what the merchant changed in Shopify's own settings. Cards show amounts, so a new currency rewrites them. */
export async function updateShop(
  app: Pick<AppContext, "database" | "clock">,
  shop: Pick<ShopRecord, "id" | "currency">,
  payload: ShopPayload,
): Promise<void> {
  await app.database.transaction(async (transaction) => {
    await storeShopSettings(transaction, shop.id, {
      name: payload.name ?? undefined,
      email: payload.email ?? undefined,
      currency: payload.currency ?? undefined,
      timezone: payload.iana_timezone ?? undefined,
      taxesIncluded: payload.taxes_included ?? undefined,
      locale: payload.primary_locale ?? undefined,
    });
    if (shop.currency === null || !payload.currency || shop.currency === payload.currency) return;
    await owe(transaction, shop.id, "programme", ["shop"], app.clock.now());
    await oweWallets(transaction, shop.id, app.clock.now());
  });
}

/**
 * `app/scopes_update`: what Shopify refused before may be allowed now, and the other way round. Shopify is asked for what holds now, since
 * two of these may come in the wrong order; only where it does not answer, the webhook is believed. A scope of the installation that came or
 * went has the next visit look at the set-up again, which the one that merchants grant by themselves does not touch.
 */
export async function reviewScopes(
  app: Pick<AppContext, "database" | "clock" | "gateway">,
  shop: Pick<ShopRecord, "id" | "domain">,
  { previous, current }: ScopesUpdatePayload,
): Promise<void> {
  if (!isSame(ofInstallation(previous ?? []), ofInstallation(current)))
    await markSetUpIncomplete(app.database.pool, shop.id);
  const granted = await askGrantedScopes(app, shop.domain).catch((error: unknown) => {
    if (error instanceof GatewayError) return current;
    throw error;
  });
  await noteGrantedScopes(app, shop, granted);
}

/** What is granted without the scopes that come and go. Shopify may or may not name what such a one includes: `write_orders` reading orders. */
function ofInstallation(scopes: readonly string[]): Set<string> {
  const included = OPTIONAL_SCOPES.map((scope) => scope.replace("write_", "read_"));
  return new Set(scopes.filter((scope) => !OPTIONAL_SCOPES.includes(scope) && !included.includes(scope)));
}

function isSame(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return some.size === others.size && [...some].every((each) => others.has(each));
}
