import { formatMoney, parseMoney } from "#tests/shop/money.ts";
import { orderTotals } from "#tests/shop/order-money.ts";
import type { OrderFigures } from "../expected.ts";
import type { Stage } from "../stage.ts";
import { orderOf } from "../steps/orders.ts";
import { compareFields, type Failure, words } from "./failure.ts";
import { lookAtReferral } from "./referral.ts";

/**
 * Compares an order: what Shopify took off goods and shipping and what it came to, as ordered, in the shop's currency; what it earned, less
 * what was taken back; and what it redeemed, less what was given back.
 */
export async function lookAtOrder(stage: Stage, id: string, figures: OrderFigures): Promise<Failure[]> {
  const { discount, total, referral, ...points } = figures;
  const gid = orderOf(stage, id);
  const totals = orderTotals(stage.system.simulated.order(stage.shop.domain, gid));
  return [
    ...compareMoney(stage, `${id}.discount`, discount, totals.discounts.shop),
    ...compareMoney(stage, `${id}.total`, total, totals.total.shop),
    ...compareFields(id, points, await readPoints(stage, gid)),
    ...(referral ? await lookAtReferral(stage, id, gid, referral) : []),
  ];
}

/** "5" and "5.00" are one amount. */
function compareMoney(stage: Stage, what: string, expected: string | undefined, got: number): Failure[] {
  if (expected === undefined || parseMoney(expected, stage.shop.currency) === got) return [];
  return [{ expected: `${what} ${words(expected)}`, got: words(formatMoney(got, stage.shop.currency)) }];
}

async function readPoints(stage: Stage, gid: string): Promise<{ earned: number; redeemed: number }> {
  const { rows } = await stage.system.app.database.pool.query<{ earned: string | null; redeemed: string }>(
    `select (select points_earned from "order" where shop_id = $1 and gid = $2) as earned,
       (select coalesce(sum(points - points_returned), 0) from redemption
        where shop_id = $1 and order_gid = $2 and kind in ('settled', 'overspend')) as redeemed`,
    [stage.facts.id, gid],
  );
  return { earned: Number(rows[0]?.earned ?? 0), redeemed: Number(rows[0]?.redeemed ?? 0) };
}
