import { randomUUID } from "node:crypto";
import { legacyId } from "./gid.ts";
import { definitionKey, resolveNamespace } from "./metafields.ts";
import { shopPayload } from "./payloads/shop.ts";
import type { World } from "./simulated-shop.ts";
import type { Installation, Shop } from "./state.ts";

export interface Installations {
  /** Shopify's managed install: grants the scopes of the TOML and makes the metafield definitions that it declares. The app hears nothing until its page opens. */
  installApp(shop: string): Installation;
  /** Revokes every token and sends app/uninstalled. */
  uninstallApp(shop: string): void;
  /** 48 hours after an uninstall. */
  redactShop(shop: string): void;
  /** Grants other scopes and sends app/scopes_update. */
  changeScopes(shop: string, scopes: string[]): void;
}

export function createInstallations(world: World): Installations {
  return {
    installApp: (domain) => install(world, world.shop(domain)),
    uninstallApp: (domain) => uninstall(world, world.shop(domain)),
    redactShop(domain) {
      const shop = world.shop(domain);
      world.webhooks.send(shop, "shop/redact", { shop_id: legacyId(shop.gid), shop_domain: shop.domain }, randomUUID());
    },
    changeScopes: (domain, scopes) => changeScopes(world, world.shop(domain), scopes),
  };
}

function install(world: World, shop: Shop): Installation {
  if (shop.installation) return shop.installation;
  const now = world.clock.now();
  shop.installation = {
    gid: world.newGid("AppInstallation"),
    scopes: [...world.configuration.scopes],
    installedAt: now,
    tokens: [],
    refreshTokens: [],
  };
  const namespace = resolveNamespace("$app", world.app.appId);
  for (const { ownerType, ...declared } of world.configuration.metafields) {
    shop.definitions.set(definitionKey(ownerType, namespace, declared.key), {
      ...declared,
      ownerType,
      namespace,
      gid: world.newGid("MetafieldDefinition"),
      capabilities: {
        adminFilterable: false,
        smartCollectionCondition: false,
        uniqueValues: false,
        cartToOrderCopyable: false,
      },
    });
  }
  return shop.installation;
}

/** The app's discounts go with it; its metafields stay for a while, as at Shopify. */
function uninstall(world: World, shop: Shop): void {
  if (!shop.installation) throw new Error(`${shop.domain} has not installed the app.`);
  shop.installation = null;
  shop.discounts.clear();
  world.webhooks.send(shop, "app/uninstalled", shopPayload(shop, world.clock.now()), randomUUID());
}

function changeScopes(world: World, shop: Shop, scopes: string[]): void {
  const installation = shop.installation;
  if (!installation) throw new Error(`${shop.domain} has not installed the app.`);
  const previous = installation.scopes;
  installation.scopes = [...scopes];
  for (const token of installation.tokens) token.scopes = [...scopes];
  const payload = { id: 1, shop_id: shop.gid, previous, current: scopes, updated_at: world.clock.now().toISOString() };
  world.webhooks.send(shop, "app/scopes_update", payload, randomUUID());
}
