import { randomUUID } from "node:crypto";
import { legacyId } from "./gid.ts";
import { definitionKey, resolveNamespace } from "./metafields.ts";
import { shopPayload } from "./payloads/shop.ts";
import type { World } from "./simulated-shop.ts";
import type { Installation, Shop } from "./state.ts";

export interface Installations {
  /** Shopify's managed install: grants the required scopes of the TOML and makes the metafield definitions that it declares. The app hears nothing until its page opens. */
  installApp(shop: string): Installation;
  /** Revokes every token and sends app/uninstalled. */
  uninstallApp(shop: string): void;
  /** 48 hours after an uninstall. */
  redactShop(shop: string): void;
  /** Grants other scopes and sends app/scopes_update. */
  changeScopes(shop: string, scopes: string[]): void;
  /** What the merchant of an installed app has granted, and what the app's TOML asks for. */
  scopesOf(shop: string): ScopesDetail;
  /** The merchant says yes to optional scopes. Throws ScopesRefused for one that the TOML does not name as such. */
  grantScopes(shop: string, scopes: readonly string[]): ScopesDetail;
  /** The app or its merchant takes optional scopes back. Throws ScopesRefused for any other. */
  revokeScopes(shop: string, scopes: readonly string[]): ScopesDetail;
}

/** As App Bridge words it. */
export interface ScopesDetail {
  granted: string[];
  required: string[];
  optional: string[];
}

/** Shopify lets an app ask for and give up only what its TOML calls optional. */
export class ScopesRefused extends Error {
  override name = "ScopesRefused";
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
    scopesOf: (domain) => detailOf(world, world.shop(domain)),
    grantScopes: (domain, scopes) => changeOptional(world, domain, scopes, true),
    revokeScopes: (domain, scopes) => changeOptional(world, domain, scopes, false),
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

function changeOptional(world: World, domain: string, scopes: readonly string[], isGranted: boolean): ScopesDetail {
  const shop = world.shop(domain);
  const { granted, optional } = detailOf(world, shop);
  const other = scopes.find((scope) => !optional.includes(scope));
  if (other !== undefined) throw new ScopesRefused(`The app does not declare ${other} as an optional scope.`);
  const kept = granted.filter((scope) => !scopes.includes(scope));
  const changed = isGranted ? [...kept, ...scopes] : kept;
  if (changed.length !== granted.length) changeScopes(world, shop, changed);
  return detailOf(world, shop);
}

function detailOf({ configuration }: World, shop: Shop): ScopesDetail {
  if (!shop.installation) throw new Error(`${shop.domain} has not installed the app.`);
  return {
    granted: [...shop.installation.scopes],
    required: [...configuration.scopes],
    optional: [...configuration.optionalScopes],
  };
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
