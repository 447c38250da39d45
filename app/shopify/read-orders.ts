import type { OrderState } from "../contracts/order-state.ts";
import type { Gateway } from "./gateway.ts";
import {
  ChangedOrdersDocument,
  type ChangedOrdersQuery,
  MoreLinesDocument,
  OrderForPointsDocument,
  RefundForPointsDocument,
} from "./generated/operations.ts";
import { type GraphqlLine, type GraphqlRefund, orderFromGraphql } from "./order-from-graphql.ts";

/** An order that changed, and its `updated_at` in epoch milliseconds. */
export interface ChangedOrder {
  gid: string;
  version: number;
}

/** Orders that changed at or after an instant, the longest ago first, a page of up to 100 at a time. */
export async function* changedOrders(gateway: Gateway, shop: string, since: Date): AsyncGenerator<ChangedOrder[]> {
  // Seconds are all that Shopify's search knows.
  const query = `updated_at:>='${since.toISOString().slice(0, 19)}Z'`;
  let after: string | null = null;
  for (;;) {
    const { orders }: ChangedOrdersQuery = await gateway.request(shop, ChangedOrdersDocument, { query, after });
    yield orders.nodes.map((order) => ({ gid: order.id, version: Date.parse(order.updatedAt) }));
    if (!orders.pageInfo.hasNextPage) return;
    after = orders.pageInfo.endCursor;
  }
}

/** One order with all of its lines and refunds; null when the shop has it no more. */
export async function readOrder(gateway: Gateway, shop: string, gid: string): Promise<OrderState | null> {
  const { order } = await gateway.request(shop, OrderForPointsDocument, { id: gid });
  if (!order) return null;
  const lines: GraphqlLine[] = [...order.lineItems.nodes];
  let { hasNextPage, endCursor } = order.lineItems.pageInfo;
  while (hasNextPage) {
    const more = await gateway.request(shop, MoreLinesDocument, { id: gid, after: endCursor });
    if (!more.order) return null;
    lines.push(...more.order.lineItems.nodes);
    ({ hasNextPage, endCursor } = more.order.lineItems.pageInfo);
  }
  const refunds: GraphqlRefund[] = [];
  for (const { id } of order.refunds) {
    const refund = await readRefund(gateway, shop, id);
    if (refund) refunds.push(refund);
  }
  return orderFromGraphql(order, lines, refunds);
}

async function readRefund(gateway: Gateway, shop: string, id: string): Promise<GraphqlRefund | null> {
  const { refund } = await gateway.request(shop, RefundForPointsDocument, { id, after: null });
  if (!refund) return null;
  let { hasNextPage, endCursor } = refund.refundLineItems.pageInfo;
  while (hasNextPage) {
    const more = await gateway.request(shop, RefundForPointsDocument, { id, after: endCursor });
    if (!more.refund) return null;
    refund.refundLineItems.nodes.push(...more.refund.refundLineItems.nodes);
    ({ hasNextPage, endCursor } = more.refund.refundLineItems.pageInfo);
  }
  return refund;
}
