import type { OrderState } from "../contracts/order-state.ts";
import { bulkLines } from "./bulk-read.ts";
import { PastOrdersDocument, type PastOrdersQuery } from "./generated/operations.ts";
import { type GraphqlLine, type GraphqlOrder, orderFromGraphql } from "./order-from-graphql.ts";

type Edge<Connection extends { edges: { node: unknown }[] }> = Connection["edges"][number]["node"];
type BulkOrder = Edge<PastOrdersQuery["orders"]>;
type BulkLine = Edge<BulkOrder["lineItems"]>;
type BulkShipping = Edge<BulkOrder["shippingLines"]>;
type BulkDiscount = Edge<BulkOrder["discountApplications"]>;

/** The text of a bulk read of orders placed from one instant (included) to another (not included), whole seconds both. */
export function pastOrdersQuery(from: Date, to: Date): string {
  const text = (instant: Date) => `${instant.toISOString().slice(0, 19)}Z`;
  return PastOrdersDocument.toString()
    .replace("1970-01-01T00:00:00Z", text(from))
    .replace("1970-01-02T00:00:00Z", text(to));
}

/** An order of a bulk read; one with refunds says too little of them and is to be read by itself. */
export interface PastOrder {
  state: OrderState;
  hasRefunds: boolean;
}

interface Children {
  lines: GraphqlLine[];
  shipping: BulkShipping[];
  discounts: BulkDiscount[];
}

/** The orders of a bulk read, each made of its line and those that follow it. */
export async function* pastOrdersInBulk(url: string): AsyncGenerator<PastOrder> {
  let order: BulkOrder | null = null;
  let children: Children = { lines: [], shipping: [], discounts: [] };
  for await (const line of bulkLines(url)) {
    const object = line as { __parentId?: string; __typename?: string };
    if (object.__parentId === undefined) {
      if (order) yield pastOrderOf(order, children);
      order = line as BulkOrder;
      children = { lines: [], shipping: [], discounts: [] };
    } else if (object.__typename === "LineItem") children.lines.push(line as BulkLine);
    else if (object.__typename === "ShippingLine") children.shipping.push(line as BulkShipping);
    else children.discounts.push(line as BulkDiscount);
  }
  if (order) yield pastOrderOf(order, children);
}

function pastOrderOf(order: BulkOrder, { lines, shipping, discounts }: Children): PastOrder {
  const whole: GraphqlOrder = {
    ...order,
    discountApplications: { nodes: discounts },
    shippingLines: { nodes: shipping },
    lineItems: { nodes: lines, pageInfo: { hasNextPage: false, endCursor: null } },
  };
  return { state: orderFromGraphql(whole, lines, []), hasRefunds: order.refunds.length > 0 };
}
