import { randomUUID } from "node:crypto";
import type { Database } from "#app/persistence/database.ts";

interface ShopRow {
  id: number;
  domain: string;
}

interface ShopSettings {
  domain?: string;
  currency?: string;
  timezone?: string;
  taxesIncluded?: boolean;
  status?: "known" | "installed" | "uninstalled" | "redacted";
}

/** A shop that nobody else uses, installed and set up unless said otherwise: every test works in its own. */
export async function aShop(database: Database, settings: ShopSettings = {}): Promise<ShopRow> {
  const domain = settings.domain ?? `shop-${randomUUID()}.myshopify.com`;
  const { rows } = await database.pool.query<ShopRow>(
    `INSERT INTO shop (domain, name, currency, timezone, taxes_included, status, installed_at)
     VALUES ($1, 'Test shop', $2, $3, $4, $5, now()) RETURNING id, domain`,
    [
      domain,
      settings.currency ?? "EUR",
      settings.timezone ?? "Europe/Amsterdam",
      settings.taxesIncluded ?? true,
      settings.status ?? "installed",
    ],
  );
  const shop = rows[0];
  if (shop === undefined) throw new Error(`The shop ${domain} was not stored.`);
  return shop;
}
