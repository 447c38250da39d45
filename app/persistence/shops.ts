import type { Transaction } from "./database.ts";

export type ShopStatus = "known" | "installed" | "uninstalled" | "redacted";

export interface ShopRecord {
  id: number;
  /** "x.myshopify.com" */
  domain: string;
  name: string | null;
  email: string | null;
  /** ISO 4217; null until the first visit or `shop/update`. */
  currency: string | null;
  /** IANA name. */
  timezone: string;
  taxesIncluded: boolean;
  locale: string;
  status: ShopStatus;
  installedAt: Date | null;
  discountId: string | null;
  setUpAt: Date | null;
  reconciledTo: Date | null;
}

/** What a merchant sets in Shopify's own settings; undefined leaves what is stored. */
export interface ShopSettings {
  name?: string;
  email?: string;
  currency?: string;
  timezone?: string;
  taxesIncluded?: boolean;
  locale?: string;
}

type Queryable = Pick<Transaction, "query">;

const COLUMNS = `id, domain, name, email, currency, timezone, taxes_included as "taxesIncluded", locale, status,
  installed_at as "installedAt", discount_id as "discountId", set_up_at as "setUpAt", reconciled_to as "reconciledTo"`;

export async function findShop(database: Queryable, domain: string): Promise<ShopRecord | undefined> {
  const result = await database.query<ShopRecord>({
    name: "shops.find",
    text: `select ${COLUMNS} from shop where domain = $1`,
    values: [domain],
  });
  return result.rows[0];
}

/** The shop's row, made when there is none: a webhook may come before the first visit. */
export async function findOrAddShop(database: Queryable, domain: string): Promise<ShopRecord> {
  const known = await findShop(database, domain);
  if (known) return known;
  await database.query("insert into shop (domain) values ($1) on conflict (domain) do nothing", [domain]);
  const added = await findShop(database, domain);
  if (!added) throw new Error(`The row of ${domain} vanished while it was added`);
  return added;
}

/** The shop's time zone, IANA. */
export async function findTimezone(database: Queryable, shopId: number): Promise<string> {
  const result = await database.query<{ timezone: string }>({
    name: "shops.timezone",
    text: "select timezone from shop where id = $1",
    values: [shopId],
  });
  return result.rows[0]?.timezone ?? "UTC";
}

/** Shops that work may be done for. */
export async function installedShops(database: Queryable): Promise<ShopRecord[]> {
  const result = await database.query<ShopRecord>(`select ${COLUMNS} from shop where status = 'installed' order by id`);
  return result.rows;
}

export async function updateShopSettings(database: Queryable, shopId: number, settings: ShopSettings): Promise<void> {
  await database.query({
    name: "shops.settings",
    text: `update shop set name = coalesce($2, name), email = coalesce($3, email), currency = coalesce($4, currency),
             timezone = coalesce($5, timezone), taxes_included = coalesce($6, taxes_included), locale = coalesce($7, locale)
           where id = $1`,
    values: [
      shopId,
      settings.name,
      settings.email,
      settings.currency,
      settings.timezone,
      settings.taxesIncluded,
      settings.locale,
    ],
  });
}

/** Work is done for the shop from here on. The date is that of the first visit since it was last away. */
export async function markInstalled(database: Queryable, shopId: number, now: Date): Promise<void> {
  await database.query(
    `update shop set status = 'installed', installed_at = $2, uninstalled_at = null where id = $1 and status <> 'installed'`,
    [shopId, now],
  );
}

/** Everything that the app needs at Shopify is there. */
export async function markSetUp(database: Queryable, shopId: number, discountId: string, now: Date): Promise<void> {
  await database.query("update shop set discount_id = $2, set_up_at = $3 where id = $1", [shopId, discountId, now]);
}

/** The next visit looks again whether everything is there. */
export async function markSetUpIncomplete(database: Queryable, shopId: number): Promise<void> {
  await database.query("update shop set set_up_at = null where id = $1", [shopId]);
}

/** One set-up a shop at a time, until the transaction ends: two at once would each make a discount. */
export async function lockSetUp(transaction: Transaction, domain: string): Promise<void> {
  await transaction.query("select pg_advisory_xact_lock(hashtextextended($1, 5002))", [domain]);
}

/** Points, members and programme stay; Shopify has taken the discount and the metafields with the app. */
export async function markUninstalled(database: Queryable, shopId: number, now: Date): Promise<void> {
  await database.query(
    `update shop set status = 'uninstalled', uninstalled_at = $2, discount_id = null, set_up_at = null where id = $1`,
    [shopId, now],
  );
}

/** Shopify's tokens of an uninstalled app are dead; what is kept of them would only be a secret to lose. */
export async function dropSessions(database: Queryable, domain: string): Promise<void> {
  await database.query("delete from session where shop = $1", [domain]);
}

/** The watermark only ever moves forward, whichever of two sweeps ends last. */
export async function moveReconciledTo(database: Queryable, shopId: number, to: Date): Promise<void> {
  await database.query("update shop set reconciled_to = greatest(reconciled_to, $2) where id = $1", [shopId, to]);
}

export async function findShopById(database: Queryable, shopId: number): Promise<ShopRecord | null> {
  const result = await database.query<ShopRecord>({
    name: "shops.by_id",
    text: `select ${COLUMNS} from shop where id = $1`,
    values: [shopId],
  });
  return result.rows[0] ?? null;
}

/** The last day of the shop's calendar whose birthdays were kept, YYYY-MM-DD; null before the first. */
export async function birthdaysKeptTo(database: Queryable, shopId: number): Promise<string | null> {
  const result = await database.query<{ day: string | null }>({
    name: "shops.birthdays_to",
    text: "select to_char(birthdays_to, 'YYYY-MM-DD') as day from shop where id = $1",
    values: [shopId],
  });
  return result.rows[0]?.day ?? null;
}

export async function noteBirthdaysKept(database: Queryable, shopId: number, day: string): Promise<void> {
  await database.query({
    name: "shops.note_birthdays",
    text: "update shop set birthdays_to = greatest(birthdays_to, $2::date) where id = $1",
    values: [shopId, day],
  });
}

/**
 * From when on customers who changed at Shopify are to be looked at: some time before the last look, since Shopify's search trails, and never before the
 * installation. Null while the app is not installed.
 */
export async function customersToSeeFrom(
  database: Queryable,
  shopId: number,
  overlapMinutes: number,
): Promise<Date | null> {
  const result = await database.query<{ at: Date | null }>(
    `select greatest(customers_to - make_interval(mins => $2), installed_at) as at
     from shop where id = $1 and status = 'installed'`,
    [shopId, overlapMinutes],
  );
  return result.rows[0]?.at ?? null;
}

export async function noteCustomersSeen(database: Queryable, shopId: number, to: Date): Promise<void> {
  await database.query("update shop set customers_to = greatest(customers_to, $2) where id = $1", [shopId, to]);
}
