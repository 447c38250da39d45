import type { OrderRedemption, OrderState } from "../contracts/order-state.ts";
import type { Circumstances } from "../domain/earning/circumstances.ts";
import { emptyPosition } from "../domain/ledger/position.ts";
import { keptGoods, lineBases } from "../domain/orders/kept-goods.ts";
import { workAward } from "../domain/orders/work-award.ts";
import { expiryOf, type Programme, versionAt } from "../domain/programme/programme.ts";
import { usesOf } from "../domain/rewards/redemption-use.ts";
import { refundPolicyOf, workRedemption } from "../domain/rewards/work-redemption.ts";
import type { OrderRecord } from "../persistence/orders.ts";
import type { Batch } from "./apply-orders.ts";
import type { OrderLedger } from "./order-ledger.ts";

/** Works one order against the ledger in memory. Mutates record and ledger. */
export function workOrder(
  batch: Batch,
  ledger: OrderLedger,
  record: OrderRecord,
  order: OrderState,
  circumstances: Circumstances,
): void {
  record.goodsMinor = keptGoods(order, lineBases(order.lines)).netMinor;
  const programme = programmeOf(batch, record, order);
  const startedAt = batch.programmes[0]?.publishedAt ?? 0;
  if (record.memberId !== null) {
    const before = { award: record.award, pointsEarned: record.pointsEarned, worked: record.state.worked };
    const from = ledger.positions.get(record.memberId) ?? emptyPosition(record.memberId);
    const work = workAward(order, before, from, programme, startedAt, ledger.nextLotId, circumstances);
    record.award = work.record.award;
    record.pointsEarned = work.record.pointsEarned;
    record.state = { ...record.state, worked: [...work.record.worked] };
    ledger.positions.set(record.memberId, work.position);
    ledger.entries.push(...work.entries);
    if (work.purchasedAt !== null) {
      ledger.purchases.set(record.memberId, Math.max(ledger.purchases.get(record.memberId) ?? 0, work.purchasedAt));
    }
  }
  for (const redemption of order.redemptions) followRedemption(batch, ledger, programme, order, redemption);
}

/** Follows the reservations in one discount line of an order. */
function followRedemption(
  batch: Batch,
  ledger: OrderLedger,
  programme: Programme,
  order: OrderState,
  redemption: OrderRedemption,
): void {
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
    const policy = refundPolicyOf(reservation.reward, programme);
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
