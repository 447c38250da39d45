import type { OrderState } from "../contracts/order-state.ts";
import { keptGoods, lineBases } from "../domain/orders/kept-goods.ts";
import type { Tiers } from "../domain/programme/compile-tiers.ts";
import type { Counted, History } from "../domain/tiers/counted.ts";
import { publishedTiersOf } from "../domain/tiers/published-tiers.ts";
import { standingAt } from "../domain/tiers/standing.ts";
import { timelineOf } from "../domain/tiers/timeline.ts";
import type { Transaction } from "../persistence/database.ts";
import type { OrderRecord } from "../persistence/orders.ts";
import type { Batch } from "./apply-orders.ts";
import { readHistories } from "./member-standings.ts";

interface OrderInWork {
  record: OrderRecord;
  order: OrderState;
}

/**
 * The level that a member had when an order was placed, before that order counted: the purchase that reaches a level is still worked by the
 * one before. Ask in the order in which orders are worked, since orders of one batch count for each other. Null without levels.
 */
export type TierWhenPlaced = (each: OrderInWork) => string | null;

export async function tiersWhenPlaced(
  transaction: Transaction,
  { shop, programmes }: Pick<Batch, "shop" | "programmes">,
  orders: readonly OrderInWork[],
): Promise<TierWhenPlaced> {
  const published = publishedTiersOf(programmes);
  const members = new Set(orders.flatMap(({ record }) => record.memberId ?? []));
  if (published.length === 0 || members.size === 0) return () => null;
  const histories = await readHistories(transaction, shop.id, published, [...members]);
  const inWork = new Set(orders.map(({ record }) => record.gid));
  const batch = new Map<string, OrderInWork[]>();
  for (const each of orders) {
    const member = each.record.memberId ?? "";
    batch.set(member, [...(batch.get(member) ?? []), each]);
  }
  return (each) => {
    const { memberId } = each.record;
    if (memberId === null) return null;
    const stored = histories(memberId);
    const history: History = {};
    for (const by of Object.keys(stored) as Tiers["by"][]) {
      const others = (stored[by] ?? []).filter(({ order }) => order == null || !inWork.has(order));
      const now = (batch.get(memberId) ?? []).flatMap((other) => countedOf(other, by));
      history[by] = [...others, ...now].filter((counted) => isBefore(counted, each.order));
    }
    return standingAt(published, history, timelineOf(published, history), each.order.placedAt).level?.id ?? null;
  };
}

/** What an order of the batch counts for as it is heard of now. */
function countedOf({ record, order }: OrderInWork, by: Tiers["by"]): Counted[] {
  const base = { at: order.placedAt, order: order.gid };
  if (by === "points") return [{ ...base, value: record.pointsEarned }];
  const isPaid = order.isPaid || order.paidAt !== null || record.award !== null;
  const keptMinor = isPaid ? keptGoods(order, lineBases(order.lines)).netMinor : 0;
  return keptMinor === 0 ? [] : [{ ...base, value: by === "orders" ? 1 : keptMinor }];
}

/** Of two orders of one second, the id decides. */
function isBefore(counted: Counted, order: OrderState): boolean {
  if (counted.at !== order.placedAt) return counted.at < order.placedAt;
  return counted.order == null || counted.order < order.gid;
}
