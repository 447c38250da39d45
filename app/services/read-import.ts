import { pipeline, Readable } from "node:stream";
import { type CsvError, parse } from "csv-parse";
import type { AppContext } from "../context.ts";
import type { ImportFormat, LineProblem } from "../contracts/member-import.ts";
import { type Columns, readColumns } from "../domain/imports/columns.ts";
import { readLine } from "../domain/imports/read-line.ts";
import { closeReading, type StagedLine, stageLines } from "../persistence/import-lines.ts";
import { insertImport, moveImport } from "../persistence/imports.ts";

export type ReadOutcome =
  | { outcome: "checked"; importId: string }
  /** The first line names no such columns. */
  | { outcome: "missing_columns"; columns: ("email" | "points")[] }
  | { outcome: "empty" }
  /** Not text, or a quote that is never closed; `line` counts from 1. Nothing was kept. */
  | { outcome: "unreadable"; line: number }
  | { outcome: "too_large"; maximumLines: number };

interface ImportFile {
  format: ImportFormat;
  fileName: string;
  content: Readable;
  startedBy: string;
}

/** Lines at a time: a few megabytes, whatever the size of the file. */
const BATCH = 5_000;
const MOST_LINES = 5_000_000;
/** A line of a list of members is short; a longer one is no such list, or a quote was never closed. */
const LONGEST_LINE = 64_000;

/**
 * Reads a file of members line by line and keeps it for a look before anything is changed: what is refused stands in its report
 * (`import-report.ts`), the rest waits for `startImport`. Neither the file nor its lines are ever held in memory as a whole.
 */
export async function readImport(
  app: Pick<AppContext, "database" | "clock">,
  shopId: number,
  file: ImportFile,
): Promise<ReadOutcome> {
  const { format, fileName, startedBy } = file;
  const createdAt = app.clock.now();
  const importId = await insertImport(app.database.pool, shopId, { format, fileName, startedBy, createdAt });
  const outcome = await stage(app, shopId, importId, file);
  if (outcome.outcome === "checked") {
    await app.database.transaction((transaction) => closeReading(transaction, shopId, importId));
  } else {
    await moveImport(app.database.pool, shopId, importId, "reading", "dropped", app.clock.now());
  }
  return outcome;
}

async function stage(
  app: Pick<AppContext, "database">,
  shopId: number,
  importId: string,
  { format, content }: ImportFile,
): Promise<ReadOutcome> {
  let columns: Columns | null = null;
  let width = 0;
  let lines: StagedLine[] = [];
  let count = 0;
  const flush = async (): Promise<void> => {
    const full = lines;
    lines = [];
    await app.database.transaction((transaction) => stageLines(transaction, shopId, importId, full));
  };
  try {
    for await (const { record, info } of recordsOf(content)) {
      if (columns === null) {
        const read = readColumns(record);
        if (read.outcome === "missing") return { outcome: "missing_columns", columns: read.columns };
        columns = read.columns;
        width = record.length;
        continue;
      }
      count += 1;
      if (count > MOST_LINES) return { outcome: "too_large", maximumLines: MOST_LINES };
      lines.push(stagedLine(format, columns, width, record, info.lines));
      if (lines.length >= BATCH) await flush();
    }
  } catch (error) {
    if (isCsvError(error)) return { outcome: "unreadable", line: Number(error.lines ?? 1) };
    throw error;
  }
  if (count === 0) return { outcome: "empty" };
  await flush();
  return { outcome: "checked", importId };
}

function stagedLine(format: ImportFormat, columns: Columns, width: number, cells: string[], line: number): StagedLine {
  const refused = (problem: LineProblem): StagedLine => ({ line, member: null, problem, notes: [] });
  if (cells.length !== width) return refused("columns");
  const read = readLine(format, columns, cells);
  return read.outcome === "refused"
    ? refused(read.problem)
    : { line, member: read.member, problem: null, notes: read.notes };
}

/** The records of a file with commas, semicolons or tabs, whichever its first line has most of. */
async function* recordsOf(content: Readable): AsyncGenerator<{ record: string[]; info: { lines: number } }> {
  const chunks = content[Symbol.asyncIterator]();
  const first = await chunks.next();
  const head = first.done ? Buffer.alloc(0) : Buffer.from(first.value);
  const whole = async function* () {
    yield head;
    yield* { [Symbol.asyncIterator]: () => chunks };
  };
  const parser = parse({
    bom: true,
    delimiter: separatorOf(head.toString("utf8")),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_LINE,
  });
  // What fails in one of the two ends the other, and comes out of the loop that reads.
  pipeline(Readable.from(whole()), parser, () => {});
  yield* parser;
}

function separatorOf(text: string): string {
  const line = text.slice(0, text.search(/[\r\n]|$/));
  const count = (separator: string) => line.split(separator).length;
  return [",", ";", "\t"].reduce((best, each) => (count(each) > count(best) ? each : best));
}

function isCsvError(error: unknown): error is CsvError & { lines?: number } {
  return error instanceof Error && "code" in error && String(error.code).startsWith("CSV_");
}
