import type { AppContext } from "../context.ts";
import type { ShopPayload } from "../contracts/webhooks.ts";
import { owe, oweWallets } from "../persistence/outbox.ts";
import { markSetUpIncomplete, type ShopRecord } from "../persistence/shops.ts";
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

/** `app/scopes_update`: what Shopify refused before may be allowed now, and the other way round; the next visit looks. */
export async function reviewScopes(app: Pick<AppContext, "database">, shop: Pick<ShopRecord, "id">): Promise<void> {
  await markSetUpIncomplete(app.database.pool, shop.id);
}
