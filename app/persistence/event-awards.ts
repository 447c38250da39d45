import type { EventAward, RuleCount } from "../domain/earning/events/counting.ts";
import type { EventTerms } from "../domain/earning/events/settle-event.ts";
import type { EventLimits } from "../domain/programme/compile-events.ts";
import type { Transaction } from "./database.ts";
import { integer, withRows } from "./rows.ts";

/** An award as it is stored, with what its rule said when it happened. */
export interface StoredAward extends EventAward {
  terms: EventTerms;
}

interface AwardRow {
  event: string;
  rule: string;
  member: string;
  subject: string;
  occurred_at: Date;
  day: string;
  worth: string;
  terms: EventTerms & { limits: EventLimits };
  state: EventAward["state"];
  given: string;
}

const AWARD = `event, rule, member_id as member, subject, occurred_at, to_char(day, 'YYYY-MM-DD') as day, worth, terms, state, given`;

function awardOf({ terms, occurred_at, worth, given, ...row }: AwardRow): StoredAward {
  const { limits, ...rest } = terms;
  const points = { worth: integer(worth), given: integer(given) };
  return { ...row, ...points, limits, terms: rest, occurredAt: occurred_at.getTime() };
}

/** All awards of these members by these rules. */
export async function awardsOf(
  transaction: Transaction,
  shopId: number,
  pairs: readonly { rule: string; member: string }[],
): Promise<StoredAward[]> {
  const rows = await withRows<(typeof pairs)[number], AwardRow>(
    transaction,
    "event_awards.of_members",
    `select ${AWARD} from event_award
     where shop_id = $more1 and (rule, member_id) in (select rule, member from $rows) order by event`,
    [
      ["rule", "text", (row) => row.rule],
      ["member", "bigint", (row) => row.member],
    ],
    pairs,
    [shopId],
  );
  return rows.map(awardOf);
}

/** The awards that events have, of all rules. */
export async function awardsOfEvents(
  transaction: Transaction,
  shopId: number,
  events: readonly string[],
): Promise<StoredAward[]> {
  if (events.length === 0) return [];
  const result = await transaction.query<AwardRow>({
    name: "event_awards.of_events",
    text: `select ${AWARD} from event_award where shop_id = $1 and event = any($2::bigint[]) order by event, rule`,
    values: [shopId, events],
  });
  return result.rows.map(awardOf);
}

/** Who waits for a place under a rule's budget, in the order in which they came. */
export async function fullAwards(
  transaction: Transaction,
  shopId: number,
  rules: readonly string[],
  limit: number,
): Promise<StoredAward[]> {
  if (rules.length === 0) return [];
  const result = await transaction.query<AwardRow>({
    name: "event_awards.full",
    text: `select ${AWARD} from event_award
           where shop_id = $1 and rule = any($2::text[]) and state = 'full' order by rule, event limit $3`,
    values: [shopId, rules, limit],
  });
  return result.rows.map(awardOf);
}

/** Adds awards that are new, and brings others to their state and what they gave. */
export async function writeAwards(
  transaction: Transaction,
  shopId: number,
  awards: readonly StoredAward[],
): Promise<void> {
  await withRows(
    transaction,
    "event_awards.write",
    `insert into event_award (shop_id, event, rule, member_id, subject, occurred_at, day, worth, terms, state, given)
     select $more1, event, rule, member, subject, occurred_at, day, worth, terms, state, given from $rows
     on conflict (shop_id, event, rule) do update set state = excluded.state, given = excluded.given`,
    [
      ["event", "bigint", (row) => row.event],
      ["rule", "text", (row) => row.rule],
      ["member", "bigint", (row) => row.member],
      ["subject", "text", (row) => row.subject],
      ["occurred_at", "timestamptz", (row) => new Date(row.occurredAt)],
      ["day", "date", (row) => row.day],
      ["worth", "bigint", (row) => row.worth],
      ["terms", "jsonb", (row) => ({ ...row.terms, limits: row.limits })],
      ["state", "text", (row) => row.state],
      ["given", "bigint", (row) => row.given],
    ],
    awards,
    [shopId],
  );
}

/** What rules have given in all. Whoever reads it to hold a budget holds the shop's lock. */
export async function ruleUses(
  transaction: Transaction,
  shopId: number,
  rules: readonly string[],
): Promise<Map<string, RuleCount>> {
  const uses = new Map<string, RuleCount>(rules.map((rule) => [rule, { times: 0, points: 0 }]));
  if (rules.length === 0) return uses;
  const result = await transaction.query<{ rule: string; times: string; points: string }>({
    name: "rule_uses.read",
    text: "select rule, times, points from rule_use where shop_id = $1 and rule = any($2::text[])",
    values: [shopId, rules],
  });
  for (const { rule, times, points } of result.rows) uses.set(rule, { times: integer(times), points: integer(points) });
  return uses;
}

export async function writeRuleUses(
  transaction: Transaction,
  shopId: number,
  uses: ReadonlyMap<string, RuleCount>,
): Promise<void> {
  await withRows(
    transaction,
    "rule_uses.write",
    `insert into rule_use (shop_id, rule, times, points) select $more1, rule, times, points from $rows
     on conflict (shop_id, rule) do update set times = excluded.times, points = excluded.points`,
    [
      ["rule", "text", ([rule]) => rule],
      ["times", "bigint", ([, use]) => use.times],
      ["points", "bigint", ([, use]) => use.points],
    ],
    [...uses],
    [shopId],
  );
}

/** All awards of these members. */
export async function awardsOfMembers(
  transaction: Transaction,
  shopId: number,
  memberIds: readonly string[],
): Promise<StoredAward[]> {
  const result = await transaction.query<AwardRow>({
    name: "event_awards.of_member",
    text: `select ${AWARD} from event_award where shop_id = $1 and member_id = any($2::bigint[]) order by event, rule`,
    values: [shopId, memberIds],
  });
  return result.rows.map(awardOf);
}

/** All awards of the next so many members behind one, in the order of their numbers. */
export async function awardsAfter(
  transaction: Transaction,
  shopId: number,
  after: string,
  members: number,
): Promise<StoredAward[]> {
  const result = await transaction.query<AwardRow>({
    name: "event_awards.after",
    text: `select ${AWARD} from event_award where shop_id = $1 and member_id in (
             select distinct member_id from event_award where shop_id = $1 and member_id > $2::bigint
             order by member_id limit $3) order by member_id, event, rule`,
    values: [shopId, after, members],
  });
  return result.rows.map(awardOf);
}

/** What the ledger's entries for events come to in all. */
export async function eventEntries(transaction: Transaction, shopId: number): Promise<number> {
  const result = await transaction.query<{ points: string }>(
    `select coalesce(sum(points), 0) as points from entry
     where shop_id = $1 and reason->>'code' in ('event_award', 'event_undone')`,
    [shopId],
  );
  return integer(result.rows[0]?.points ?? 0);
}

/** Events and awards of one member become another's. */
export async function moveEvents(transaction: Transaction, shopId: number, from: string, into: string): Promise<void> {
  for (const table of ["event_award", "member_event"]) {
    await transaction.query(`update ${table} set member_id = $3 where shop_id = $1 and member_id = $2`, [
      shopId,
      from,
      into,
    ]);
  }
}

/** What a forgotten member reviewed, followed or typed goes; that points were given, and when, stays under a number that leads to nobody. */
export async function forgetSubjects(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
): Promise<void> {
  await transaction.query("update event_award set subject = '' where shop_id = $1 and member_id = any($2::bigint[])", [
    shopId,
    members,
  ]);
}
