import type { Transaction } from "./database.ts";
import { withRows } from "./rows.ts";

export interface TierCredit {
  member: string;
  by: "spend" | "points" | "orders";
  /** Minor units, points or orders. */
  value: number;
}

/** Writes what levels of another system stand for. The same again changes nothing; another level counts from now on in place of the first. */
export async function writeTierCredits(
  transaction: Transaction,
  shopId: number,
  source: string,
  credits: readonly TierCredit[],
  now: Date,
): Promise<void> {
  await withRows(
    transaction,
    "tier-credits.write",
    `with written as (
       insert into tier_credit (shop_id, member_id, source, by, value, at) select $more1, member_id, $more2, by, value, $more3 from $rows
       on conflict (shop_id, member_id, source) do update set by = excluded.by, value = excluded.value, at = excluded.at
         where (tier_credit.by, tier_credit.value) is distinct from (excluded.by, excluded.value)
       returning member_id)
     insert into tier_due (shop_id, member_id) select $more1, member_id from written`,
    [
      ["member_id", "bigint", (row) => row.member],
      ["by", "text", (row) => row.by],
      ["value", "bigint", (row) => row.value],
    ],
    credits,
    [shopId, source, now],
  );
}

/** What one member brought along becomes another's: of one system the more. */
export async function moveTierCredits(
  transaction: Transaction,
  shopId: number,
  from: string,
  into: string,
): Promise<void> {
  await transaction.query(
    `with gone as (delete from tier_credit where shop_id = $1 and member_id = $2 returning source, by, value, at)
     insert into tier_credit (shop_id, member_id, source, by, value, at) select $1, $3, source, by, value, at from gone
     on conflict (shop_id, member_id, source) do update set by = excluded.by, value = excluded.value, at = excluded.at
       where tier_credit.value < excluded.value`,
    [shopId, from, into],
  );
}

export async function forgetTierCredits(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
): Promise<void> {
  await transaction.query("delete from tier_credit where shop_id = $1 and member_id = any($2::bigint[])", [
    shopId,
    members,
  ]);
}
