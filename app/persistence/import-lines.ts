import type { ImportedMember, LineNote, LineProblem } from "../contracts/member-import.ts";
import type { Transaction } from "./database.ts";
import { integer, withRows } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

export interface StagedLine {
  line: number;
  member: ImportedMember | null;
  problem: LineProblem | null;
  notes: readonly LineNote[];
}

export async function stageLines(
  database: Transaction,
  shopId: number,
  importId: string,
  lines: readonly StagedLine[],
): Promise<void> {
  await withRows(
    database,
    "imports.stage",
    `insert into import_line (shop_id, import_id, line, customer_gid, email, points, first_name, last_name, birthday, tier, referral_code,
            joined_at, problem, notes)
     select $more1, $more2, line, customer_gid, email, points, first_name, last_name, birthday, tier, referral_code, joined_at, problem,
            string_to_array(notes, ' ') from $rows`,
    [
      ["line", "int", (row) => row.line],
      ["customer_gid", "text", (row) => row.member?.customerGid],
      ["email", "text", (row) => row.member?.email],
      ["points", "bigint", (row) => row.member?.points],
      ["first_name", "text", (row) => row.member?.firstName],
      ["last_name", "text", (row) => row.member?.lastName],
      ["birthday", "text", (row) => row.member?.birthday],
      ["tier", "text", (row) => row.member?.tier],
      ["referral_code", "text", (row) => row.member?.referralCode],
      ["joined_at", "timestamptz", (row) => (row.member?.joinedAt == null ? null : new Date(row.member.joinedAt))],
      ["problem", "text", (row) => row.problem],
      ["notes", "text", (row) => row.notes.join(" ")],
    ],
    lines,
    [shopId, importId],
  );
}

/** The customer, or the address where a line knows no customer: two lines with one are about the same person. */
const PERSON = "coalesce(customer_gid, email)";
const NOTHING_OF_THE_PERSON = `customer_gid = null, email = null, points = null, first_name = null, last_name = null, birthday = null, tier = null,
       referral_code = null, joined_at = null, notes = '{}'`;

/** Refuses what is about somebody of an earlier line, counts the file, and says that it is checked. */
export async function closeReading(transaction: Transaction, shopId: number, importId: string): Promise<void> {
  // A file is most of its table, and came at once: without this the planner takes it for empty.
  await transaction.query("analyze import_line");
  await transaction.query(
    `update import_line set problem = 'same_as_before', ${NOTHING_OF_THE_PERSON}
     from (select line from (select line, row_number() over (partition by ${PERSON} order by line) as nth from import_line
             where shop_id = $1 and import_id = $2 and problem is null) as numbered where nth > 1) as again
     where shop_id = $1 and import_id = $2 and import_line.line = again.line`,
    [shopId, importId],
  );
  await transaction.query(
    `update member_import set status = 'checked', lines = counted.lines, refused = counted.refused, points = counted.points,
            known = by_customer.known + by_email.known
     from (select count(*) as lines, count(problem) as refused, coalesce(sum(points), 0) as points
           from import_line where shop_id = $1 and import_id = $2) as counted,
          (select count(*) as known from import_line join member on member.shop_id = $1 and member.customer_gid = import_line.customer_gid
           where import_line.shop_id = $1 and import_id = $2 and member.customer_gid is not null) as by_customer,
          (select count(distinct line) as known from import_line join member on member.shop_id = $1 and member.email = import_line.email
           where import_line.shop_id = $1 and import_id = $2 and import_line.customer_gid is null and member.email is not null
             and member.status in ('member', 'guest')) as by_email
     where shop_id = $1 and id = $2 and status = 'reading'`,
    [shopId, importId],
  );
}

/** Takes the next lines of a file out of the waiting ones: what is taken is applied in the same transaction, or not taken. */
export async function takeLines(
  transaction: Transaction,
  shopId: number,
  importId: string,
  most: number,
): Promise<{ line: number; member: ImportedMember }[]> {
  const { rows } = await transaction.query<LineRow>({
    name: "imports.take",
    text: `delete from import_line where shop_id = $1 and import_id = $2 and problem is null and line in
             (select line from import_line where shop_id = $1 and import_id = $2 and problem is null order by line limit $3)
           returning line, customer_gid as "customerGid", email, points, first_name as "firstName", last_name as "lastName", birthday, tier,
             referral_code as "referralCode", joined_at as "joinedAt"`,
    values: [shopId, importId, most],
  });
  return rows
    .map(({ line, points, joinedAt, ...member }) => ({
      line,
      member: { ...member, points: integer(points), joinedAt: joinedAt?.getTime() ?? null },
    }))
    .sort((a, b) => a.line - b.line);
}

/** Counts what was applied, and keeps the lines that could not be, with their problem alone. */
export async function recordApplied(
  transaction: Transaction,
  shopId: number,
  importId: string,
  done: { applied: number; moved: number; refused: readonly { line: number; problem: LineProblem }[] },
): Promise<void> {
  await stageLines(
    transaction,
    shopId,
    importId,
    done.refused.map((each) => ({ ...each, member: null, notes: [] })),
  );
  await transaction.query({
    name: "imports.record",
    text: `update member_import set applied = applied + $3, moved = moved + $4, refused = refused + $5 where shop_id = $1 and id = $2`,
    values: [shopId, importId, done.applied, done.moved, done.refused.length],
  });
}

/** Lines of a file that were refused or of which something was left out, in its order. */
export async function remarksOf(
  database: Queryable,
  shopId: number,
  importId: string,
  { after, most }: { after: number; most: number },
): Promise<{ line: number; problem: LineProblem | null; notes: LineNote[] }[]> {
  const { rows } = await database.query<{ line: number; problem: LineProblem | null; notes: LineNote[] }>(
    `select line, problem, notes from import_line
     where shop_id = $1 and import_id = $2 and line > $3 and (problem is not null or notes <> '{}') order by line limit $4`,
    [shopId, importId, after, most],
  );
  return rows;
}

/** The levels of another system that waiting lines name. */
export async function levelsNamed(database: Queryable, shopId: number, importId: string): Promise<string[]> {
  const { rows } = await database.query<{ tier: string }>(
    "select distinct tier from import_line where shop_id = $1 and import_id = $2 and tier is not null order by tier limit 100",
    [shopId, importId],
  );
  return rows.map(({ tier }) => tier);
}

/** Lines that wait and are about somebody who wants to be forgotten. */
export async function eraseImportLines(
  transaction: Transaction,
  shopId: number,
  customerGids: readonly string[],
  emails: readonly string[],
): Promise<void> {
  await transaction.query(
    `update import_line set problem = 'erased', ${NOTHING_OF_THE_PERSON}
     where shop_id = $1 and (customer_gid = any($2::text[]) or email = any($3::text[]))`,
    [shopId, customerGids, emails],
  );
}

interface LineRow extends Omit<ImportedMember, "points" | "joinedAt"> {
  line: number;
  points: string;
  joinedAt: Date | null;
}
