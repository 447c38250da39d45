import { dueRewards, reachedOnce } from "../domain/tiers/entry-rewards.ts";
import { publishedTiersOf } from "../domain/tiers/published-tiers.ts";
import { standingAt, type TierStanding } from "../domain/tiers/standing.ts";
import { rewardPlan } from "../domain/tiers/tier-reward-work.ts";
import { type PublishedTiers, timelineOf } from "../domain/tiers/timeline.ts";
import type { Transaction } from "../persistence/database.ts";
import { findTierRun, membersAfter, membersNotedDue } from "../persistence/tier-work.ts";
import { type TierRow, tierRewards, tierRows } from "../persistence/tiers.ts";
import type { Difference } from "../persistence/verification.ts";
import type { PublishedProgramme } from "./apply-orders.ts";
import { readHistories } from "./member-standings.ts";

const MEMBERS_AT_ONCE = 500;
/** The last instant that a date can say. */
const END_OF_TIME = 8.64e15;

/**
 * Compares every member's level, what counts for it, and the points that were given for reaching levels, with what their orders and points
 * lead to. A level is as old as the last time that it was worked out: members to whom that is due are left out.
 *
 * @param found is told of each difference
 * @returns how many levels there are
 */
export async function verifyTiers(
  transaction: Transaction,
  shopId: number,
  programmes: readonly PublishedProgramme[],
  found: (difference: Difference) => void,
): Promise<number> {
  const published = publishedTiersOf(programmes);
  if (published.length === 0) return 0;
  const run = await findTierRun(transaction, shopId);
  const worked = run === null || run.afterMember === null ? null : BigInt(run.afterMember);
  let count = 0;
  for (let last = "0"; ; ) {
    const portion = await membersAfter(transaction, shopId, last, MEMBERS_AT_ONCE);
    const due = new Set(await membersNotedDue(transaction, shopId, portion));
    const members = portion.filter((id) => !due.has(id) && (worked === null || BigInt(id) <= worked));
    const rows = await tierRows(transaction, shopId, members);
    count += rows.size;
    await verifyPortion(transaction, shopId, published, members, rows, found);
    if (portion.length < MEMBERS_AT_ONCE) return count;
    last = portion.at(-1) ?? last;
  }
}

async function verifyPortion(
  transaction: Transaction,
  shopId: number,
  published: readonly PublishedTiers[],
  members: readonly string[],
  rows: ReadonlyMap<string, TierRow>,
  found: (difference: Difference) => void,
): Promise<void> {
  const histories = await readHistories(transaction, shopId, published, members);
  const given = Map.groupBy(await tierRewards(transaction, shopId, members), ({ memberId }) => memberId);
  for (const member of members) {
    const history = histories(member);
    const timeline = timelineOf(published, history);
    const row = rows.get(member);
    // What was worked out once holds until `nextAt`.
    const at = row?.nextAt ? row.nextAt.getTime() - 1 : END_OF_TIME;
    const standing = standingAt(published, history, timeline, at);
    for (const [field, expected, is] of figuresOf(published, standing, row))
      if (expected !== is) found({ what: "tier", subject: member, field, expected, found: is });
    const held = (given.get(member) ?? []).map((each) => ({ ...each, isUndone: each.undoneAt !== null }));
    const { give, undo } = rewardPlan(member, dueRewards(reachedOnce(timeline.rises)), held);
    // A time that has not come yet brings nobody points: who rises does so by what they did.
    if (give.length + undo.length > 0)
      found({
        what: "tier",
        subject: member,
        field: "points for reaching levels",
        expected: give.length,
        found: undo.length,
      });
  }
}

function figuresOf(
  published: readonly PublishedTiers[],
  standing: TierStanding,
  row: TierRow | undefined,
): [field: string, expected: number, found: number | null][] {
  const levels = published.at(-1)?.tiers?.levels ?? [];
  const place = (id: string | null | undefined): number => levels.findIndex((level) => level.id === id) + 1;
  return [
    ["level, counted from the lowest", place(standing.level?.id), row ? place(row.level) : null],
    ["what counts", standing.counted, row?.counted ?? null],
  ];
}
