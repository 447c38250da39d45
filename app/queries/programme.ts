import type { ProgrammeSettings } from "../contracts/programme.ts";
import type { Database } from "../persistence/database.ts";
import { currentProgramme } from "../persistence/programmes.ts";
import { instantOf } from "./columns.ts";

export interface ProgrammeScreen {
  version: number;
  settings: ProgrammeSettings;
  /** ISO 8601. */
  publishedAt: string;
  publishedBy: string;
}

/** The programme in force; null before the first is published. */
export async function readProgramme(database: Database, shopId: number): Promise<ProgrammeScreen | null> {
  const current = await currentProgramme(database.pool, shopId);
  return current === undefined ? null : { ...current, publishedAt: instantOf(new Date(current.publishedAt)) };
}
