import type { Habit, OfferWhy } from "../domain/offers/pick-offers.ts";
import type { Transaction } from "./database.ts";
import { integer, withRows } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

/** An offer as a member gets it; what it says stays as it was when the week began. */
export interface MadeOffer {
  /** As it stands in the wallet once it is activated. */
  ref: string;
  /** Global id of the product. */
  product: string;
  handle: string | null;
  title: string;
  imageUrl: string | null;
  percent: number;
  /** Null for all. */
  pieces: number | null;
  why: OfferWhy;
}

export interface OfferBox {
  member: string;
  /** The week's first day (YYYY-MM-DD). */
  week: string;
  endsAt: Date;
  activate: number;
  offers: MadeOffer[];
}

export interface StoredActivatedOffer {
  ref: string;
  member: string;
  week: string;
  endsAt: Date;
  offer: MadeOffer;
  status: "active" | "used" | "lapsed";
  /** Orders that use it now. */
  orders: string[];
}

/** How far a week's offers have been made; the row is there from here on. */
export async function offerRound(
  database: Queryable,
  shopId: number,
  week: string,
): Promise<{ cursor: string; finishedAt: Date | null }> {
  const { rows } = await database.query<{ cursor: string; finishedAt: Date | null }>(
    `insert into offer_round (shop_id, week) values ($1, $2)
     on conflict (shop_id, week) do update set cursor = offer_round.cursor returning cursor, finished_at as "finishedAt"`,
    [shopId, week],
  );
  return rows[0] ?? { cursor: "0", finishedAt: null };
}

/** Whether a week's offers are still to be made. */
export async function isOfferRoundOpen(database: Queryable, shopId: number, week: string): Promise<boolean> {
  const { rowCount } = await database.query(
    "select 1 from offer_round where shop_id = $1 and week = $2 and finished_at is not null",
    [shopId, week],
  );
  return rowCount === 0;
}

export async function moveOfferRound(
  database: Queryable,
  shopId: number,
  week: string,
  { cursor, finishedAt }: { cursor: string; finishedAt: Date | null },
): Promise<void> {
  await database.query("update offer_round set cursor = $3, finished_at = $4 where shop_id = $1 and week = $2", [
    shopId,
    week,
    cursor,
    finishedAt,
  ]);
}

/** What counts as a purchase of goods: paid, kept, not cancelled and no test. */
const BOUGHT = `(line->>'currentQuantity')::int > 0 and line->>'productGid' is not null and not (line->>'isGiftCard')::boolean
  and cancelled_at is null and (state->'order'->>'isPaid')::boolean and not (state->'order'->>'isTest')::boolean`;

/** Members behind one, and what each bought from an instant on until another. Those who bought nothing come along. */
export async function habitsOfMembers(
  database: Queryable,
  shopId: number,
  { after, since, until, most }: { after: string; since: Date; until: Date; most: number },
): Promise<Map<string, Habit[]>> {
  const members = await database.query<{ id: string }>({
    name: "offers.members",
    text: `select id from member where shop_id = $1 and id > $2 and status = 'member' order by id limit $3`,
    values: [shopId, after, most],
  });
  const habits = new Map<string, Habit[]>(members.rows.map(({ id }) => [id, []]));
  if (habits.size === 0) return habits;
  const { rows } = await database.query<{ member: string; product: string; orders: string; days: string }>({
    name: "offers.habits",
    text: `select member_id as member, line->>'productGid' as product, count(distinct gid) as orders,
             floor(extract(epoch from $4::timestamptz - max(placed_at)) / 86400) as days
           from "order", jsonb_array_elements(state->'order'->'lines') as line
           where shop_id = $1 and member_id = any($2::bigint[]) and placed_at >= $3 and placed_at < $4 and ${BOUGHT}
           group by 1, 2`,
    values: [shopId, [...habits.keys()], since, until],
  });
  for (const { member, product, orders, days } of rows)
    habits.get(member)?.push({ product, orders: integer(orders), daysAgo: integer(days) });
  return habits;
}

/** What a shop has sold in most orders from an instant on until another, the most first. */
export async function popularProducts(
  database: Queryable,
  shopId: number,
  { since, until, most }: { since: Date; until: Date; most: number },
): Promise<string[]> {
  const { rows } = await database.query<{ product: string }>(
    `select line->>'productGid' as product from "order", jsonb_array_elements(state->'order'->'lines') as line
     where shop_id = $1 and placed_at >= $2 and placed_at < $3 and ${BOUGHT}
     group by 1 order by count(distinct gid) desc, 1 limit $4`,
    [shopId, since, until, most],
  );
  return rows.map(({ product }) => product);
}

/** Products that were offered to these members in the last week before one, by member. */
export async function offeredBefore(
  database: Queryable,
  shopId: number,
  week: string,
  members: readonly string[],
): Promise<Map<string, Set<string>>> {
  const { rows } = await database.query<{ member: string; products: string[] }>({
    name: "offers.before",
    text: `select distinct on (member_id) member_id as member, array(select offer->>'product' from jsonb_array_elements(offers) as offer) as products
           from offer_box where shop_id = $1 and week < $2 and member_id = any($3::bigint[]) order by member_id, week desc`,
    values: [shopId, week, members],
  });
  return new Map(rows.map(({ member, products }) => [member, new Set(products)]));
}

/** Writes boxes; one that is there already stays, since its member may have seen it. Boxes of weeks before the last go. */
export async function writeBoxes(transaction: Transaction, shopId: number, boxes: readonly OfferBox[]): Promise<void> {
  await withRows(
    transaction,
    "offers.write",
    `insert into offer_box (shop_id, member_id, week, ends_at, activate, offers)
     select $more1, member_id, week, ends_at, activate, offers from $rows on conflict (shop_id, member_id, week) do nothing`,
    [
      ["member_id", "bigint", (row) => row.member],
      ["week", "date", (row) => row.week],
      ["ends_at", "timestamptz", (row) => row.endsAt],
      ["activate", "int", (row) => row.activate],
      ["offers", "jsonb", (row) => row.offers],
    ],
    boxes,
    [shopId],
  );
}

export async function dropBoxesBefore(database: Queryable, shopId: number, week: string): Promise<void> {
  await database.query("delete from offer_box where shop_id = $1 and week < $2", [shopId, week]);
}

/** The boxes of these members whose week has not ended. */
export async function openBoxes(
  database: Queryable,
  shopId: number,
  members: readonly string[],
  now: Date,
): Promise<OfferBox[]> {
  const { rows } = await database.query<OfferBox>({
    name: "offers.open",
    text: `select member_id as member, week::text, ends_at as "endsAt", activate, offers from offer_box
           where shop_id = $1 and member_id = any($2::bigint[]) and ends_at > $3 order by member_id, week`,
    values: [shopId, members, now],
  });
  return rows;
}

/** What these members activated of weeks that have not ended. */
export async function activatedOffers(
  database: Queryable,
  shopId: number,
  members: readonly string[],
  now: Date,
): Promise<StoredActivatedOffer[]> {
  const { rows } = await database.query<StoredActivatedOffer>({
    name: "offers.activated",
    text: `${SELECT} where shop_id = $1 and member_id = any($2::bigint[]) and ends_at > $3 order by member_id, activated_at, ref`,
    values: [shopId, members, now],
  });
  return rows;
}

/** What lies in these members' wallets. */
export async function activeOffers(
  database: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<StoredActivatedOffer[]> {
  const { rows } = await database.query<StoredActivatedOffer>({
    name: "offers.active",
    text: `${SELECT} where shop_id = $1 and member_id = any($2::bigint[]) and status = 'active' order by member_id, activated_at, ref`,
    values: [shopId, members],
  });
  return rows;
}

export async function insertActivated(
  transaction: Transaction,
  shopId: number,
  { ref, member, week, endsAt, offer }: Omit<StoredActivatedOffer, "status" | "orders">,
  now: Date,
): Promise<void> {
  await transaction.query(
    `insert into activated_offer (shop_id, ref, member_id, week, ends_at, offer, orders, activated_at) values ($1, $2, $3, $4, $5, $6, '{}', $7)
     on conflict (shop_id, ref) do nothing`,
    [shopId, ref, member, week, endsAt, JSON.stringify(offer), now],
  );
}

/** Locks activated offers by reference. */
export async function lockActivated(
  transaction: Transaction,
  shopId: number,
  refs: readonly string[],
): Promise<StoredActivatedOffer[]> {
  if (refs.length === 0) return [];
  const { rows } = await transaction.query<StoredActivatedOffer>({
    name: "offers.lock",
    text: `${SELECT} where shop_id = $1 and ref = any($2::text[]) order by ref for update`,
    values: [shopId, refs],
  });
  return rows;
}

export async function writeActivated(
  transaction: Transaction,
  shopId: number,
  offers: readonly Pick<StoredActivatedOffer, "ref" | "status" | "orders">[],
): Promise<void> {
  await withRows(
    transaction,
    "offers.write_activated",
    `update activated_offer set status = rows.status, orders = string_to_array(rows.orders, ' ')
     from $rows where activated_offer.shop_id = $more1 and activated_offer.ref = rows.ref`,
    [
      ["ref", "text", (row) => row.ref],
      ["status", "text", (row) => row.status],
      ["orders", "text", (row) => row.orders.join(" ")],
    ],
    offers,
    [shopId],
  );
}

/** Offers whose week is over lapse; returns whose wallets they lie in. */
export async function lapseOffers(transaction: Transaction, shopId: number, now: Date): Promise<string[]> {
  const { rows } = await transaction.query<{ member: string }>(
    `update activated_offer set status = 'lapsed' where shop_id = $1 and status = 'active' and ends_at <= $2 returning member_id as member`,
    [shopId, now],
  );
  return [...new Set(rows.map(({ member }) => member))];
}

/** What one member activated becomes another's; what they were offered goes. */
export async function moveOffers(transaction: Transaction, shopId: number, from: string, into: string): Promise<void> {
  await transaction.query("update activated_offer set member_id = $3 where shop_id = $1 and member_id = $2", [
    shopId,
    from,
    into,
  ]);
  await transaction.query("delete from offer_box where shop_id = $1 and member_id = $2", [shopId, from]);
}

/** Offers say what somebody buys. */
export async function forgetOffers(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
): Promise<void> {
  for (const table of ["offer_box", "activated_offer"])
    await transaction.query(`delete from ${table} where shop_id = $1 and member_id = any($2::bigint[])`, [
      shopId,
      members,
    ]);
}

const SELECT = `select ref, member_id as member, week::text, ends_at as "endsAt", offer, status, orders from activated_offer`;
