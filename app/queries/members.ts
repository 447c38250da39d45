import type { Database } from "../persistence/database.ts";
import { integer } from "../persistence/rows.ts";
import { instantOf, rowIdOf } from "./columns.ts";
import { cutPage, type Page, pageSize } from "./page.ts";

export interface MemberRow {
  id: string;
  status: "member" | "guest";
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  available: number;
  pending: number;
  debt: number;
  /** ISO 8601. */
  joinedAt: string;
}

interface Columns {
  id: string;
  status: "member" | "guest";
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  available: string;
  pending: string;
  debt: string;
  joined_at: Date;
  sort: string;
}

const columns = `m.id, m.status, m.first_name, m.last_name, m.email, m.joined_at,
  coalesce(b.available, 0) AS available, coalesce(b.pending, 0) AS pending, coalesce(b.debt, 0) AS debt`;
const source = `member m LEFT JOIN balance b ON b.shop_id = m.shop_id AND b.member_id = m.id`;
const isListed = `m.shop_id = $1 AND m.status IN ('member', 'guest')`;

function rowOf(row: Columns): MemberRow {
  return {
    id: row.id,
    status: row.status,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    available: integer(row.available),
    pending: integer(row.pending),
    debt: integer(row.debt),
    joinedAt: instantOf(row.joined_at),
  };
}

/** All members of a shop, newest first. `cursor` is the `next` of the page before; anything else starts at the top. */
export async function listMembers(database: Database, shopId: number, cursor: string | null): Promise<Page<MemberRow>> {
  const before = rowIdOf(cursor);
  const { rows } = await database.pool.query<Columns>(
    `SELECT ${columns} FROM ${source}
      WHERE ${isListed} AND ($2::bigint IS NULL OR m.id < $2::bigint)
      ORDER BY m.id DESC LIMIT $3`,
    [shopId, before, pageSize + 1],
  );
  return cutPage(rows.map(rowOf), (last) => last.id);
}

/**
 * Where a search looks, one index after the other: each is a range scan over its own index, so that a page costs the same at a
 * thousand members and at a million. A member who was found in an earlier place is left out of the later ones. E-mail addresses are
 * stored in lower case.
 */
const places = ["m.email", "lower(m.last_name)", "lower(m.first_name)"] as const;

/** A pattern for everything that starts with the text, whatever signs it has. */
function startingWith(text: string): string {
  return `${text.replace(/[\\%_]/g, "\\$&")}%`;
}

/** Rows behind a cursor in an index of `text_pattern_ops`, which compares bytes: its order is `~<~`, whatever the database's collation. */
function behind(sort: string, value: string, id: string): string {
  return `${sort} ~>=~ ${value} AND (${sort} ~>~ ${value} OR m.id > ${id}::bigint)`;
}

interface SearchCursor {
  place: number;
  sort: string;
  id: string;
}

function readCursor(cursor: string | null): SearchCursor {
  const start = { place: 0, sort: "", id: "0" };
  const match = /^([0-2])\.(\d{1,18})\.([^\0]*)$/su.exec(cursor ?? "");
  return match ? { place: Number(match[1]), id: match[2] ?? "0", sort: match[3] ?? "" } : start;
}

/**
 * Members whose e-mail address, last name or first name starts with the words. Of two words or more the last also is tried as the
 * beginning of a last name behind a first name: "ann sm" finds Ann Smith.
 */
export async function searchMembers(
  database: Database,
  shopId: number,
  words: string,
  cursor: string | null,
): Promise<Page<MemberRow>> {
  // The database holds no zero bytes and would refuse the question.
  const term = words.replaceAll("\0", "").trim().toLowerCase().slice(0, 200);
  if (term === "") return listMembers(database, shopId, cursor);
  const [first, ...rest] = term.split(/\s+/);
  if (first !== undefined && rest.length > 0)
    return searchFullName(database, shopId, term, first, rest.join(" "), cursor);

  const from = readCursor(cursor);
  const found: { row: MemberRow; cursor: string }[] = [];
  for (let place = from.place; place < places.length && found.length <= pageSize; place += 1) {
    const after = place === from.place ? from : { sort: "", id: "0" };
    const { rows } = await searchPlace(database, shopId, term, place, after, pageSize + 1 - found.length);
    found.push(...rows.map((row) => ({ row: rowOf(row), cursor: `${place}.${row.id}.${row.sort}` })));
  }
  const page = cutPage(found, (last) => last.cursor);
  return { rows: page.rows.map(({ row }) => row), next: page.next };
}

function searchPlace(
  database: Database,
  shopId: number,
  term: string,
  place: number,
  after: { sort: string; id: string },
  limit: number,
) {
  const sort = places[place] ?? places[0];
  const earlier = places.slice(0, place).map((found) => `AND (${found} LIKE $2) IS NOT TRUE`);
  return database.pool.query<Columns>(
    `SELECT ${columns}, ${sort} AS sort FROM ${source}
      WHERE ${isListed} AND ${sort} LIKE $2 ${earlier.join(" ")} AND ${behind(sort, "$3", "$4")}
      ORDER BY ${sort} USING ~<~, m.id LIMIT $5`,
    [shopId, startingWith(term), after.sort, after.id, limit],
  );
}

/** "ann sm" is a first name and the beginning of a last name; "van der be" may be a last name of its own. */
async function searchFullName(
  database: Database,
  shopId: number,
  term: string,
  first: string,
  last: string,
  cursor: string | null,
): Promise<Page<MemberRow>> {
  const after = readCursor(cursor);
  const sort = places[1];
  const found = (condition: string) =>
    `(SELECT ${columns}, ${sort} AS sort FROM ${source}
       WHERE ${isListed} AND ${condition} AND ${behind(sort, "$5", "$6")}
       ORDER BY ${sort} USING ~<~, m.id LIMIT $7)`;
  const { rows } = await database.pool.query<Columns>(
    `SELECT * FROM (
       ${found(`${sort} LIKE $2`)} UNION ${found(`${sort} LIKE $4 AND lower(m.first_name) LIKE $3`)}
     ) found ORDER BY sort USING ~<~, id LIMIT $7`,
    [shopId, startingWith(term), startingWith(first), startingWith(last), after.sort, after.id, pageSize + 1],
  );
  const page = cutPage(
    rows.map((row) => ({ row: rowOf(row), cursor: `0.${row.id}.${row.sort}` })),
    (end) => end.cursor,
  );
  return { rows: page.rows.map(({ row }) => row), next: page.next };
}
