import type { CustomerFactName } from "../contracts/customer-facts.ts";
import type { Database } from "../persistence/database.ts";
import { instantOf } from "./columns.ts";

/** What a member told or what is told of them, for their page; the newest value of each. */
export interface FactRow {
  fact: CustomerFactName;
  value: string;
  /** ISO 8601. */
  since: string;
}

export async function factsOfMember(database: Database, shopId: number, memberId: string): Promise<FactRow[]> {
  const { rows } = await database.pool.query<{ fact: CustomerFactName; value: string; since: Date }>(
    `SELECT fact, value, since FROM customer_fact
     WHERE shop_id = $1 AND member_id = $2 AND value IS NOT NULL ORDER BY fact, word`,
    [shopId, memberId],
  );
  return rows.map(({ since, ...row }) => ({ ...row, since: instantOf(since) }));
}

/** Something that a member did, and what came of it. */
export interface EventRow {
  name: string;
  /** Who told: api, a provider of reviews, or zegel. */
  source: string;
  /** ISO 8601. */
  occurredAt: string;
  undoneAt: string | null;
  /** By rule; empty where none gave anything. `full`: the rule's budget was used up. */
  awards: { rule: string; points: number; state: "open" | "full" | "undone" | "kept" }[];
}

/** The newest events of a member. */
export async function eventsOfMember(
  database: Database,
  shopId: number,
  memberId: string,
  limit = 50,
): Promise<EventRow[]> {
  const { rows } = await database.pool.query<{
    name: string;
    source: string;
    occurred_at: Date;
    undone_at: Date | null;
    awards: EventRow["awards"];
  }>(
    `SELECT name, source, occurred_at, undone_at, coalesce((
       SELECT jsonb_agg(jsonb_build_object('rule', rule, 'points', given, 'state', state) ORDER BY rule)
       FROM event_award WHERE event_award.shop_id = $1 AND event_award.event = member_event.id), '[]') AS awards
     FROM member_event WHERE shop_id = $1 AND member_id = $2 AND name IS NOT NULL ORDER BY occurred_at DESC, id DESC LIMIT $3`,
    [shopId, memberId, limit],
  );
  return rows.map(({ occurred_at, undone_at, ...row }) => ({
    ...row,
    occurredAt: instantOf(occurred_at),
    undoneAt: undone_at === null ? null : instantOf(undone_at),
  }));
}

/** How often each rule for events has counted, and the points that it has given in all. */
export async function eventRuleUses(
  database: Database,
  shopId: number,
): Promise<Map<string, { times: number; points: number }>> {
  const { rows } = await database.pool.query<{ rule: string; times: string; points: string }>(
    "SELECT rule, times, points FROM rule_use WHERE shop_id = $1",
    [shopId],
  );
  return new Map(rows.map(({ rule, times, points }) => [rule, { times: Number(times), points: Number(points) }]));
}
