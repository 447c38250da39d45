import type { OrderRefund, OrderState } from "../../contracts/order-state.ts";
import { type AwardSnapshot, extended, pointsEarned, snapshotOf } from "../earning/award-snapshot.ts";
import { award, reverse } from "../ledger/award.ts";
import { type Entry, type EntryCause, entryOf } from "../ledger/entry.ts";
import type { Position } from "../ledger/position.ts";
import { expiryOf, type Programme } from "../programme/programme.ts";

/** What the ledger has made of an order so far. */
export interface AwardRecord {
  award: AwardSnapshot | null;
  pointsEarned: number;
  /** Refunds that have been worked. */
  refunds: readonly string[];
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
 */
export function workAward(
  state: OrderState,
  before: AwardRecord,
  from: Position,
  programme: Programme,
  startedAt: number,
  nextLotId: () => string,
): AwardWork {
  const entries: Entry[] = [];
  let position = from;
  let { award: snapshot, pointsEarned: earned } = before;
  const known = new Set(before.refunds);
  const isFirst = snapshot === null;
  const counts = state.isPaid && (state.paidAt !== null || state.placedAt >= startedAt);
  if (isFirst && !counts) {
    return { record: { ...before, refunds: gids(state.refunds) }, entries, position, purchasedAt: null };
  }
  snapshot ??= snapshotOf(programme, state, state.paidAt ?? state.version);
  if (!isFirst && state.isPaid) snapshot = extended(snapshot, state);
  const held = snapshot;

  const moveTo = (
    target: number,
    cause: Pick<EntryCause, "key" | "inputs" | "occurredAt" | "reason">,
    mayRise: boolean,
  ): void => {
    const difference = target - earned;
    if (difference === 0 || (difference > 0 && !mayRise)) return;
    const isAward = difference > 0;
    const { expiresAt, rollingDays } = expiryOf(programme, cause.occurredAt);
    const lot = { cause: cause.key, orderGid: state.gid, earnedAt: cause.occurredAt, expiresAt, rollingDays };
    const movement = isAward
      ? award(position, difference, { ...lot, id: nextLotId() })
      : reverse(position, -difference, state.gid);
    const kind = isAward ? "award" : "reversal";
    const entry = entryOf(position, movement, { ...cause, kind, orderGid: state.gid, reservation: null, actor: null });
    if (entry) entries.push(entry);
    position = movement.position;
    earned = target;
  };

  const order = state.name;
  const lateRefunds = state.refunds.filter((refund) => !known.has(refund.gid));
  const unrefunded = withoutRefunds(state, lateRefunds);
  moveTo(
    pointsEarned(held, { ...unrefunded, cancelledAt: null }),
    isFirst
      ? {
          key: `order:${state.gid}:award`,
          inputs: { award: held },
          occurredAt: held.awardedAt,
          reason: { code: "order_award", order },
        }
      : {
          key: `order:${state.gid}:edit:${state.version}`,
          inputs: { lines: held.lines, version: state.version },
          occurredAt: state.version,
          reason: { code: "order_edited", order },
        },
    state.isPaid,
  );
  lateRefunds.forEach((refund, index) => {
    const view = withoutRefunds(state, lateRefunds.slice(index + 1));
    const cause = { key: `order:${state.gid}:refund:${refund.gid}`, inputs: { refund }, occurredAt: refund.createdAt };
    moveTo(
      pointsEarned(held, { ...view, cancelledAt: null }),
      { ...cause, reason: { code: "order_refunded", order } },
      false,
    );
  });
  if (state.cancelledAt !== null) {
    const cause = { key: `order:${state.gid}:cancel`, inputs: { cancelled: true }, occurredAt: state.cancelledAt };
    moveTo(0, { ...cause, reason: { code: "order_cancelled", order } }, false);
  }
  const record = { award: held, pointsEarned: earned, refunds: gids(state.refunds) };
  return { record, entries, position, purchasedAt: isFirst ? held.awardedAt : null };
}

/** The state as it stood before the given refunds: their pieces are back, their amounts unpaid. */
function withoutRefunds(state: OrderState, refunds: readonly OrderRefund[]): OrderState {
  if (refunds.length === 0) return state;
  const gone = new Set(gids(refunds));
  const quantities = new Map<string, number>();
  for (const { lineGid, quantity } of refunds.flatMap((refund) => refund.lines)) {
    quantities.set(lineGid, (quantities.get(lineGid) ?? 0) + quantity);
  }
  return {
    ...state,
    lines: state.lines.map((line) => ({
      ...line,
      currentQuantity: Math.min(line.quantity, line.currentQuantity + (quantities.get(line.gid) ?? 0)),
    })),
    refunds: state.refunds.filter((refund) => !gone.has(refund.gid)),
  };
}

function gids(refunds: readonly OrderRefund[]): string[] {
  return refunds.map((refund) => refund.gid);
}
