import { noStanding, type Standing } from "../domain/programme/audience.ts";
import type { Transaction } from "./database.ts";

interface StandingRow {
  id: string;
  memberships: string[];
  tier: string | null;
  segments: string[];
  tags: string[];
}

/**
 * Who members are, as audiences ask for it, in one statement however many they are; nobody is left out. Read within the transaction that
 * acts on it. Tags are spelled as at Shopify; segments are as old as the last scoring, memberships as the last sweep.
 */
export async function standingsOf(
  transaction: Pick<Transaction, "query">,
  shopId: number,
  memberIds: readonly string[],
): Promise<Map<string, Standing>> {
  const standings = new Map<string, Standing>(memberIds.map((id) => [id, noStanding]));
  if (memberIds.length === 0) return standings;
  const result = await transaction.query<StandingRow>({
    name: "standings.of",
    text: `select asked.id::text as id, member_tier.level as tier, coalesce(score.segments, '{}') as segments,
             array(select value from customer_fact
               where shop_id = $1 and member_id = asked.id and fact = 'tag' and value is not null order by word) as tags,
             array(select distinct code from membership
               where shop_id = $1 and member_id = asked.id and status in ('running', 'grace') order by code) as memberships
           from (select distinct unnest($2::bigint[]) as id) as asked
           left join member_score score on score.shop_id = $1 and score.member_id = asked.id
           left join member_tier on member_tier.shop_id = $1 and member_tier.member_id = asked.id`,
    values: [shopId, memberIds],
  });
  for (const { id, ...standing } of result.rows) standings.set(id, { ...noStanding, ...standing });
  return standings;
}
