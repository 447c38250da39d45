import type { OrderState } from "../contracts/order-state.ts";
import type { Transaction } from "../persistence/database.ts";
import { membershipsOf } from "../persistence/memberships.ts";
import type { OrderRecord } from "../persistence/orders.ts";
import type { Batch } from "./apply-orders.ts";

interface OrderInWork {
  record: Pick<OrderRecord, "memberId">;
  order: Pick<OrderState, "placedAt">;
}

/**
 * The paid memberships that a member had when an order was placed, their days of grace included: what counts is not when the order was heard
 * of. One that the order itself buys begins with its payment.
 */
export async function membershipsWhenPlaced(
  transaction: Transaction,
  { shop, programmes }: Pick<Batch, "shop" | "programmes">,
  orders: readonly OrderInWork[],
): Promise<(each: OrderInWork) => string[]> {
  if (programmes.every(({ programme }) => programme.memberships.length === 0)) return () => [];
  const members = [...new Set(orders.flatMap(({ record }) => record.memberId ?? []))];
  const memberships = Map.groupBy(await membershipsOf(transaction, shop.id, members), ({ member }) => member);
  return ({ record, order }) => {
    const had = (memberships.get(record.memberId ?? "") ?? []).filter(
      ({ from, graceTo }) => from < order.placedAt && order.placedAt < graceTo,
    );
    return [...new Set(had.map(({ code }) => code))];
  };
}
