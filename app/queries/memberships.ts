import type { OrderState } from "../contracts/order-state.ts";
import type { Text } from "../contracts/wallet.ts";
import type { MembershipStatus } from "../domain/memberships/membership-run.ts";
import { type Payback, paybackOf, type SumCart } from "../domain/memberships/membership-sum.ts";
import { sells } from "../domain/memberships/sells.ts";
import { goodsOfLine, productsIn } from "../domain/orders/goods-of-line.ts";
import type { Membership } from "../domain/programme/compile-memberships.ts";
import type { Database } from "../persistence/database.ts";
import { membershipsOf } from "../persistence/memberships.ts";
import { productFacts } from "../persistence/products.ts";
import { integer } from "../persistence/rows.ts";
import { instantOf, rowIdOf } from "./columns.ts";
import { cutPage, type Page, pageSize } from "./page.ts";

/** How a paid membership is doing. */
export interface MembershipFigures {
  code: string;
  running: number;
  /** In their days of grace. */
  grace: number;
  /** Of those that run, how many end within 14 days unless they are renewed. */
  endingSoon: number;
  ended: number;
  /** What was paid and not paid back, ever, in the shop's minor units. */
  paidMinor: number;
}

/** Every membership that anybody has or had, in the order of its code. */
export async function readMembershipFigures(
  database: Database,
  shopId: number,
  now: Date,
): Promise<MembershipFigures[]> {
  const { rows } = await database.pool.query<Record<"code" | "running" | "grace" | "soon" | "ended" | "paid", string>>(
    `SELECT code, count(*) FILTER (WHERE status = 'running') AS running, count(*) FILTER (WHERE status = 'grace') AS grace,
            count(*) FILTER (WHERE status = 'running' AND ends_at <= $2::timestamptz + interval '14 days') AS soon,
            count(*) FILTER (WHERE status IN ('lapsed', 'returned')) AS ended, sum(paid_minor) AS paid
       FROM membership WHERE shop_id = $1 GROUP BY code ORDER BY code`,
    [shopId, now],
  );
  return rows.map(({ code, running, grace, soon, ended, paid }) => ({
    code,
    running: integer(running),
    grace: integer(grace),
    endingSoon: integer(soon),
    ended: integer(ended),
    paidMinor: integer(paid),
  }));
}

export interface MembershipRow {
  memberId: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  status: MembershipStatus;
  /** ISO 8601. */
  from: string;
  /** The first moment that is not paid for. */
  to: string;
  paidMinor: number;
}

/** Who has a membership now, newest member first. `cursor` is the `next` of the page before; anything else starts at the top. */
export async function listMembershipMembers(
  database: Database,
  shopId: number,
  code: string,
  cursor: string | null,
): Promise<Page<MembershipRow>> {
  const { rows } = await database.pool.query<{
    id: string;
    first_name: string | null;
    last_name: string | null;
    email: string | null;
    status: MembershipStatus;
    starts_at: Date;
    ends_at: Date;
    paid_minor: string;
  }>(
    `SELECT m.id, m.first_name, m.last_name, m.email, s.status, s.starts_at, s.ends_at, s.paid_minor
       FROM membership s JOIN member m ON m.shop_id = s.shop_id AND m.id = s.member_id
      WHERE s.shop_id = $1 AND s.code = $2 AND s.status IN ('running', 'grace') AND ($3::bigint IS NULL OR s.member_id < $3::bigint)
      ORDER BY s.member_id DESC LIMIT $4`,
    [shopId, code, rowIdOf(cursor), pageSize + 1],
  );
  const read = rows.map((row) => ({
    memberId: row.id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    status: row.status,
    from: instantOf(row.starts_at),
    to: instantOf(row.ends_at),
    paidMinor: integer(row.paid_minor),
  }));
  return cutPage(read, (last) => last.memberId);
}

export interface MemberMembership extends Omit<MembershipRow, "memberId" | "firstName" | "lastName" | "email"> {
  code: string;
  orderGids: string[];
}

/** Every membership that a member has or had, the newest first. */
export async function readMemberships(
  database: Database,
  shopId: number,
  memberId: string,
): Promise<MemberMembership[]> {
  const memberships = await membershipsOf(database.pool, shopId, [memberId]);
  return memberships
    .map(({ code, status, from, to, paidMinor, orders }) => ({
      code,
      status,
      from: instantOf(new Date(from)),
      to: instantOf(new Date(to)),
      paidMinor,
      orderGids: orders,
    }))
    .reverse();
}

export interface MembershipEvent {
  code: string;
  kind: string;
  at: string;
  why: Text;
}

/** What was told of a member's memberships, the newest first, with that of those who were merged into them. */
export async function readMembershipHistory(
  database: Database,
  shopId: number,
  memberId: string,
): Promise<MembershipEvent[]> {
  const { rows } = await database.pool.query<{ code: string; kind: string; at: Date; why: Text }>(
    `WITH RECURSIVE line AS (
       SELECT id, 0 AS depth FROM member WHERE shop_id = $1 AND id = $2
       UNION ALL
       SELECT member.id, line.depth + 1 FROM line
         JOIN member ON member.shop_id = $1 AND member.merged_into = line.id WHERE line.depth < 20)
     SELECT code, kind, at, why FROM membership_change
      WHERE shop_id = $1 AND member_id IN (SELECT id FROM line) ORDER BY at DESC, id DESC LIMIT 100`,
    [shopId, memberId],
  );
  return rows.map(({ at, ...row }) => ({ ...row, at: instantOf(at) }));
}

/** Orders that a price is held against. */
const SAMPLE = 500;

/** S61: after how many orders, as customers placed them lately, a membership would be earned back. */
export async function readMembershipPayback(
  database: Database,
  shopId: number,
  membership: Membership,
  currency: string,
): Promise<Payback> {
  const { rows } = await database.pool.query<{ order: OrderState }>(
    `SELECT state->'order' AS "order" FROM "order"
      WHERE shop_id = $1 AND paid_at IS NOT NULL AND cancelled_at IS NULL AND state->'order' <> 'null'
      ORDER BY placed_at DESC LIMIT $2`,
    [shopId, SAMPLE],
  );
  const orders = rows.map(({ order }) => order).filter(({ isTest }) => !isTest);
  const products = await productFacts(database.pool, shopId, productsIn(orders));
  const cartOf = (order: OrderState): SumCart => ({
    lines: order.lines
      .filter((line) => !line.isGiftCard && !sells(membership, line))
      .map((line) => ({
        goods: goodsOfLine(line, line.productGid === null ? undefined : products.get(line.productGid)),
        // Without what rewards and perks have taken off already: members may be among them.
        netMinor: Math.max(0, line.priceMinor - line.discountMinor + line.loyaltyDiscountMinor),
      })),
    shippingMinor: order.shippingMinor + order.shippingLoyaltyDiscountMinor,
  });
  const carts = orders.map(cartOf).filter(({ lines }) => lines.length > 0);
  return paybackOf(membership, carts, currency);
}
