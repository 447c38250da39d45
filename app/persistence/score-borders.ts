import type { Borders, Fifths } from "../domain/segments/scores.ts";
import type { TierBorder } from "../domain/segments/top-share.ts";
import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";
import { IS_PURCHASE } from "./score-purchases.ts";
import { DAY_OF, IS_SCORED } from "./scores.ts";

type Queryable = Pick<Transaction, "query">;

/** The borders between the scores, and how many customers have a purchase. `bordersOf` of domain/segments, in the database. */
export async function readBorders(
  transaction: Transaction,
  shopId: number,
  timezone: string,
): Promise<{ borders: Borders; customers: number }> {
  await transaction.query("set local work_mem = '64MB'");
  const [recency, frequency, monetary] = [
    await fifthsOf(transaction, shopId, DAY_OF("last_order_at", "$2::text"), timezone),
    await fifthsOf(transaction, shopId, "orders", timezone),
    await fifthsOf(transaction, shopId, "spent_minor", timezone),
  ];
  return {
    borders: { recency: recency.fifths, frequency: frequency.fifths, monetary: monetary.fifths },
    customers: recency.customers,
  };
}

async function fifthsOf(
  transaction: Transaction,
  shopId: number,
  value: string,
  timezone: string,
): Promise<{ fifths: Fifths; customers: number }> {
  const border = (score: number): string =>
    `min(value) filter (where 5 * below >= ${score - 1} * customers)::bigint as "${score}"`;
  const result = await transaction.query<Record<"2" | "3" | "4" | "5" | "customers", string | null>>(
    `with counted as (
       select ${value} as value, count(*) as number from member_score
       where shop_id = $1 and orders > 0 and $2::text is not null group by 1),
     ranked as (select value, sum(number) over (order by value) - number as below, sum(number) over () as customers from counted)
     select ${[2, 3, 4, 5].map(border).join(", ")}, max(customers)::bigint as customers from ranked`,
    [shopId, timezone],
  );
  const row = result.rows[0];
  const at = (text: string | null | undefined): number | null => (text == null ? null : integer(text));
  return { fifths: [at(row?.[2]), at(row?.[3]), at(row?.[4]), at(row?.[5])], customers: at(row?.customers) ?? 0 };
}

/** `worthOfTop` of domain/segments: the least worth with which those from these values on are not more than `most`. */
export async function readChampionsFrom(
  transaction: Transaction,
  shopId: number,
  timezone: string,
  least: { recency: number; frequency: number; monetary: number },
  most: number,
): Promise<number | null> {
  const result = await transaction.query<{ least: string | null }>(
    `with counted as (
       select spent_minor, count(*) as number from member_score
       where shop_id = $1 and orders >= greatest(1, $3::bigint) and spent_minor >= $4::bigint and ${DAY_OF("last_order_at", "$2")} >= $5::bigint
       group by spent_minor),
     ranked as (select spent_minor, sum(number) over (order by spent_minor desc) as champions from counted)
     select min(spent_minor) as least from ranked where champions <= $6`,
    [shopId, timezone, least.frequency, least.monetary, least.recency, most],
  );
  const found = result.rows[0]?.least ?? null;
  return found === null ? null : integer(found);
}

/** `tierBordersOf` of domain/segments over what was bought since an instant, by whoever bought since then; null for ever. */
export async function readTierBorders(
  database: Queryable,
  shopId: number,
  since: Date | null,
  topPercents: readonly number[],
): Promise<{ customers: number; borders: TierBorder[] }> {
  const result = await database.query<{ percent: number; least: string | null; reached: number; customers: number }>(
    `with spending as (
       select sum(o.goods_minor) as spent from "order" o join member on member.shop_id = $1 and member.id = o.member_id and ${IS_SCORED}
       where o.shop_id = $1 and ($2::timestamptz is null or o.placed_at >= $2) and ${IS_PURCHASE} group by o.member_id),
     counted as (select spent, count(*) as number from spending group by spent),
     ranked as (select spent, sum(number) over (order by spent desc) as reached, sum(number) over () as customers from counted)
     select percent, min(spent) as least, coalesce(max(reached), 0)::int as reached, (select count(*)::int from spending) as customers
     from unnest($3::int[]) with ordinality as asked(percent, place)
       left join ranked on reached <= floor(customers * percent / 100) group by percent, place order by place`,
    [shopId, since, topPercents],
  );
  return {
    customers: result.rows[0]?.customers ?? 0,
    borders: result.rows.map(({ percent, least, reached }) => ({
      topPercent: percent,
      fromMinor: least === null ? null : integer(least),
      customers: reached,
    })),
  };
}
