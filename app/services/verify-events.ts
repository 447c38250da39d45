import { countOf, heldOf } from "../domain/earning/events/counting.ts";
import type { Transaction } from "../persistence/database.ts";
import { awardsAfter, eventEntries, ruleUses, type StoredAward } from "../persistence/event-awards.ts";
import type { Difference } from "../persistence/verification.ts";

const MEMBERS_AT_ONCE = 1_000;

/**
 * Holds what is noted of events against the rules' limits and the ledger: what a member was given by a rule is what counts of it, what rules have given in all
 * is the sum, and the ledger's entries for events come to it. Answers how many awards there are.
 */
export async function verifyEvents(
  transaction: Transaction,
  shopId: number,
  note: (difference: Difference) => void,
): Promise<number> {
  const uses = new Map<string, { times: number; points: number }>();
  let awards = 0;
  let after = "0";
  for (;;) {
    const portion = await awardsAfter(transaction, shopId, after, MEMBERS_AT_ONCE);
    for (const [pair, ofPair] of byPair(portion)) {
      const count = countOf(ofPair);
      const held = heldOf(ofPair);
      if (held !== count.points)
        note({ what: "event", subject: pair, field: "given", expected: count.points, found: held });
      const rule = ofPair[0]?.rule ?? "";
      const use = uses.get(rule) ?? { times: 0, points: 0 };
      uses.set(rule, { times: use.times + count.times, points: use.points + count.points });
    }
    awards += portion.length;
    const last = portion.at(-1)?.member;
    if (last === undefined) break;
    after = last;
  }
  const stored = await ruleUses(transaction, shopId, [...uses.keys()]);
  for (const [rule, use] of uses) {
    for (const field of ["times", "points"] as const) {
      const found = stored.get(rule)?.[field] ?? null;
      if (found !== use[field]) note({ what: "event", subject: rule, field, expected: use[field], found });
    }
  }
  const given = [...uses.values()].reduce((sum, { points }) => sum + points, 0);
  const booked = await eventEntries(transaction, shopId);
  if (booked !== given) note({ what: "event", subject: "all", field: "entries", expected: given, found: booked });
  return awards;
}

function byPair(awards: readonly StoredAward[]): Map<string, StoredAward[]> {
  const pairs = new Map<string, StoredAward[]>();
  for (const award of awards) {
    const pair = `${award.member} ${award.rule}`;
    const list = pairs.get(pair);
    if (list) list.push(award);
    else pairs.set(pair, [award]);
  }
  return pairs;
}
