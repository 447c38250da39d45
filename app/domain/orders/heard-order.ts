import type { OrderRefund, OrderState } from "../../contracts/order-state.ts";
import { mergeOrderStates, withRefunds } from "./merge-order-state.ts";

/** All that has been heard of an order, and which of it the ledger has answered. */
export interface HeardOrder {
  /** The newest state; null while only refunds are known. */
  order: OrderState | null;
  /** Refunds that arrived before the order itself. */
  waiting: OrderState["refunds"];
  /** What the ledger has answered: refunds by id, and `CANCELLATION`. */
  worked: string[];
  /** The person was erased from the order: what comes in later does not bring them back. */
  isForgotten?: true;
}

/** Stands among the answered refunds once the ledger has answered that the order was cancelled. */
export const CANCELLATION = "cancellation";

/** What was heard of an order: its whole state, or a refund of it. */
export type OrderNews = { gid: string; state: OrderState } | { gid: string; refund: OrderRefund };

export const nothingHeard: HeardOrder = { order: null, waiting: [], worked: [] };

/** What is known once the news, all of one order, has been heard. Any order of hearing, and hearing twice, ends the same. */
export function hear(before: HeardOrder, news: readonly OrderNews[]): HeardOrder {
  const refunds = news.flatMap((each) => ("refund" in each ? [each.refund] : []));
  let order = before.order;
  for (const each of news) if ("state" in each) order = order ? mergeOrderStates(order, each.state) : each.state;
  if (order === null) {
    const waiting = new Map([...before.waiting, ...refunds].map((refund) => [refund.gid, refund]));
    return { ...before, waiting: [...waiting.values()] };
  }
  order = withRefunds(order, [...before.waiting, ...refunds]);
  if (before.isForgotten) order = { ...order, customerGid: null, email: null };
  return { ...before, order, waiting: [] };
}
