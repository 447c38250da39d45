import type { Entry } from "../domain/ledger/entry.ts";
import { emptyPosition, type Position } from "../domain/ledger/position.ts";
import { expiryOf } from "../domain/programme/programme.ts";
import { dueRewards, reachedOnce } from "../domain/tiers/entry-rewards.ts";
import { levelCalled } from "../domain/tiers/level-change.ts";
import { giveReward, type RewardPlan, rewardPlan, undoReward } from "../domain/tiers/tier-reward-work.ts";
import type { PublishedTiers } from "../domain/tiers/timeline.ts";
import type { Transaction } from "../persistence/database.ts";
import { takeNumbers } from "../persistence/entries.ts";
import { lockPositions } from "../persistence/positions.ts";
import { type TierRewardRow, tierRewards, writeTierRewards } from "../persistence/tiers.ts";
import type { Batch } from "./apply-orders.ts";
import { book } from "./book.ts";
import type { MemberStanding } from "./member-standings.ts";

/** Gives the points that are due for reaching levels, and takes back those of levels that turned out not to be reached. */
export async function settleTierRewards(
  transaction: Transaction,
  { shop, now, programmes }: Pick<Batch, "shop" | "now" | "programmes">,
  published: readonly PublishedTiers[],
  standings: ReadonlyMap<string, MemberStanding>,
): Promise<void> {
  const plans = await plansOf(transaction, shop.id, published, standings);
  if (plans.size === 0) return;
  const gifts = [...plans.values()].reduce((sum, { give }) => sum + give.length, 0);
  const { lots } = await takeNumbers(transaction, { entries: 0, lots: gifts });
  const undoing = new Set([...plans].flatMap(([member, { undo }]) => (undo.length > 0 ? [member] : [])));
  const before = await lockPositions(transaction, shop.id, [...plans.keys()], undoing);
  const after = new Map<string, Position>(before);
  const entries: Entry[] = [];
  const rows: TierRewardRow[] = [];
  const nameOf = (level: string) => levelCalled(published, level)?.name ?? { en: level, nl: level };
  for (const [member, { give, undo }] of plans) {
    let position = after.get(member) ?? emptyPosition(member);
    for (const each of undo) {
      const work = undoReward(position, each, nameOf(each.level), now.getTime());
      if (work.entry) entries.push(work.entry);
      rows.push({ ...each, memberId: member, undoneAt: now });
      position = work.position;
    }
    for (const each of give) {
      const programme = programmes.find((other) => other.programme.version === each.version)?.programme;
      const id = lots.pop();
      if (!programme || id === undefined) throw new Error("a level was reached under a programme that is not known");
      const work = giveReward(position, each, nameOf(each.level), { id, ...expiryOf(programme, each.at) });
      if (work.entry) entries.push(work.entry);
      rows.push({
        key: each.key,
        memberId: member,
        level: each.level,
        period: each.period,
        points: each.points,
        undoneAt: null,
      });
      position = work.position;
    }
    after.set(member, position);
  }
  await book(transaction, shop, now, { entries, before, after });
  await writeTierRewards(transaction, shop.id, rows, now);
}

async function plansOf(
  transaction: Transaction,
  shopId: number,
  published: readonly PublishedTiers[],
  standings: ReadonlyMap<string, MemberStanding>,
): Promise<Map<string, RewardPlan>> {
  const plans = new Map<string, RewardPlan>();
  // Most programmes give none; then nothing is read either.
  const gives = published.some(({ revisions }) =>
    revisions.some(({ tiers }) => tiers.levels.some(({ entryReward }) => entryReward > 0)),
  );
  if (!gives) return plans;
  const given = new Map<string, TierRewardRow[]>();
  for (const row of await tierRewards(transaction, shopId, [...standings.keys()]))
    given.set(row.memberId, [...(given.get(row.memberId) ?? []), row]);
  for (const [member, { timeline }] of standings) {
    const rows = (given.get(member) ?? []).map((row) => ({ ...row, isUndone: row.undoneAt !== null }));
    const plan = rewardPlan(member, dueRewards(reachedOnce(timeline.rises)), rows);
    if (plan.give.length + plan.undo.length > 0) plans.set(member, plan);
  }
  return plans;
}
