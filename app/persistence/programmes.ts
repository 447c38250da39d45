import { type ProgrammeSettings, programmeSettings } from "../contracts/programme.ts";
import { readStored } from "../contracts/stored-settings.ts";
import type { Transaction } from "./database.ts";

type Queryable = Pick<Transaction, "query">;

export interface ProgrammeVersionRecord {
  version: number;
  settings: ProgrammeSettings;
  /** Epoch milliseconds. */
  publishedAt: number;
  publishedBy: string;
}

interface VersionRow {
  version: number;
  settings: unknown;
  published_at: Date;
  published_by: string;
}

/** Every published version, the oldest first: an order counts by the version in force when it was placed. */
export async function programmeVersions(database: Queryable, shopId: number): Promise<ProgrammeVersionRecord[]> {
  const result = await database.query<VersionRow>({
    name: "programmes.all",
    text: `select version, settings, published_at, published_by from programme_version where shop_id = $1 order by version`,
    values: [shopId],
  });
  return result.rows.map(versionOf);
}

export async function currentProgramme(
  database: Queryable,
  shopId: number,
): Promise<ProgrammeVersionRecord | undefined> {
  const result = await database.query<VersionRow>({
    name: "programmes.current",
    text: `select version, settings, published_at, published_by from programme_version where shop_id = $1
           order by version desc limit 1`,
    values: [shopId],
  });
  return result.rows[0] && versionOf(result.rows[0]);
}

/**
 * Publishes the version after `after` and answers its number. `taken`: somebody published meanwhile, so the settings
 * were written on top of something that their author has not seen.
 */
export async function insertProgrammeVersion(
  database: Queryable,
  shopId: number,
  version: { after: number; settings: ProgrammeSettings; publishedAt: Date; publishedBy: string },
): Promise<{ outcome: "published"; version: number } | { outcome: "taken" }> {
  const number = version.after + 1;
  const result = await database.query(
    `insert into programme_version (shop_id, version, settings, published_at, published_by)
     select $1, $2, $3, $4, $5
     where coalesce((select max(version) from programme_version where shop_id = $1), 0) = $6
     on conflict (shop_id, version) do nothing`,
    [shopId, number, JSON.stringify(version.settings), version.publishedAt, version.publishedBy, version.after],
  );
  return result.rowCount === 1 ? { outcome: "published", version: number } : { outcome: "taken" };
}

/** The instant for which the programme's card at Shopify was last made; null before the first. */
export async function cardMadeAt(database: Queryable, shopId: number): Promise<Date | null> {
  const result = await database.query<{ made: Date | null }>(`select card_made_at as made from shop where id = $1`, [
    shopId,
  ]);
  return result.rows[0]?.made ?? null;
}

export async function noteCardMade(database: Queryable, shopId: number, at: Date): Promise<void> {
  await database.query("update shop set card_made_at = $2 where id = $1", [shopId, at]);
}

/** Parsed again on the way in, so that settings that came later have their defaults in versions from before. */
function versionOf(row: VersionRow): ProgrammeVersionRecord {
  return {
    version: row.version,
    settings: readStored(programmeSettings, row.settings),
    publishedAt: row.published_at.getTime(),
    publishedBy: row.published_by,
  };
}
