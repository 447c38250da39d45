import type { OrderRefund, OrderState } from "../../contracts/order-state.ts";
import { awardReason } from "../earning/award-reason.ts";
import {
  type AwardSnapshot,
  multipliedAnew,
  placedAnew,
  pointsEarned,
  snapshotOf,
  withLinesOf,
} from "../earning/award-snapshot.ts";
import { type Circumstances, plainCircumstances } from "../earning/circumstances.ts";
import { isEqualPlace } from "../earning/order-place.ts";
import { award, dateLots, reverse } from "../ledger/award.ts";
import { type Entry, type EntryCause, entryOf } from "../ledger/entry.ts";
import type { Position } from "../ledger/position.ts";
import { availableAtOf, expiryOf, type Programme } from "../programme/programme.ts";
import { CANCELLATION } from "./heard-order.ts";
import { withoutRefunds } from "./without-refunds.ts";

/** What the ledger has made of an order so far. */
export interface AwardRecord {
  award: AwardSnapshot | null;
  pointsEarned: number;
  /** What has been answered: refunds by id, and `CANCELLATION`. */
  worked: readonly string[];
}

export interface AwardWork {
  record: AwardRecord;
  entries: Entry[];
  position: Position;
  /** When this order was first counted as a purchase, if it was by this work. */
  purchasedAt: number | null;
}

/**
 * Brings the ledger to what the order's newest state says: awards what was paid, takes back what was refunded, edited off or cancelled.
 * One entry a cause, each the difference to what the order earns after that cause, so that any order of causes ends at the same sum.
 *
 * @param programme that of the award, or the one by which the order is to be awarded
 */
export function workAward(
  state: OrderState,
  before: AwardRecord,
  from: Position,
  programme: Programme,
  startedAt: number,
  nextLotId: () => string,
  circumstances: Circumstances = plainCircumstances,
): AwardWork {
  const entries: Entry[] = [];
  let position = from;
  let earned = before.pointsEarned;
  const worked = [...state.refunds.map((refund) => refund.gid), ...(state.cancelledAt === null ? [] : [CANCELLATION])];
  const isFirst = before.award === null;
  if (isFirst && !countsAsPaid(state, startedAt)) {
    return { record: { ...before, worked }, entries, position, purchasedAt: null };
  }
  const snapshot = snapshotNow(before.award, state, programme, circumstances);

  const moveTo = (target: number, cause: MoveCause): void => {
    const difference = target - earned;
    // While an edit's addition is owed nothing rises; what was awarded stays.
    if (difference === 0 || (difference > 0 && !state.isPaid)) return;
    const movement = difference > 0 ? awardOf(difference, cause) : reverse(position, -difference, state.gid);
    const kind = difference > 0 ? "award" : "reversal";
    const entry = entryOf(position, movement, { ...cause, kind, orderGid: state.gid, reservation: null, actor: null });
    if (entry) entries.push(entry);
    position = movement.position;
    earned = target;
  };
  const awardOf = (points: number, { key, occurredAt }: MoveCause) => {
    const { expiresAt, rollingDays } = expiryOf(programme, occurredAt);
    const lot = { id: nextLotId(), cause: key, orderGid: state.gid, earnedAt: occurredAt, expiresAt, rollingDays };
    return award(position, points, lot, availableAtOf(programme, occurredAt, state.fulfilledAt ?? null));
  };

  const known = new Set(before.worked);
  const cancelledBefore = known.has(CANCELLATION) ? state.cancelledAt : null;
  const late = state.refunds.filter((refund) => !known.has(refund.gid));
  const earnedWithout = (refunds: readonly OrderRefund[]): number =>
    pointsEarned(snapshot, { ...withoutRefunds(state, refunds), cancelledAt: cancelledBefore });

  const ownTarget = earnedWithout(late);
  moveTo(ownTarget, ownCause(state, before.award, snapshot, ownTarget));
  for (const [index, refund] of late.entries()) {
    moveTo(earnedWithout(late.slice(index + 1)), {
      key: `order:${state.gid}:refund:${refund.gid}`,
      inputs: { refund },
      occurredAt: refund.createdAt,
      reason: { code: "order_refunded", order: state.name },
    });
  }
  if (state.cancelledAt !== null) {
    moveTo(0, {
      key: `order:${state.gid}:cancel`,
      inputs: { cancelled: true },
      occurredAt: state.cancelledAt,
      reason: { code: "order_cancelled", order: state.name },
    });
  }
  const availableAt = state.fulfilledAt == null ? null : availableAtOf(programme, 0, state.fulfilledAt);
  if (programme.availableFrom === "fulfilled" && typeof availableAt === "number")
    position = dateLots(position, state.gid, availableAt);
  const record = { award: snapshot, pointsEarned: earned, worked };
  return { record, entries, position, purchasedAt: isFirst ? snapshot.awardedAt : null };
}

/** Bought before the programme was there, an order counts only when it is known to have been paid since. Shopify tells whole seconds. */
function countsAsPaid(state: OrderState, startedAt: number): boolean {
  return state.isPaid && (state.paidAt !== null || state.placedAt >= Math.floor(startedAt / 1000) * 1000);
}

/**
 * The rules of the award with the goods of the newest paid state: a debt that an edit left open adds nothing yet. Its place among the member's
 * orders is what is known of them by now.
 */
function snapshotNow(
  award: AwardSnapshot | null,
  state: OrderState,
  programme: Programme,
  circumstances: Circumstances,
): AwardSnapshot {
  if (award === null) return snapshotOf(programme, state, state.paidAt ?? state.version, circumstances);
  const { place } = circumstances;
  const isPlacedAnew = award.place !== undefined && place !== null && !isEqualPlace(award.place, place);
  const there = isPlacedAnew ? placedAnew(award, place) : award;
  const placed = multipliedAnew(there, programme, circumstances);
  return state.isPaid ? withLinesOf(placed, state, programme, circumstances) : placed;
}

type MoveCause = Pick<EntryCause, "key" | "inputs" | "occurredAt" | "reason">;

/** Why the order earns otherwise than before, refunds and a cancellation apart. */
function ownCause(state: OrderState, before: AwardSnapshot | null, snapshot: AwardSnapshot, target: number): MoveCause {
  if (before === null)
    return {
      key: `order:${state.gid}:award`,
      inputs: { award: snapshot },
      occurredAt: snapshot.awardedAt,
      reason: awardReason(state, snapshot),
    };
  if (before.placings !== snapshot.placings)
    return {
      key: `order:${state.gid}:place:${snapshot.placings}`,
      inputs: { place: snapshot.place, tier: snapshot.tier?.id },
      occurredAt: state.version,
      reason: { code: "order_placed_anew", order: state.name },
    };
  return editCause(state, snapshot, target);
}

/**
 * Two states of one second may both be edits: what the order earns after it tells them apart, and where a refund between the two brings both to
 * the same points, what of the order is known.
 */
function editCause(state: OrderState, { lines }: AwardSnapshot, target: number): MoveCause {
  const pieces = state.lines.reduce((sum, { currentQuantity }) => sum + currentQuantity, 0);
  return {
    key: `order:${state.gid}:edit:${state.version}:${target}:${state.lines.length}-${pieces}-${state.refunds.length}`,
    inputs: { lines, version: state.version },
    occurredAt: state.version,
    reason: { code: "order_edited", order: state.name },
  };
}
