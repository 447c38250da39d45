import { accessNeeded } from "../contracts/access.ts";
import type { ProgrammeSettings } from "../contracts/programme.ts";
import type { Database } from "../persistence/database.ts";
import { recordedScopes } from "../persistence/offline-sessions.ts";

/** The scope that these settings need and the merchant has taken back; null where nothing is missing, or nothing is known. */
export async function readMissingAccess(
  database: Database,
  domain: string,
  settings: Pick<ProgrammeSettings, "onOverspend">,
): Promise<string | null> {
  const scope = accessNeeded(settings);
  if (scope === null) return null;
  const granted = await recordedScopes(database.pool, domain);
  return granted === null || granted.includes(scope) ? null : scope;
}
