import { isDeepStrictEqual } from "node:util";
import type { OrderState } from "../contracts/order-state.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import type { Entry } from "../domain/ledger/entry.ts";
import { emptyPosition, type Position } from "../domain/ledger/position.ts";
import { hear, nothingHeard, type OrderNews } from "../domain/orders/heard-order.ts";
import { keptGoods, lineBases } from "../domain/orders/kept-goods.ts";
import { workAward } from "../domain/orders/work-award.ts";
import { expiryOf, type Programme, versionAt } from "../domain/programme/programme.ts";
import { usesOf } from "../domain/rewards/redemption-use.ts";
import { type ReservationRecord, workRedemption } from "../domain/rewards/work-redemption.ts";
import type { Transaction } from "../persistence/database.ts";
import { heldShares, spentShares, takeNumbers } from "../persistence/entries.ts";
import type { Names } from "../persistence/members.ts";
import { lockOrders, type OrderRecord, writeOrders } from "../persistence/orders.ts";
import { lockPositions, lockShopWork } from "../persistence/positions.ts";
import {
  redemptionsOfOrders,
  reservationsByRef,
  type StoredRedemption,
  type StoredReservation,
  writeRedemptions,
  writeReservationStatuses,
} from "../persistence/reservations.ts";
import { assignOrders } from "./assign-orders.ts";
import { book } from "./book.ts";

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
  const ledger = await openLedger(transaction, batch, inWork);
  for (const { record, order } of inWork.sort((a, b) => a.order.placedAt - b.order.placedAt)) {
    workOneOrder(batch, ledger, record, order);
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
    records.map(({ record }) => record),
  );
  await writeReservationStatuses(transaction, shopId, ledger.changedReservations(), batch.now);
  await writeRedemptions(transaction, shopId, [...ledger.changedRedemptions.values()], batch.now);
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

/** Everything that the orders of a batch move: read once, changed in memory, written once. */
interface Ledger {
  before: ReadonlyMap<string, Position>;
  positions: Map<string, Position>;
  entries: Entry[];
  purchases: Map<string, number>;
  reservations: Map<string, StoredReservation & ReservationRecord>;
  statuses: Map<string, StoredReservation["status"]>;
  redemptions: Map<string, StoredRedemption & { spent: { lot: string; points: number }[] }>;
  changedRedemptions: Map<string, StoredRedemption>;
  overspent: string[];
  nextLotId(): string;
  changedReservations(): { ref: string; status: StoredReservation["status"] }[];
}

async function openLedger(
  transaction: Transaction,
  { shop }: Batch,
  orders: readonly { record: OrderRecord; order: OrderState }[],
): Promise<Ledger> {
  const withRefs = orders.filter(({ order }) => order.redemptions.length > 0);
  const refs = [...new Set(withRefs.flatMap(({ order }) => order.redemptions.flatMap((each) => each.refs)))];
  // The balance is locked before the reservation, as a click does it, so that the two never wait for each other.
  const spenders = refs.length === 0 ? [] : await membersOfReservations(transaction, shop.id, refs);
  const needLots = new Set(spenders);
  for (const { record, order } of orders) {
    const isPlainAward = record.award === null && order.refunds.length === 0 && order.cancelledAt === null;
    if (!isPlainAward && record.memberId !== null) needLots.add(record.memberId);
  }
  const members = orders.flatMap(({ record }) => (record.memberId === null ? [] : [record.memberId]));
  const before = await lockPositions(transaction, shop.id, [...members, ...spenders], needLots);
  const reservations = await reservationsByRef(transaction, shop.id, refs);
  const held = await heldShares(transaction, shop.id, refs);
  const gidsWithRefs = withRefs.map(({ record }) => record.gid);
  const redemptions = await redemptionsOfOrders(transaction, shop.id, gidsWithRefs);
  const spent = await spentShares(transaction, shop.id, gidsWithRefs);
  // An order awards once or twice (an edit may add), may rise by each refund that is read anew, and gives back by reference.
  const needed = orders.map(
    ({ order }) => 2 + order.refunds.length + order.redemptions.flatMap(({ refs }) => refs).length,
  );
  const lots = (await takeNumbers(transaction, { entries: 0, lots: needed.reduce((total, each) => total + each, 0) }))
    .lots;
  const statuses = new Map<string, StoredReservation["status"]>();
  return {
    before,
    positions: new Map(before),
    entries: [],
    purchases: new Map(),
    reservations: new Map([...reservations].map(([ref, each]) => [ref, { ...each, held: held.get(ref) ?? [] }])),
    statuses,
    redemptions: new Map(
      redemptions.map((each) => [
        `${each.orderGid} ${each.ref}`,
        { ...each, spent: spent.get(`${each.orderGid} ${each.ref}`) ?? [] },
      ]),
    ),
    changedRedemptions: new Map(),
    overspent: [],
    nextLotId: () => {
      const id = lots.pop();
      if (id === undefined) throw new Error("an order made more lots than were numbered for it");
      return id;
    },
    changedReservations: () => [...statuses].map(([ref, status]) => ({ ref, status })),
  };
}

async function membersOfReservations(
  transaction: Transaction,
  shopId: number,
  refs: readonly string[],
): Promise<string[]> {
  const result = await transaction.query<{ member_id: string }>(
    "select distinct member_id from reservation where shop_id = $1 and ref = any($2::text[])",
    [shopId, refs],
  );
  return result.rows.map((row) => row.member_id);
}

/** Works one order against the ledger in memory. Mutates record and ledger. */
function workOneOrder(batch: Batch, ledger: Ledger, record: OrderRecord, order: OrderState): void {
  record.goodsMinor = keptGoods(order, lineBases(order.lines)).netMinor;
  const programme = programmeOf(batch, record, order);
  const startedAt = batch.programmes[0]?.publishedAt ?? 0;
  if (record.memberId !== null) {
    const before = { award: record.award, pointsEarned: record.pointsEarned, worked: record.state.worked };
    const from = ledger.positions.get(record.memberId) ?? emptyPosition(record.memberId);
    const work = workAward(order, before, from, programme, startedAt, ledger.nextLotId);
    record.award = work.record.award;
    record.pointsEarned = work.record.pointsEarned;
    record.state = { ...record.state, worked: [...work.record.worked] };
    ledger.positions.set(record.memberId, work.position);
    ledger.entries.push(...work.entries);
    if (work.purchasedAt !== null) {
      ledger.purchases.set(record.memberId, Math.max(ledger.purchases.get(record.memberId) ?? 0, work.purchasedAt));
    }
  }
  for (const redemption of order.redemptions) {
    const rewards = new Map(
      redemption.refs.flatMap((ref) => {
        const reservation = ledger.reservations.get(ref);
        return reservation ? [[ref, reservation.reward] as const] : [];
      }),
    );
    for (const use of usesOf(redemption, rewards)) {
      const reservation = ledger.reservations.get(use.ref);
      if (!reservation) continue;
      const key = `${order.gid} ${use.ref}`;
      const from = ledger.positions.get(reservation.member) ?? emptyPosition(reservation.member);
      const refundedLot = () => ({ id: ledger.nextLotId(), ...expiryOf(programme, batch.now.getTime()) });
      const policy = programme.redeemedOnPartialRefund;
      const work = workRedemption(
        order,
        use,
        reservation,
        ledger.redemptions.get(key) ?? null,
        from,
        policy,
        refundedLot,
      );
      ledger.positions.set(reservation.member, work.position);
      ledger.entries.push(...work.entries);
      if (work.reservation.status !== reservation.status) {
        ledger.reservations.set(use.ref, { ...reservation, status: work.reservation.status });
        ledger.statuses.set(use.ref, work.reservation.status);
      }
      const { spent, ...stored } = work.redemption;
      const changed = { ...stored, orderGid: order.gid, ref: use.ref, member: reservation.member };
      if (
        stored.kind === "overspend" &&
        ledger.redemptions.get(key)?.kind !== "overspend" &&
        programme.onOverspend !== "leave"
      ) {
        ledger.overspent.push(order.gid);
      }
      ledger.redemptions.set(key, { ...changed, spent: [...spent] });
      ledger.changedRedemptions.set(key, changed);
    }
  }
}

/**
 * The programme that the order is worked by: that of its award, or the one in force when it was placed. That instant stands in every state
 * of the order, so it does not matter which is heard first, and it is what the shopper was shown.
 */
function programmeOf(batch: Batch, record: OrderRecord, order: OrderState): Programme {
  const awarded = record.award?.programmeVersion;
  const published =
    batch.programmes.find(({ programme }) => programme.version === awarded) ??
    versionAt(batch.programmes, order.placedAt);
  if (!published) throw new Error("a shop without a programme has no orders to work");
  return published.programme;
}
