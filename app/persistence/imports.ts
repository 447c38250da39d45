import type { ImportFormat } from "../contracts/member-import.ts";
import type { Transaction } from "./database.ts";
import { integer, withRows } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

export interface ImportRecord {
  id: string;
  format: ImportFormat;
  fileName: string;
  status: "reading" | "checked" | "applying" | "done" | "dropped";
  lines: number;
  refused: number;
  /** The balances of all accepted lines together. */
  points: number;
  /** Accepted lines about members and guests that are known already. */
  known: number;
  applied: number;
  /** Points given less points taken so far. */
  moved: number;
  startedBy: string;
  createdAt: Date;
  doneAt: Date | null;
}

export async function insertImport(
  database: Queryable,
  shopId: number,
  { format, fileName, startedBy, createdAt }: Pick<ImportRecord, "format" | "fileName" | "startedBy" | "createdAt">,
): Promise<string> {
  const { rows } = await database.query<{ id: string }>(
    `insert into member_import (shop_id, format, file_name, status, started_by, created_at)
     values ($1, $2, $3, 'reading', $4, $5) returning id`,
    [shopId, format, fileName, startedBy, createdAt],
  );
  return rows[0]?.id ?? "";
}

export async function findImport(database: Queryable, shopId: number, id: string): Promise<ImportRecord | null> {
  const { rows } = await database.query<ImportRow>(`${SELECT_IMPORT} where shop_id = $1 and id = $2`, [shopId, id]);
  return rows[0] ? importOf(rows[0]) : null;
}

/** Files of a shop, the newest first. */
export async function recentImports(database: Queryable, shopId: number, most: number): Promise<ImportRecord[]> {
  const { rows } = await database.query<ImportRow>(
    `${SELECT_IMPORT} where shop_id = $1 and status <> 'dropped' order by id desc limit $2`,
    [shopId, most],
  );
  return rows.map(importOf);
}

/** The file whose turn it is: they are applied one after the other. */
export async function nextToApply(database: Queryable, shopId: number): Promise<ImportRecord | null> {
  const { rows } = await database.query<ImportRow>(
    `${SELECT_IMPORT} where shop_id = $1 and status = 'applying' order by id limit 1`,
    [shopId],
  );
  return rows[0] ? importOf(rows[0]) : null;
}

/** Moves a file on; false when it was not where the caller thinks, since somebody else moved it. */
export async function moveImport(
  database: Queryable,
  shopId: number,
  id: string,
  from: ImportRecord["status"],
  to: ImportRecord["status"],
  now: Date | null = null,
): Promise<boolean> {
  const { rowCount } = await database.query(
    "update member_import set status = $4, done_at = $5 where shop_id = $1 and id = $2 and status = $3",
    [shopId, id, from, to, now],
  );
  return rowCount === 1;
}

/** Has the planner look at tables that a file has multiplied, which it otherwise does a minute too late: until then it reads them whole. */
export async function countAnew(database: Queryable): Promise<void> {
  await database.query("analyze member, balance, imported_balance");
}

/** What was imported of these members from a system before. */
export async function importedBefore(
  transaction: Transaction,
  shopId: number,
  source: ImportFormat,
  members: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await transaction.query<{ member_id: string; points: string }>({
    name: "imports.before",
    text: "select member_id, points from imported_balance where shop_id = $1 and source = $2 and member_id = any($3::bigint[])",
    values: [shopId, source, members],
  });
  return new Map(rows.map(({ member_id, points }) => [member_id, integer(points)]));
}

export async function writeImported(
  transaction: Transaction,
  shopId: number,
  source: ImportFormat,
  balances: ReadonlyMap<string, number>,
): Promise<void> {
  await withRows(
    transaction,
    "imports.imported",
    `insert into imported_balance (shop_id, member_id, source, points) select $more1, member_id, $more2, points from $rows
     on conflict (shop_id, member_id, source) do update set points = excluded.points`,
    [
      ["member_id", "bigint", ([member]) => member],
      ["points", "bigint", ([, points]) => points],
    ],
    [...balances],
    [shopId, source],
  );
}

/** What was imported of one member becomes another's. */
export async function moveImported(
  transaction: Transaction,
  shopId: number,
  from: string,
  into: string,
): Promise<void> {
  await transaction.query(
    `with gone as (delete from imported_balance where shop_id = $1 and member_id = $2 returning source, points)
     insert into imported_balance (shop_id, member_id, source, points) select $1, $3, source, points from gone
     on conflict (shop_id, member_id, source) do update set points = imported_balance.points + excluded.points`,
    [shopId, from, into],
  );
}

/** Files that nobody applied, or that were applied long ago, go with their lines; returns how many lines went. */
export async function pruneImports(
  database: Queryable,
  shopId: number,
  { unfinishedBefore, doneBefore, most }: { unfinishedBefore: Date; doneBefore: Date; most: number },
): Promise<number> {
  await database.query(
    "update member_import set status = 'dropped', done_at = now() where shop_id = $1 and status in ('reading', 'checked') and created_at < $2",
    [shopId, unfinishedBefore],
  );
  const { rowCount } = await database.query(
    `delete from import_line where ctid in (select import_line.ctid from import_line
       join member_import on member_import.shop_id = import_line.shop_id and member_import.id = import_id
       where import_line.shop_id = $1 and (status = 'dropped' or (status = 'done' and done_at < $2)) limit $3)`,
    [shopId, doneBefore, most],
  );
  return rowCount ?? 0;
}

interface ImportRow extends Omit<ImportRecord, "points" | "moved"> {
  points: string;
  moved: string;
}

const SELECT_IMPORT = `select id, format, file_name as "fileName", status, lines, refused, points, known, applied, moved,
  started_by as "startedBy", created_at as "createdAt", done_at as "doneAt" from member_import`;

function importOf(row: ImportRow): ImportRecord {
  return { ...row, points: integer(row.points), moved: integer(row.moved) };
}
