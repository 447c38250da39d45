import { isDeepStrictEqual } from "node:util";
import type { ShopFacts } from "../contracts/shop.ts";
import { hear, nothingHeard, type OrderNews } from "../domain/orders/heard-order.ts";
import type { Programme } from "../domain/programme/programme.ts";
import type { Transaction } from "../persistence/database.ts";
import type { Names } from "../persistence/members.ts";
import { lockOrders, type OrderRecord, writeOrders } from "../persistence/orders.ts";
import { lockShopWork } from "../persistence/positions.ts";
import { writeRedemptions } from "../persistence/redemptions.ts";
import { writeReservationStatuses } from "../persistence/reservations.ts";
import { assignOrders } from "./assign-orders.ts";
import { book } from "./book.ts";
import { followOffers } from "./follow-offers.ts";
import { followReferrals } from "./follow-referrals.ts";
import { followTiers } from "./follow-tiers.ts";
import { readCircumstances } from "./order-circumstances.ts";
import { openLedger } from "./order-ledger.ts";
import { workMembershipsOfOrders } from "./work-memberships.ts";
import { workOrder } from "./work-order.ts";

export interface PublishedProgramme {
  publishedAt: number;
  programme: Programme;
}

/** What a batch of one shop is worked with. `programmes` are in ascending order and never empty. */
export interface Batch {
  shop: ShopFacts;
  programmes: readonly PublishedProgramme[];
  now: Date;
  /** What the orders call their customers, for those who are enrolled by them. */
  names?: ReadonlyMap<string, Names>;
}

/**
 * Brings the ledger to what these orders say: awards, takes back, settles, gives back. The same news twice, or in another order, ends
 * the same. One statement a table, however many orders; the caller's transaction holds it together.
 */
export async function applyOrders(transaction: Transaction, batch: Batch, news: readonly OrderNews[]): Promise<void> {
  if (news.length === 0) return;
  const shopId = batch.shop.id;
  await lockShopWork(transaction, shopId);
  const records = await hearNews(transaction, shopId, news);
  const inWork = records.flatMap(({ record, hadCustomer }) =>
    record.state.order ? [{ record, hadCustomer, order: record.state.order }] : [],
  );
  await assignOrders(transaction, batch, inWork);
  await workMembershipsOfOrders(
    transaction,
    batch,
    inWork.map(({ record }) => record),
  );
  const circumstances = await readCircumstances(transaction, batch, inWork);
  const toWork = [...inWork, ...circumstances.placedAnew].sort((a, b) => a.order.placedAt - b.order.placedAt);
  const ledger = await openLedger(transaction, batch, toWork);
  for (const each of toWork) {
    workOrder(batch, ledger, each.record, each.order, circumstances.of(each));
    circumstances.count(each);
  }
  await book(transaction, batch.shop, batch.now, {
    entries: ledger.entries,
    before: ledger.before,
    after: ledger.positions,
    purchases: ledger.purchases,
    hasRollingExpiry: batch.programmes.some(({ programme }) => programme.expiry.from === "last_purchase"),
    overspent: ledger.overspent,
  });
  await writeOrders(
    transaction,
    shopId,
    [...records, ...circumstances.placedAnew].map(({ record }) => record),
  );
  await circumstances.write();
  await followTiers(
    transaction,
    batch,
    inWork.flatMap(({ record }) => record.memberId ?? []),
  );
  await writeReservationStatuses(transaction, shopId, ledger.changedReservations(), batch.now);
  await writeRedemptions(transaction, shopId, [...ledger.changedRedemptions.values()], batch.now);
  await followOffers(
    transaction,
    batch,
    inWork.map(({ order }) => order),
  );
  await followReferrals(
    transaction,
    batch,
    inWork.map(({ record: { gid, memberId }, order }) => ({ gid, memberId, order })),
  );
}

/** The orders of which the news says something new, with all that is known of them now; `hadCustomer` is what was known before. */
async function hearNews(
  transaction: Transaction,
  shopId: number,
  news: readonly OrderNews[],
): Promise<{ record: OrderRecord; hadCustomer: boolean }[]> {
  const byOrder = new Map<string, OrderNews[]>();
  for (const each of news) byOrder.set(each.gid, [...(byOrder.get(each.gid) ?? []), each]);
  const gids = [...byOrder.keys()].sort();
  const existing = await lockOrders(transaction, shopId, gids);
  return gids.flatMap((gid) => {
    const before = existing.get(gid) ?? newRecord(gid);
    const state = hear(before.state, byOrder.get(gid) ?? []);
    const hadCustomer = before.state.order?.customerGid != null;
    return isDeepStrictEqual(state, before.state) ? [] : [{ record: { ...before, state }, hadCustomer }];
  });
}

function newRecord(gid: string): OrderRecord {
  return { gid, memberId: null, state: nothingHeard, award: null, pointsEarned: 0, goodsMinor: 0 };
}
