import type { ShopFacts } from "../contracts/shop.ts";
import { compileProgramme } from "../domain/programme/programme.ts";
import type { Transaction } from "../persistence/database.ts";
import { programmeVersions } from "../persistence/programmes.ts";
import type { ShopRecord } from "../persistence/shops.ts";
import type { PublishedProgramme } from "./apply-orders.ts";

/** Every published version of a shop, the oldest first, compiled in its currency and time zone. */
export async function readProgrammes(
  database: Pick<Transaction, "query">,
  shop: Pick<ShopFacts, "id" | "currency" | "timezone">,
): Promise<PublishedProgramme[]> {
  const versions = await programmeVersions(database, shop.id);
  return versions.map(({ version, settings, publishedAt }) => ({
    publishedAt,
    programme: compileProgramme(version, settings, shop.currency, shop.timezone),
  }));
}

/** What services need of a shop; null while points cannot be worked for it: not installed, or its currency is not known yet. */
export function shopFacts(shop: ShopRecord): ShopFacts | null {
  if (shop.status !== "installed" || shop.currency === null) return null;
  const { id, domain, currency, timezone, taxesIncluded, locale } = shop;
  return { id, domain, currency, timezone, taxesIncluded, locale };
}
