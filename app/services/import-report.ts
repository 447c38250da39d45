import type { AppContext } from "../context.ts";
import type { Text } from "../contracts/wallet.ts";
import { levelNamed } from "../domain/imports/level-credit.ts";
import { noteWords, problemWords } from "../domain/imports/line-words.ts";
import { levelsNamed, remarksOf } from "../persistence/import-lines.ts";
import { findImport, type ImportRecord } from "../persistence/imports.ts";
import { publishedProgramme } from "../persistence/wallet-states.ts";

export interface ImportReport extends ImportRecord {
  /** Accepted lines about people who are new here. */
  fresh: number;
  /** Levels of which waiting lines speak and that the programme does not have: their members begin without. */
  unknownLevels: string[];
  remarks: Remark[];
  /** The line to ask on from; null when there are no more remarks. */
  next: number | null;
}

export interface Remark {
  /** As an editor counts them: the headings are line 1. */
  line: number;
  isRefused: boolean;
  words: Text[];
}

/** What a file would do, or did, line by line where there is something to say. Null for a file that is not the shop's. */
export async function importReport(
  app: Pick<AppContext, "database">,
  shopId: number,
  importId: string,
  { after = 0, most = 100 }: { after?: number; most?: number } = {},
): Promise<ImportReport | null> {
  const found = await findImport(app.database.pool, shopId, importId);
  if (found === null) return null;
  const rows = await remarksOf(app.database.pool, shopId, importId, { after, most });
  const remarks = rows.map(({ line, problem, notes }) => ({
    line,
    isRefused: problem !== null,
    words: problem === null ? notes.map(noteWords) : [problemWords(problem)],
  }));
  const tiers = (await publishedProgramme(app.database.pool, shopId))?.tiers ?? null;
  const named = await levelsNamed(app.database.pool, shopId, importId);
  const unknownLevels = named.filter((name) => tiers === null || levelNamed(tiers, name) === null);
  const next = rows.length < most ? null : (rows.at(-1)?.line ?? null);
  return { ...found, fresh: found.lines - found.refused - found.known, unknownLevels, remarks, next };
}
