import type { ShopFacts } from "../contracts/shop.ts";
import type { Entry } from "../domain/ledger/entry.ts";
import type { Position } from "../domain/ledger/position.ts";
import { keptGoods, lineBases } from "../domain/orders/kept-goods.ts";
import { expiryOf, versionAt } from "../domain/programme/programme.ts";
import { movePoints, type Side } from "../domain/referrals/move-points.ts";
import {
  type OrderFacts,
  type ReferralFacts,
  type ReferralStanding,
  standingOf,
} from "../domain/referrals/standing.ts";
import type { Transaction } from "../persistence/database.ts";
import { takeNumbers } from "../persistence/entries.ts";
import { owe } from "../persistence/outbox.ts";
import { lockPositions } from "../persistence/positions.ts";
import { countAwarded, lockReferrals, type ReferralRecord, writeReferrals } from "../persistence/referrals.ts";
import type { Batch } from "./apply-orders.ts";
import { book } from "./book.ts";

const DAY_MS = 86_400_000;

type SettleIn = Pick<Batch, "shop" | "now" | "programmes">;

/**
 * Brings referrals to where they stand by what is known now: gives both their points once the waiting time is over, takes them back where the
 * order was undone. Twice is once. The caller holds the shop's lock.
 *
 * @returns whether any of them could be awarded at once, were it looked at
 */
export async function settleReferrals(
  transaction: Transaction,
  batch: SettleIn,
  ids: readonly string[],
): Promise<{ isAnyDue: boolean }> {
  if (ids.length === 0) return { isAnyDue: false };
  const { shop, now } = batch;
  const records = await lockReferrals(transaction, shop.id, ids);
  records.sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || a.id.length - b.id.length || (a.id < b.id ? -1 : 1));
  const settled: { record: ReferralRecord; standing: ReferralStanding }[] = [];
  const awardedNow = new Map<string, number>();
  for (const record of records) {
    let standing = standingOf(factsOf(record), record.terms, now.getTime());
    if (standing.state === "awarded" && record.awardedAt === null) {
      const before = awardedNow.get(record.advocateId) ?? 0;
      if (await isOverLimit(transaction, shop, now, record, before)) {
        record.isOverLimit = true;
        standing = standingOf(factsOf(record), record.terms, now.getTime());
      } else awardedNow.set(record.advocateId, before + 1);
    }
    settled.push({ record, standing });
  }
  await movePointsOf(transaction, batch, settled);
  await writeStandings(transaction, shop, now, settled);
  return {
    isAnyDue: settled.some(
      ({ standing }) => standing.state === "waiting" && standing.dueAt !== null && standing.dueAt <= now.getTime(),
    ),
  };
}

/** What decides about a stored referral. */
export function factsOf(record: ReferralRecord): ReferralFacts {
  const { order, friendId, advocateId } = record;
  return {
    order: order && orderFactsOf(order),
    visitedAt: record.visitedAt,
    isFriendKnown: friendId !== null,
    isSelf: friendId === advocateId,
    isClaimed: record.claimedAt !== null,
    hasEarlierOrder: record.hasEarlierOrder,
    isAdvocateMember: record.isAdvocateMember,
    wasWelcomed: record.wasWelcomed,
    examination: record.examination,
    decision: record.decision,
    isOverLimit: record.isOverLimit,
    wasAwarded: record.awardedAt !== null,
  };
}

function orderFactsOf(order: NonNullable<ReferralRecord["order"]>): OrderFacts {
  const bases = lineBases(order.lines);
  return {
    placedAt: order.placedAt,
    isPaid: order.isPaid,
    paidAt: order.paidAt,
    isCancelled: order.cancelledAt !== null,
    orderedMinor: bases.reduce((sum, { netMinor }) => sum + netMinor, 0),
    keptMinor: keptGoods(order, bases).netMinor,
  };
}

async function isOverLimit(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  { advocateId, terms: { maximumPerAdvocate } }: ReferralRecord,
  awardedNow: number,
): Promise<boolean> {
  if (maximumPerAdvocate === null) return false;
  const since = new Date(now.getTime() - maximumPerAdvocate.days * DAY_MS);
  const awarded = await countAwarded(transaction, shop.id, advocateId, since);
  return awarded + awardedNow >= maximumPerAdvocate.count;
}

type Settled = readonly { record: ReferralRecord; standing: ReferralStanding }[];

/** Books what both sides are to have and have not, or have and are not to. Mutates the records. */
async function movePointsOf(transaction: Transaction, batch: SettleIn, settled: Settled): Promise<void> {
  const { shop, now } = batch;
  const moves = settled.flatMap(({ record, standing }) =>
    (["advocate", "friend"] as const).flatMap((side) => {
      const member = side === "advocate" ? record.advocateId : record.friendId;
      const target = side === "advocate" ? standing.advocatePoints : standing.friendPoints;
      const held = side === "advocate" ? record.advocatePoints : record.friendPoints;
      const isNobody = member === null || (side === "friend" && record.isFriendForgotten);
      return isNobody || target === held ? [] : [{ record, standing, side, member, target, held }];
    }),
  );
  if (moves.length === 0) return;
  const { lots } = await takeNumbers(transaction, { entries: 0, lots: moves.length });
  const before = await lockPositions(
    transaction,
    shop.id,
    moves.map(({ member }) => member),
    "all",
  );
  const after = new Map<string, Position>(before);
  const entries: Entry[] = [];
  for (const { record, standing, side, member, target, held } of moves) {
    const position = after.get(member);
    const id = lots.pop();
    if (!position || id === undefined) continue;
    const occurredAt = instantOf(record, standing, target > held, now.getTime());
    const moved = movePoints(position, {
      referral: record.id,
      side,
      held,
      target,
      moves: side === "advocate" ? record.advocateMoves : record.friendMoves,
      occurredAt,
      reason: standing.reason,
      lot: { id, ...expiryFor(batch, record, occurredAt) },
    });
    if (!moved) continue;
    entries.push(moved.entry);
    after.set(member, moved.position);
    noteMove(record, side, target);
  }
  await book(transaction, shop, now, { entries, before, after });
}

function noteMove(record: ReferralRecord, side: Side, target: number): void {
  if (side === "advocate") {
    record.advocatePoints = target;
    record.advocateMoves += 1;
  } else {
    record.friendPoints = target;
    record.friendMoves += 1;
  }
}

/** When it came about in the world: a late sweep tells no later date. */
function instantOf(record: ReferralRecord, standing: ReferralStanding, isGiven: boolean, now: number): number {
  const { order } = record;
  if (isGiven) {
    const dueAt = standing.state === "awarded" || standing.reason === "limit" ? standing.dueAt : record.claimedAt;
    return Math.max(record.decidedAt ?? 0, dueAt ?? now);
  }
  if (standing.reason === "cancelled") return order?.cancelledAt ?? now;
  if (standing.reason === "refunded") return order?.refunds.at(-1)?.createdAt ?? now;
  return now;
}

function expiryFor({ programmes }: SettleIn, record: ReferralRecord, earnedAt: number) {
  const programme =
    programmes.find(({ programme: { version } }) => version === record.version)?.programme ??
    versionAt(programmes, earnedAt)?.programme;
  return programme ? expiryOf(programme, earnedAt) : { expiresAt: null, rollingDays: null };
}

/** Those for whom something became different, and who are shown it. */
async function writeStandings(transaction: Transaction, shop: ShopFacts, now: Date, settled: Settled): Promise<void> {
  await writeReferrals(
    transaction,
    shop.id,
    settled.map(({ record, standing }) => ({
      ...record,
      state: standing.state,
      reason: standing.reason,
      orderedAt: record.order?.placedAt ?? null,
      dueAt: standing.dueAt,
      awardedAt: record.awardedAt ?? (standing.state === "awarded" ? now.getTime() : null),
    })),
  );
  const shown = settled
    .filter(({ record, standing }) => record.state !== standing.state)
    .flatMap(({ record }) => [record.advocateId, ...(record.friendId === null ? [] : [record.friendId])]);
  await owe(transaction, shop.id, "wallet", shown, now);
}
