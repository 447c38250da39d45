import type { Transaction } from "./database.ts";
import { type Column, integer, withRows } from "./rows.ts";

/** Points that a rule or campaign with limits gave an order, or took back (below zero). */
export interface RuleUse {
  rule: string;
  memberId: string;
  /** The shop's calendar day (YYYY-MM-DD) on which the order was placed. */
  day: string;
  points: number;
}

/** What stands for everybody and for ever among members and days. */
export const EVERYBODY = "0";
export const EVER = "";

/** What these rules gave so far to everybody and to these members, in all and on these days: by `keyOfUse`. */
export async function usesOf(
  transaction: Transaction,
  shopId: number,
  rules: readonly string[],
  members: readonly string[],
  days: readonly string[],
): Promise<Map<string, number>> {
  if (rules.length === 0) return new Map();
  const result = await transaction.query<{ rule: string; member_id: string; day: string; points: string }>({
    name: "order-rule-use.read",
    text: `select rule, member_id, day, points from order_rule_use
           where shop_id = $1 and rule = any($2::text[]) and member_id = any($3::bigint[]) and day = any($4::text[])`,
    values: [shopId, rules, [EVERYBODY, ...members], [EVER, ...days]],
  });
  return new Map(result.rows.map((row) => [keyOfUse(row.rule, row.member_id, row.day), integer(row.points)]));
}

export function keyOfUse(rule: string, memberId: string, day: string): string {
  return `${rule} ${memberId} ${day}`;
}

/** Adds to what was given, for all that limits count. In the transaction that books the points, under the shop's lock. */
export async function addUses(transaction: Transaction, shopId: number, uses: readonly RuleUse[]): Promise<void> {
  const sums = new Map<string, RuleUse>();
  for (const use of uses) {
    for (const memberId of [EVERYBODY, use.memberId]) {
      for (const day of [EVER, use.day]) {
        const key = keyOfUse(use.rule, memberId, day);
        const points = (sums.get(key)?.points ?? 0) + use.points;
        sums.set(key, { ...use, memberId, day, points });
      }
    }
  }
  const changes = [...sums.values()].filter(({ points }) => points !== 0);
  const columns: Column<RuleUse>[] = [
    ["rule", "text", (row) => row.rule],
    ["member_id", "bigint", (row) => row.memberId],
    ["day", "text", (row) => row.day],
    ["points", "bigint", (row) => row.points],
  ];
  // Rows are made first: a row that takes back would be refused as one below zero before it is added to what is there.
  await withRows(
    transaction,
    "order-rule-use.make",
    `insert into order_rule_use (shop_id, rule, member_id, day, points) select $more1, rule, member_id, day, 0 from $rows
     on conflict (shop_id, rule, member_id, day) do nothing`,
    columns,
    changes,
    [shopId],
  );
  await withRows(
    transaction,
    "order-rule-use.add",
    `update order_rule_use set points = order_rule_use.points + rows.points from $rows
     where order_rule_use.shop_id = $more1 and order_rule_use.rule = rows.rule and order_rule_use.member_id = rows.member_id
       and order_rule_use.day = rows.day`,
    columns,
    changes,
    [shopId],
  );
}

/** What one member was given counts as another's. */
export async function moveUses(transaction: Transaction, shopId: number, from: string, into: string): Promise<void> {
  await transaction.query(
    `with moved as (delete from order_rule_use where shop_id = $1 and member_id = $2 returning rule, day, points)
     insert into order_rule_use as known (shop_id, rule, member_id, day, points)
     select $1, rule, $3, day, points from moved
     on conflict (shop_id, rule, member_id, day) do update set points = known.points + excluded.points`,
    [shopId, from, into],
  );
}
