import type { OrderState } from "../../contracts/order-state.ts";
import type { Reason } from "../../contracts/reason.ts";
import type { NewLot } from "../ledger/award.ts";
import { type Entry, type EntryCause, entryOf } from "../ledger/entry.ts";
import type { Movement, Position } from "../ledger/position.ts";
import { giveBack, type LotShare, overspend, release, settle } from "../ledger/redeem.ts";
import { scale } from "../money/money.ts";
import { keptGoods, lineBases } from "../orders/kept-goods.ts";
import type { Use } from "./redemption-use.ts";

export interface ReservationRecord {
  ref: string;
  member: string;
  rewardId: string;
  points: number;
  status: "held" | "attached" | "settled" | "released" | "lapsed";
  /** Lots that hold its points. */
  held: readonly LotShare[];
}

export interface RedemptionRecord {
  kind: "attached" | "released" | "settled" | "overspend";
  points: number;
  pointsReturned: number;
  discountMinor: number;
  /** Lots that paid for it and have not got their points back. */
  spent: readonly LotShare[];
}

export interface RedemptionWork {
  reservation: ReservationRecord;
  redemption: RedemptionRecord;
  entries: Entry[];
  position: Position;
}

/** What an order's refunds give back of the points that it redeemed: of a part of its goods, and of all of them or a cancel. */
export interface RefundPolicy {
  onPartialRefund: "keep" | "pro_rata";
  onFullRefund: "return" | "keep";
}

/** What the reward says, otherwise what the programme does. */
export function refundPolicyOf(
  reward: { onPartialRefund?: "keep" | "pro_rata"; onFullRefund?: "keep" },
  programme: { redeemedOnPartialRefund: "keep" | "pro_rata" },
): RefundPolicy {
  return {
    onPartialRefund: reward.onPartialRefund ?? programme.redeemedOnPartialRefund,
    onFullRefund: reward.onFullRefund ?? "return",
  };
}

/**
 * Follows one reservation on one order: an unpaid order holds it, a paid one settles it, a cancelled or refunded one gives it back.
 * A paid order whose reservation another order has used, or that had lapsed, got its discount without points: an overspend.
 * The position is the reservation's member's, who need not be the order's after a merge.
 */
export function workRedemption(
  state: OrderState,
  use: Use,
  reservationBefore: ReservationRecord,
  redemptionBefore: RedemptionRecord | null,
  from: Position,
  policy: RefundPolicy,
  refundedLot: () => Pick<NewLot, "id" | "expiresAt" | "rollingDays">,
): RedemptionWork {
  const entries: Entry[] = [];
  let position = from;
  let reservation = reservationBefore;
  let redemption = redemptionBefore;
  const { ref, rewardId: reward } = reservation;
  const order = state.name;

  const book = (
    movement: Movement,
    cause: Pick<EntryCause, "kind" | "key" | "occurredAt">,
    reason: Reason,
    facts: object,
  ): void => {
    const inputs = { ref, ...facts };
    const entry = entryOf(position, movement, {
      ...cause,
      inputs,
      orderGid: state.gid,
      reservation: ref,
      reason,
      actor: null,
    });
    if (entry) entries.push(entry);
    position = movement.position;
  };
  const isOpen = (): boolean => reservation.status === "held" || reservation.status === "attached";
  const record = (kind: RedemptionRecord["kind"], points: number, spent: readonly LotShare[]): void => {
    redemption = { kind, points, pointsReturned: 0, discountMinor: use.discountMinor, spent };
  };

  const isUnused = redemption === null || redemption.kind === "attached";
  if (isUnused && state.cancelledAt !== null && !state.isPaid) {
    if (isOpen()) {
      const cause = { kind: "release" as const, key: `reservation:${ref}:release`, occurredAt: state.cancelledAt };
      book(release(position, reservation.held), cause, { code: "reward_released", reward, ref }, {});
      reservation = { ...reservation, status: "released" };
    }
    record("released", 0, []);
  } else if (isUnused && !state.isPaid) {
    if (reservation.status === "held") reservation = { ...reservation, status: "attached" };
    record("attached", 0, []);
  } else if (isUnused && isOpen()) {
    const movement = settle(position, reservation.held, use.points);
    const cause = { kind: "settle" as const, key: `order:${state.gid}:settle:${ref}`, occurredAt: state.version };
    book(movement, cause, { code: "reward_settled", reward, ref, order }, { points: use.points });
    reservation = { ...reservation, status: "settled" };
    record("settled", use.points, sharesSpent(movement));
  } else if (isUnused) {
    const movement = overspend(position, use.points);
    const cause = { kind: "overspend" as const, key: `order:${state.gid}:overspend:${ref}`, occurredAt: state.version };
    book(movement, cause, { code: "overspend", reward, ref, order }, { points: use.points });
    record("overspend", use.points, sharesSpent(movement));
  }

  const used = redemption as RedemptionRecord | null;
  if (used && (used.kind === "settled" || used.kind === "overspend")) {
    const due = pointsDueBack(state, used.points, policy) - used.pointsReturned;
    if (due > 0) {
      const occurredAt = state.cancelledAt ?? state.refunds.at(-1)?.createdAt ?? state.version;
      // What has been given back in all only grows, so it names each return, in whatever order refunds come in.
      const key = `order:${state.gid}:return:${ref}:${used.pointsReturned + due}`;
      const lot = { ...refundedLot(), cause: key, orderGid: null, earnedAt: occurredAt };
      const movement = giveBack(position, used.spent, due, lot);
      book(
        movement,
        { kind: "return", key, occurredAt },
        { code: "reward_returned", reward, ref, order },
        { points: due },
      );
      redemption = { ...used, pointsReturned: used.pointsReturned + due, spent: sharesLeft(used.spent, movement) };
    }
  }
  return { reservation, redemption: redemption as RedemptionRecord, entries, position };
}

/** Points that the order's cancellation or refunds give back: all of them once nothing of the goods is kept, a share if the merchant wishes. */
function pointsDueBack(state: OrderState, points: number, { onPartialRefund, onFullRefund }: RefundPolicy): number {
  const ofAll = onFullRefund === "return" ? points : 0;
  if (state.cancelledAt !== null) return ofAll;
  const bases = lineBases(state.lines);
  const goods = keptGoods(state, bases);
  if (goods.isNothing) return ofAll;
  if (onPartialRefund === "keep" || state.refunds.length === 0) return 0;
  const ordered = bases.reduce((sum, basis) => sum + basis.netMinor, 0);
  return ordered === 0 ? 0 : scale(points, Math.max(0, ordered - goods.netMinor), ordered, "down");
}

function sharesSpent(movement: Movement): LotShare[] {
  return movement.postings.flatMap(({ target, lot, points }) =>
    target.account === "redeemed" && lot !== null ? [{ lot, points }] : [],
  );
}

function sharesLeft(spent: readonly LotShare[], movement: Movement): LotShare[] {
  const back = new Map<string, number>();
  for (const { source, lot, points } of movement.postings) {
    if (source.account === "redeemed" && lot !== null) back.set(lot, (back.get(lot) ?? 0) + points);
  }
  return spent
    .map(({ lot, points }) => ({ lot, points: points - (back.get(lot) ?? 0) }))
    .filter(({ points }) => points > 0);
}
