import type { Transaction } from "./database.ts";
import { withRows } from "./rows.ts";

/** A customer of the shop as payloads and reconciliation tell of them. */
export interface CustomerFacts {
  customerGid: string;
  email: string | null;
  firstName: string | null;
  lastName: string | null;
  /** `updated_at`, epoch milliseconds: facts older than those on record change nothing. */
  version: number | null;
  createdAt: number | null;
}

export interface Names {
  firstName?: string | null;
  lastName?: string | null;
}

export interface MemberRow {
  id: string;
  customerGid: string | null;
  email: string | null;
  status: "member" | "guest" | "merged" | "erased";
}

const COLUMNS = `id, customer_gid as "customerGid", email, status`;

/**
 * Makes members (with an empty balance) of customers that are not known yet. Guests are keyed by e-mail address. Safe to run twice and
 * at the same time: the unique index on the customer decides.
 */
export async function enrolCustomers(
  transaction: Transaction,
  shopId: number,
  customers: readonly (Names & { customerGid: string; email: string | null; joinedAt: number })[],
): Promise<void> {
  const sorted = [...customers].sort((a, b) => (a.customerGid < b.customerGid ? -1 : 1));
  await withRows(
    transaction,
    "members.enrol",
    `with enrolled as (
       insert into member (shop_id, customer_gid, email, first_name, last_name, joined_at)
       select $more1, customer_gid, email, first_name, last_name, joined_at from $rows
       on conflict (shop_id, customer_gid) where customer_gid is not null do nothing returning id)
     insert into balance (shop_id, member_id) select $more1, id from enrolled`,
    [
      ["customer_gid", "text", (row) => row.customerGid],
      ["email", "text", (row) => row.email],
      ["first_name", "text", (row) => row.firstName],
      ["last_name", "text", (row) => row.lastName],
      ["joined_at", "timestamptz", (row) => new Date(row.joinedAt)],
    ],
    sorted,
    [shopId],
  );
}

/** Members by customer, as they stand now; a merged one gives the member that they were merged into. */
export async function membersByCustomer(
  database: Pick<Transaction, "query">,
  shopId: number,
  customerGids: readonly string[],
): Promise<Map<string, MemberRow>> {
  if (customerGids.length === 0) return new Map();
  // "is not null" is for the planner: without it, it cannot prove that the partial index holds all that is asked for.
  const result = await database.query<MemberRow>({
    name: "members.by_customer",
    text: `select ${COLUMNS} from member
           where shop_id = $1 and customer_gid = any($2::text[]) and customer_gid is not null`,
    values: [shopId, customerGids],
  });
  const merged = result.rows.filter((row) => row.status === "merged").map((row) => row.id);
  const heirs = await membersById(database, shopId, merged);
  return new Map(
    result.rows.flatMap((row) => {
      const member = row.status === "merged" ? heirs.get(row.id) : row;
      return member ? [[row.customerGid ?? "", member] as const] : [];
    }),
  );
}

/** Members by id, following merges; the key is the id that was asked for. */
export async function membersById(
  database: Pick<Transaction, "query">,
  shopId: number,
  ids: readonly string[],
): Promise<Map<string, MemberRow>> {
  if (ids.length === 0) return new Map();
  const result = await database.query<MemberRow & { key: string }>({
    name: "members.by_id",
    text: `with recursive chain as (
             select member.id as key, member.id, member.merged_into, 0 as depth from member
             where shop_id = $1 and id = any($2::bigint[])
             union all
             select chain.key, member.id, member.merged_into, chain.depth + 1 from chain
             join member on member.shop_id = $1 and member.id = chain.merged_into where chain.depth < 20)
           select chain.key, member.id, member.customer_gid as "customerGid", member.email, member.status
           from chain join member on member.shop_id = $1 and member.id = chain.id where chain.merged_into is null`,
    values: [shopId, ids],
  });
  return new Map(result.rows.map(({ key, ...member }) => [key, member]));
}

/** Of these members, those for whom, or for anybody who was merged into them, the ledger holds the entry of a key. */
export async function membersWithEntry(
  transaction: Transaction,
  shopId: number,
  ids: readonly string[],
  keyOf: (member: string) => string,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const line = await transaction.query<{ heir: string; id: string }>({
    name: "members.merged_into",
    text: `with recursive line as (
             select id as heir, id, 0 as depth from member where shop_id = $1 and id = any($2::bigint[])
             union all
             select line.heir, member.id, line.depth + 1 from line
             join member on member.shop_id = $1 and member.merged_into = line.id where line.depth < 20)
           select heir, id from line`,
    values: [shopId, ids],
  });
  const heirs = new Map(line.rows.map(({ heir, id }) => [keyOf(id), heir]));
  const found = await transaction.query<{ key: string }>({
    name: "members.with_entry",
    text: "select key from entry where shop_id = $1 and key = any($2::text[])",
    values: [shopId, [...heirs.keys()]],
  });
  return found.rows.flatMap(({ key }) => heirs.get(key) ?? []);
}

/** Of these members, those of whom a name is known. */
export async function membersWithNames(
  transaction: Transaction,
  shopId: number,
  ids: readonly string[],
): Promise<Set<string>> {
  const result = await transaction.query<{ id: string }>({
    name: "members.with_names",
    text: `select id from member where shop_id = $1 and id = any($2::bigint[])
           and coalesce(nullif(first_name, ''), nullif(last_name, '')) is not null`,
    values: [shopId, ids],
  });
  return new Set(result.rows.map(({ id }) => id));
}

/** Members and guests with these e-mail addresses; a member goes before a guest, the oldest before newer ones. */
export async function membersByEmail(
  transaction: Transaction,
  shopId: number,
  emails: readonly string[],
): Promise<Map<string, MemberRow>> {
  if (emails.length === 0) return new Map();
  const result = await transaction.query<MemberRow & { email: string }>({
    name: "members.by_email",
    text: `select distinct on (email) ${COLUMNS} from member
           where shop_id = $1 and email = any($2::text[]) and email is not null and status in ('member', 'guest')
           order by email, case status when 'member' then 0 else 1 end, id`,
    values: [shopId, emails],
  });
  return new Map(result.rows.map((row) => [row.email, row]));
}

/** The guest that waits under this address, if there is one. */
export async function guestsByEmail(
  transaction: Transaction,
  shopId: number,
  emails: readonly string[],
): Promise<Map<string, MemberRow>> {
  if (emails.length === 0) return new Map();
  const result = await transaction.query<MemberRow & { email: string }>({
    name: "members.guests",
    text: `select ${COLUMNS} from member where shop_id = $1 and email = any($2::text[]) and email is not null and status = 'guest' order by id`,
    values: [shopId, emails],
  });
  return new Map(result.rows.map((row) => [row.email, row]));
}

/** Guests who wait under these addresses, none of which is known yet. */
export async function addGuests(
  transaction: Transaction,
  shopId: number,
  guests: readonly { email: string; joinedAt: number }[],
): Promise<MemberRow[]> {
  return withRows<(typeof guests)[number], MemberRow>(
    transaction,
    "members.add_guests",
    `with guest as (
       insert into member (shop_id, email, status, joined_at) select $more1, email, 'guest', joined_at from $rows
       returning ${COLUMNS}),
     empty as (insert into balance (shop_id, member_id) select $more1, id from guest)
     select * from guest`,
    [
      ["email", "text", (row) => row.email],
      ["joined_at", "timestamptz", (row) => new Date(row.joinedAt)],
    ],
    guests,
    [shopId],
  );
}

/** Brings what is known of customers up to date where these facts are newer. An erased member stays erased. */
export async function updateCustomers(
  transaction: Transaction,
  shopId: number,
  customers: readonly CustomerFacts[],
): Promise<void> {
  await withRows(
    transaction,
    "members.update",
    `update member set email = rows.email, first_name = rows.first_name, last_name = rows.last_name,
            customer_version = rows.version
     from $rows where member.shop_id = $more1 and member.customer_gid = rows.customer_gid and member.status = 'member'
       and (member.customer_version is null or rows.version is null or member.customer_version <= rows.version)`,
    [
      ["customer_gid", "text", (row) => row.customerGid],
      ["email", "text", (row) => row.email],
      ["first_name", "text", (row) => row.firstName],
      ["last_name", "text", (row) => row.lastName],
      ["version", "timestamptz", (row) => (row.version === null ? null : new Date(row.version))],
    ],
    customers,
    [shopId],
  );
}

/** The member is somebody else from now on: later events of theirs go to `into`. Their personal data goes at once. */
export async function markMerged(
  transaction: Transaction,
  shopId: number,
  member: string,
  into: string,
): Promise<void> {
  await transaction.query(
    `update member set status = 'merged', merged_into = $3, email = null, first_name = null, last_name = null
     where shop_id = $1 and id = $2`,
    [shopId, member, into],
  );
}

/** Forgets who a member was; the ledger keeps its figures under a number that leads to nobody. */
export async function eraseMembers(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
): Promise<void> {
  await transaction.query(
    `update member set status = 'erased', customer_gid = null, email = null, first_name = null, last_name = null,
            wallet_digest = null, card_digest = null
     where shop_id = $1 and id = any($2::bigint[])`,
    [shopId, members],
  );
}

/** Members who were merged away lose their customer's id as well: nothing can come in for it any more that should find their heir. */
export async function forgetMerged(
  transaction: Transaction,
  shopId: number,
  customerGids: readonly string[],
): Promise<void> {
  await transaction.query(
    `update member set customer_gid = null, wallet_digest = null, card_digest = null
     where shop_id = $1 and customer_gid = any($2::text[]) and status = 'merged'`,
    [shopId, customerGids],
  );
}

/**
 * The customer is gone at Shopify: their names go, and what was written of them before then does not bring them back. Points stay, since a
 * merge deletes a customer too and may be heard of later.
 */
export async function forgetNames(
  transaction: Transaction,
  shopId: number,
  customerGids: readonly string[],
  now: Date,
): Promise<void> {
  if (customerGids.length === 0) return;
  await transaction.query(
    `update member set email = null, first_name = null, last_name = null, customer_version = $3
     where shop_id = $1 and customer_gid = any($2::text[])`,
    [shopId, customerGids, now],
  );
}
