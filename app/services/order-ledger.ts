import type { OrderState } from "../contracts/order-state.ts";
import type { Entry } from "../domain/ledger/entry.ts";
import type { Position } from "../domain/ledger/position.ts";
import type { ReservationRecord } from "../domain/rewards/work-redemption.ts";
import type { Transaction } from "../persistence/database.ts";
import { heldShares, spentShares, takeNumbers } from "../persistence/entries.ts";
import type { OrderRecord } from "../persistence/orders.ts";
import { lockPositions } from "../persistence/positions.ts";
import { redemptionsOfOrders, type StoredRedemption } from "../persistence/redemptions.ts";
import { membersOfReservations, reservationsByRef, type StoredReservation } from "../persistence/reservations.ts";
import type { Batch } from "./apply-orders.ts";

/** Everything that the orders of a batch move: read once, changed in memory, written once. */
export interface OrderLedger {
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

/** Locks and reads what these orders may move. */
export async function openLedger(
  transaction: Transaction,
  { shop }: Batch,
  orders: readonly { record: OrderRecord; order: OrderState }[],
): Promise<OrderLedger> {
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
