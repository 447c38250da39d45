import { keptAtMerge } from "../domain/earning/events/counting.ts";
import type { Transaction } from "../persistence/database.ts";
import { awardsOfMembers, moveEvents, type StoredAward, writeAwards } from "../persistence/event-awards.ts";

/**
 * What one member did becomes another's. Of a rule that gave something to both, both keep what they got, and are given nothing more by what they did before:
 * two who turn out to be one have done it.
 */
export async function mergeEvents(transaction: Transaction, shopId: number, from: string, into: string): Promise<void> {
  const byRule = new Map<string, { from: StoredAward[]; into: StoredAward[] }>();
  for (const award of await awardsOfMembers(transaction, shopId, [from, into])) {
    const both = byRule.get(award.rule) ?? { from: [], into: [] };
    both[award.member === from ? "from" : "into"].push(award);
    byRule.set(award.rule, both);
  }
  const shared = [...byRule.values()].filter((both) => both.from.length > 0 && both.into.length > 0);
  await writeAwards(
    transaction,
    shopId,
    shared.flatMap((both) => [...keptAtMerge(both.from), ...keptAtMerge(both.into)]),
  );
  await moveEvents(transaction, shopId, from, into);
}
