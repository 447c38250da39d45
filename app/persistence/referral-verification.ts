import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";

/** What the ledger holds for referrals, side by side with nothing else: awarded less taken back, by referral and side. */
export async function pointsOfReferrals(
  transaction: Transaction,
  shopId: number,
): Promise<Map<string, { advocate: number; friend: number }>> {
  const { rows } = await transaction.query<{ id: string; side: "advocate" | "friend"; points: string }>(
    `select split_part(entry.key, ':', 2) as id, split_part(entry.key, ':', 3) as side,
       sum(case when posting.source = 'issued' then posting.points when posting.target = 'reversed' then -posting.points else 0 end) as points
     from entry join posting on posting.shop_id = entry.shop_id and posting.entry_id = entry.id
     where entry.shop_id = $1 and entry.key like 'referral:%' group by 1, 2`,
    [shopId],
  );
  const points = new Map<string, { advocate: number; friend: number }>();
  for (const row of rows) {
    const held = points.get(row.id) ?? { advocate: 0, friend: 0 };
    points.set(row.id, { ...held, [row.side]: integer(row.points) });
  }
  return points;
}

/** Ids of a shop's referrals after one, in their order. */
export async function referralsAfter(
  transaction: Transaction,
  shopId: number,
  after: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await transaction.query<{ id: string }>(
    "select id from referral where shop_id = $1 and id > $2 order by id limit $3",
    [shopId, after, limit],
  );
  return rows.map(({ id }) => id);
}
