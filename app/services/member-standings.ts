import type { Tiers } from "../domain/programme/compile-tiers.ts";
import type { Counted, History } from "../domain/tiers/counted.ts";
import { standingAt, type TierStanding } from "../domain/tiers/standing.ts";
import { type PublishedTiers, type Timeline, timelineOf } from "../domain/tiers/timeline.ts";
import type { Transaction } from "../persistence/database.ts";
import { countedHistories } from "../persistence/tiers.ts";

export interface MemberStanding {
  standing: TierStanding;
  timeline: Timeline;
}

/** Works out where members stand from all that counts of them now. Every member that was asked for is there. */
export async function memberStandings(
  database: Pick<Transaction, "query">,
  shopId: number,
  published: readonly PublishedTiers[],
  members: readonly string[],
  now: Date,
): Promise<Map<string, MemberStanding>> {
  const histories = await readHistories(database, shopId, published, members);
  return new Map(
    members.map((member) => {
      const history = histories(member);
      const timeline = timelineOf(published, history);
      // Shopify's clock may be ahead of ours: what it says has happened has happened.
      const at = Object.values(history).reduce((last, counted) => latestOf(counted, last), now.getTime());
      return [member, { timeline, standing: standingAt(published, history, timeline, at) }];
    }),
  );
}

function latestOf(counted: readonly Counted[], last: number): number {
  return counted.reduce((latest, { at }) => Math.max(latest, at), last);
}

/** Reads all that counts of these members, for each way of counting that a version asks for. */
export async function readHistories(
  database: Pick<Transaction, "query">,
  shopId: number,
  published: readonly PublishedTiers[],
  members: readonly string[],
): Promise<(member: string) => History> {
  const ways = new Set<Tiers["by"]>(published.flatMap(({ tiers }) => tiers?.by ?? []));
  const read = new Map<Tiers["by"], Awaited<ReturnType<typeof countedHistories>>>();
  for (const by of ways) read.set(by, await countedHistories(database, shopId, by, members));
  return (member) => {
    const history: History = {};
    for (const [by, histories] of read) history[by] = histories.get(member) ?? [];
    return history;
  };
}
