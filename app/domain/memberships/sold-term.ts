import type { OrderLine, OrderState } from "../../contracts/order-state.ts";
import { scale } from "../money/money.ts";
import { keptGoods, lineBases } from "../orders/kept-goods.ts";
import type { Membership } from "../programme/compile-memberships.ts";
import { type Programme, versionAt } from "../programme/programme.ts";
import { sells } from "./sells.ts";

/** One paid piece of a membership's product: a term. A line of two pieces is two terms of its buyer, one after the other. */
export interface SoldTerm {
  /** The membership's code. */
  membership: string;
  order: string;
  line: string;
  /** From 0 on: which piece of the line. */
  piece: number;
  /** Of the programme by which it was sold, which says how long it lasts and what it gives. */
  version: number;
  term: Membership["term"];
  graceDays: number;
  paidAt: number;
  /** What this piece came to after every discount, in minor units, and was not paid back; kept pieces of a line add up to the line. */
  paidMinor: number;
  /** When it was paid back, where that ends it; null while it is kept. */
  returnedAt: number | null;
}

/** A published version, as `versionAt` chooses among them; in ascending order. */
export type Versions = readonly { publishedAt: number; programme: Pick<Programme, "version" | "memberships"> }[];

/** Whether a line of the order buys a membership, by the programme in force when the order was placed. */
export function sellsMembership(order: OrderState, versions: Versions): boolean {
  const memberships = versionAt(versions, order.placedAt)?.programme.memberships ?? [];
  return memberships.some((membership) => order.lines.some((line) => sells(membership, line)));
}

/** The terms that an order bought; none before it is paid. Made of the order's state alone, so that it does not matter how that was heard of. */
export function soldTerms(order: OrderState, versions: Versions): SoldTerm[] {
  const programme = versionAt(versions, order.placedAt)?.programme;
  const paidAt = order.paidAt ?? (order.isPaid ? order.placedAt : null);
  if (!programme || paidAt === null || order.isTest) return [];
  return programme.memberships.flatMap((membership) =>
    order.lines
      .filter((line) => sells(membership, line))
      .flatMap((line) =>
        piecesKeptOrReturned(order, line).map((returnedAt, piece) => ({
          membership: membership.id,
          order: order.gid,
          line: line.gid,
          piece,
          version: programme.version,
          term: membership.term,
          graceDays: membership.graceDays,
          paidAt,
          paidMinor: returnedAt === null ? shareOf(line, piece) : 0,
          returnedAt: membership.onRefund === "ends_now" ? returnedAt : null,
        })),
      ),
  );
}

/**
 * For each piece of a line when it was paid back, null for those that are kept; pieces that an edit took off without a refund were never
 * bought and are left out. Pieces go back from the last one on: what has not begun yet goes before what runs. Money that came back without
 * naming a line counts once it was all of the goods' money.
 */
function piecesKeptOrReturned(order: OrderState, line: OrderLine): (number | null)[] {
  const refunds = order.refunds.flatMap(({ createdAt, lines }) =>
    lines.filter(({ lineGid }) => lineGid === line.gid).flatMap(({ quantity }) => Array(quantity).fill(createdAt)),
  ) as number[];
  const kept = Math.min(line.currentQuantity, line.quantity);
  const returned = refunds.slice(0, line.quantity - kept).reverse();
  const all = allReturnedAt(order);
  return [...Array<null>(kept).fill(null), ...returned].map((at) => earlier(at, all));
}

/** When the last of an order's money went back, or the order was cancelled; null while something of it is kept. */
function allReturnedAt(order: OrderState): number | null {
  const isAllBack = keptGoods({ ...order, cancelledAt: null }, lineBases(order.lines)).isNothing;
  return earlier(isAllBack ? (order.refunds.at(-1)?.createdAt ?? null) : null, order.cancelledAt);
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function shareOf({ priceMinor, discountMinor, quantity }: OrderLine, piece: number): number {
  const net = Math.max(0, priceMinor - discountMinor);
  return scale(net, piece + 1, quantity, "down") - scale(net, piece, quantity, "down");
}
