import { accessNeeded } from "../contracts/access.ts";
import type { ProgrammeSettings } from "../contracts/programme.ts";
import type { Database } from "../persistence/database.ts";
import { recordedScopes } from "../persistence/offline-sessions.ts";

/** A scope that these settings need and the merchant has taken back; null where nothing is missing, or nothing is known. */
export async function readMissingAccess(
  database: Database,
  domain: string,
  settings: Partial<Pick<ProgrammeSettings, "onOverspend" | "rewards">>,
): Promise<string | null> {
  const needs = accessNeeded(settings);
  if (needs.length === 0) return null;
  const granted = await recordedScopes(database.pool, domain);
  const missing = needs.find(({ scope }) => granted !== null && !granted.includes(scope));
  return missing?.scope ?? null;
}
