import type { CustomerFactName } from "../contracts/customer-facts.ts";
import type { KnownFact } from "../domain/customers/known-facts.ts";
import type { Transaction } from "./database.ts";
import { withRows } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

interface FactRow {
  member: string;
  fact: CustomerFactName;
  word: string;
  value: string | null;
  told_at: Date;
  since: Date;
}

/** What is known of members, by member; also what is so no longer. */
export async function factsOf(
  database: Queryable,
  shopId: number,
  memberIds: readonly string[],
): Promise<Map<string, KnownFact[]>> {
  const facts = new Map<string, KnownFact[]>(memberIds.map((id) => [id, []]));
  if (memberIds.length === 0) return facts;
  const result = await database.query<FactRow>({
    name: "customer_facts.of",
    text: `select member_id as member, fact, word, value, told_at, since from customer_fact
           where shop_id = $1 and member_id = any($2::bigint[]) order by member_id, fact, word`,
    values: [shopId, memberIds],
  });
  for (const { member, told_at, since, ...fact } of result.rows)
    facts.get(member)?.push({ ...fact, toldAt: told_at.getTime(), since: since.getTime() });
  return facts;
}

/** Writes facts as they are now. Whoever calls holds the shop's lock: what was read before is still so. */
export async function writeFacts(
  transaction: Transaction,
  shopId: number,
  facts: readonly (KnownFact & { member: string })[],
): Promise<void> {
  await withRows(
    transaction,
    "customer_facts.write",
    `insert into customer_fact (shop_id, member_id, fact, word, value, told_at, since)
     select $more1, member, fact, word, value, told_at, since from $rows
     on conflict (shop_id, member_id, fact, word) do update
       set value = excluded.value, told_at = excluded.told_at, since = excluded.since`,
    [
      ["member", "bigint", (row) => row.member],
      ["fact", "text", (row) => row.fact],
      ["word", "text", (row) => row.word],
      ["value", "text", (row) => row.value],
      ["told_at", "timestamptz", (row) => new Date(row.toldAt)],
      ["since", "timestamptz", (row) => new Date(row.since)],
    ],
    facts,
    [shopId],
  );
}

/** Of two members who are one, the newest of each fact holds. */
export async function moveFacts(transaction: Transaction, shopId: number, from: string, into: string): Promise<void> {
  await transaction.query(
    `with moved as (delete from customer_fact where shop_id = $1 and member_id = $2 returning fact, word, value, told_at, since)
     insert into customer_fact (shop_id, member_id, fact, word, value, told_at, since)
     select $1, $3, fact, word, value, told_at, since from moved
     on conflict (shop_id, member_id, fact, word) do update
       set value = excluded.value, told_at = excluded.told_at, since = excluded.since
       where customer_fact.told_at < excluded.told_at`,
    [shopId, from, into],
  );
}

export async function forgetFacts(transaction: Transaction, shopId: number, members: readonly string[]): Promise<void> {
  await transaction.query("delete from customer_fact where shop_id = $1 and member_id = any($2::bigint[])", [
    shopId,
    members,
  ]);
}

/** The customers are gone at Shopify: nothing is known of them any more, and what was told before then does not bring it back. */
export async function forgetFactsOfCustomers(
  transaction: Transaction,
  shopId: number,
  customerGids: readonly string[],
  now: Date,
): Promise<void> {
  if (customerGids.length === 0) return;
  await transaction.query(
    `update customer_fact set value = null, told_at = greatest(told_at, $3), since = $3 from member
     where customer_fact.shop_id = $1 and member.shop_id = $1 and member.customer_gid = any($2::text[])
       and customer_fact.member_id = member.id`,
    [shopId, customerGids, now],
  );
}

/** What the shop does not collect any more goes. */
export async function dropFacts(
  database: Queryable,
  shopId: number,
  facts: readonly CustomerFactName[],
): Promise<void> {
  if (facts.length === 0) return;
  await database.query("delete from customer_fact where shop_id = $1 and fact = any($2::text[])", [shopId, facts]);
}

/** Members of whom Shopify is still to be asked, the newest first. */
export async function membersToLearn(
  database: Queryable,
  shopId: number,
  limit: number,
): Promise<{ id: string; customerGid: string }[]> {
  const result = await database.query<{ id: string; customerGid: string }>({
    name: "customer_facts.to_learn",
    text: `select id, customer_gid as "customerGid" from member
           where shop_id = $1 and facts_read_at is null and status = 'member' and customer_gid is not null
           order by id desc limit $2`,
    values: [shopId, limit],
  });
  return result.rows;
}

export async function isAnyoneToLearn(database: Queryable, shopId: number): Promise<boolean> {
  return (await membersToLearn(database, shopId, 1)).length > 0;
}

export async function markLearned(
  transaction: Queryable,
  shopId: number,
  memberIds: readonly string[],
  now: Date,
): Promise<void> {
  await transaction.query({
    name: "customer_facts.learned",
    text: "update member set facts_read_at = $3 where shop_id = $1 and id = any($2::bigint[])",
    values: [shopId, memberIds, now],
  });
}

/** Of these customers Shopify is to be asked again, where it was last asked before they changed. */
export async function learnAgain(
  transaction: Transaction,
  shopId: number,
  customers: readonly { customerGid: string; changedAt: number }[],
): Promise<void> {
  await withRows(
    transaction,
    "customer_facts.again",
    `update member set facts_read_at = null from $rows
     where member.shop_id = $more1 and member.customer_gid = rows.customer_gid and member.facts_read_at < rows.changed_at`,
    [
      ["customer_gid", "text", (row) => row.customerGid],
      ["changed_at", "timestamptz", (row) => new Date(row.changedAt)],
    ],
    customers,
    [shopId],
  );
}

/** Everybody is to be asked about again: the shop collects something that it did not. */
export async function learnAllAnew(database: Queryable, shopId: number): Promise<void> {
  await database.query("update member set facts_read_at = null where shop_id = $1 and facts_read_at is not null", [
    shopId,
  ]);
}

/** Members whose birthday is on one of these days of a year ("02-28"), from behind `after` on, with since when that is known. */
export async function birthdaysOn(
  database: Queryable,
  shopId: number,
  monthDays: readonly string[],
  after: string,
  limit: number,
): Promise<{ member: string; since: number }[]> {
  const result = await database.query<{ member: string; since: Date }>({
    name: "customer_facts.birthdays",
    text: `select fact.member_id as member, fact.since from customer_fact fact
           join member on member.shop_id = $1 and member.id = fact.member_id and member.status = 'member'
           where fact.shop_id = $1 and fact.fact = 'birthday' and fact.value is not null
             and right(fact.value, 5) = any($2::text[]) and fact.member_id > $3::bigint
           order by fact.member_id limit $4`,
    values: [shopId, monthDays, after, limit],
  });
  return result.rows.map(({ member, since }) => ({ member, since: since.getTime() }));
}
