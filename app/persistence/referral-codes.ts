import type { Transaction } from "./database.ts";
import { withRows } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

/** The code of each of these members, the oldest where a merge has left several. */
export async function codesOf(
  database: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<Map<string, string>> {
  if (members.length === 0) return new Map();
  const result = await database.query<{ member_id: string; code: string }>({
    name: "referral-codes.of",
    text: `select distinct on (member_id) member_id, code from referral_code
           where shop_id = $1 and member_id = any($2::bigint[]) order by member_id, created_at, code`,
    values: [shopId, members],
  });
  return new Map(result.rows.map((row) => [row.member_id, row.code]));
}

/** Gives codes to members who have none. One that somebody has already, of 50 random bits, is passed over: the next look finds none and tries again. */
export async function addCodes(
  database: Queryable,
  shopId: number,
  codes: readonly { member: string; code: string }[],
  now: Date,
): Promise<void> {
  const sorted = [...codes].sort((a, b) => (a.code < b.code ? -1 : 1));
  await withRows(
    // Two who look at one card at once both find none: the older of their codes is shown from then on, and both lead to the member.
    database as Transaction,
    "referral-codes.add",
    `insert into referral_code (shop_id, code, member_id, created_at) select $more1, code, member_id, $more2 from $rows
     on conflict (shop_id, code) do nothing`,
    [
      ["code", "text", (row) => row.code],
      ["member_id", "bigint", (row) => row.member],
    ],
    sorted,
    [shopId, now],
  );
}

/** Whose these codes are. */
export async function membersByCode(
  database: Queryable,
  shopId: number,
  codes: readonly string[],
): Promise<Map<string, string>> {
  if (codes.length === 0) return new Map();
  const result = await database.query<{ code: string; member_id: string }>({
    name: "referral-codes.members",
    text: "select code, member_id from referral_code where shop_id = $1 and code = any($2::text[])",
    values: [shopId, codes],
  });
  return new Map(result.rows.map((row) => [row.code, row.member_id]));
}
