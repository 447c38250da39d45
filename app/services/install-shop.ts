import type { AppContext } from "../context.ts";
import { programmeSettings } from "../contracts/programme.ts";
import type { Transaction } from "../persistence/database.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import { owe, oweWallets } from "../persistence/outbox.ts";
import { requestProductSync } from "../persistence/product-sync.ts";
import { insertProgrammeVersion } from "../persistence/programmes.ts";
import {
  findOrAddShop,
  findShop,
  lockSetUp,
  markInstalled,
  markSetUp,
  markSetUpIncomplete,
  type ShopRecord,
} from "../persistence/shops.ts";
import { InstallationDocument, type InstallationQuery } from "../shopify/generated/operations.ts";
import { noteGrantedScopes } from "./merchant-access.ts";
import { isSetUp, type SetUpRefusal, setUpAtShopify } from "./set-up-at-shopify.ts";
import { storeShopSettings } from "./store-shop-settings.ts";

export type InstallOutcome =
  | { outcome: "installed"; shop: ShopRecord }
  /** Points are earned already, but Shopify refused a part of the set-up; each visit tries again. */
  | { outcome: "incomplete"; shop: ShopRecord; refusal: SetUpRefusal };

/** The installed shop. One read of our own row where that is all done, as it is on every visit but the first. */
export async function ensureInstalled(app: AppContext, domain: string): Promise<InstallOutcome> {
  const shop = await findShop(app.database.pool, domain);
  if (shop?.status === "installed" && shop.setUpAt !== null) return { outcome: "installed", shop };
  return installShop(app, domain);
}

/**
 * Sets a shop up, or repairs what is missing: settings, default programme, metafield definitions, automatic discount.
 * Safe to run at any time and by two visits at once. It compares with what Shopify has, in one request, and adds only what
 * is not there. After a reinstall programme and points are as they were, and every member's wallet is written again.
 *
 * @throws GatewayError when Shopify cannot be asked
 */
export async function installShop(app: AppContext, domain: string): Promise<InstallOutcome> {
  // Asked before anything is locked: it is mostly all that is needed, and it leaves a fresh token in this process, so
  // that no request under the lock waits for a second connection.
  const found = await app.gateway.request(domain, InstallationDocument, {});
  const outcome = await app.database.transaction(async (transaction): Promise<InstallOutcome> => {
    await lockSetUp(transaction, domain);
    const shop = await recordShop(app, transaction, domain, found.shop);
    const current = isSetUp(found, app.env.SHOPIFY_API_KEY)
      ? found
      : await app.gateway.request(domain, InstallationDocument, {});
    const result = await setUpAtShopify(app, domain, current);
    if (result.outcome === "refused") {
      app.log.warn({ shop: domain, ...result.refusal }, "Shopify refused a part of the set-up");
      await markSetUpIncomplete(transaction, shop.id);
      return { outcome: "incomplete", shop: { ...shop, setUpAt: null }, refusal: result.refusal };
    }
    const now = app.clock.now();
    if (shop.setUpAt === null) {
      await owe(transaction, shop.id, "programme", ["shop"], now);
      await oweWallets(transaction, shop.id, now);
      // Webhooks tell only of what changes from here on.
      await requestProductSync(transaction, shop.id, now);
      await enqueueShopJob(transaction, "products.sync", shop.id);
    }
    await markSetUp(transaction, shop.id, result.discountId, now);
    return { outcome: "installed", shop: { ...shop, discountId: result.discountId, setUpAt: now } };
  });
  // Not under the lock: a request there may be renewing the very row of the token.
  const granted = found.currentAppInstallation.accessScopes.map(({ handle }) => handle);
  await noteGrantedScopes(app, outcome.shop, granted);
  return outcome;
}

/** Writes what Shopify says of the shop, and its first programme. */
async function recordShop(
  app: AppContext,
  transaction: Transaction,
  domain: string,
  settings: InstallationQuery["shop"],
): Promise<ShopRecord> {
  const { id, installedAt } = await findOrAddShop(transaction, domain);
  // Shopify tells a shop's language only to apps that may read its translations; `shop/update` tells it later.
  const isFirstVisit = installedAt === null;
  const guessedLocale = isFirstVisit && settings.shopAddress.countryCodeV2 === "NL" ? { locale: "nl" } : {};
  await storeShopSettings(transaction, id, {
    name: settings.name,
    email: settings.email,
    currency: settings.currencyCode,
    timezone: settings.ianaTimezone,
    taxesIncluded: settings.taxesIncluded,
    ...guessedLocale,
  });
  const now = app.clock.now();
  await markInstalled(transaction, id, now);
  // Where a programme stands already this publishes nothing.
  await insertProgrammeVersion(transaction, id, {
    after: 0,
    settings: programmeSettings.parse({ name: clubName(settings.name) }),
    publishedAt: now,
    publishedBy: "Zegel",
  });
  return findOrAddShop(transaction, domain);
}

const LONGEST_NAME = 40;

/** "Acme" becomes "Acme Club"; a long name is cut between words where there are any. */
export function clubName(shopName: string): string {
  const room = LONGEST_NAME - " Club".length;
  const letters = [...shopName.trim()];
  if (letters.length === 0) return "Club";
  if (letters.length <= room) return `${letters.join("")} Club`;
  const cut = letters.slice(0, room + 1).join("");
  const lastBlank = cut.lastIndexOf(" ");
  const kept = lastBlank > room / 2 ? cut.slice(0, lastBlank) : letters.slice(0, room).join("");
  return `${kept.trim()} Club`;
}
