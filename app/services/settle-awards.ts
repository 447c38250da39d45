import { countOf, type RuleCount } from "../domain/earning/events/counting.ts";
import { type EventCause, type EventInWork, settleEvent } from "../domain/earning/events/settle-event.ts";
import type { Entry } from "../domain/ledger/entry.ts";
import type { Position } from "../domain/ledger/position.ts";
import { versionAt } from "../domain/programme/programme.ts";
import type { Transaction } from "../persistence/database.ts";
import { takeNumbers } from "../persistence/entries.ts";
import {
  awardsOf,
  fullAwards,
  ruleUses,
  type StoredAward,
  writeAwards,
  writeRuleUses,
} from "../persistence/event-awards.ts";
import { lockPositions } from "../persistence/positions.ts";
import type { Batch } from "./apply-orders.ts";
import { book } from "./book.ts";

/** Awards that wait for a place and are looked at when one becomes free. */
const WAITING_AT_ONCE = 200;

export interface AwardInWork {
  cause: EventCause;
  award: StoredAward;
  /** When it happened, or when it was undone. */
  occurredAt: number;
}

/**
 * Works awards of events one after the other: what is new counts as far as limits and budgets let it, what is undone frees its place for whoever
 * waits for one under the rule's budget, the first come first.
 */
export async function settleAwards(
  transaction: Transaction,
  batch: Pick<Batch, "shop" | "now" | "programmes">,
  work: readonly AwardInWork[],
): Promise<void> {
  const freed = await settle(transaction, batch, work);
  const waiting = await fullAwards(transaction, batch.shop.id, freed, WAITING_AT_ONCE);
  const occurredAt = batch.now.getTime();
  await settle(
    transaction,
    batch,
    waiting.map((award) => ({ cause: "place", award, occurredAt })),
  );
}

/** Answers the rules of which something became free. */
async function settle(
  transaction: Transaction,
  { shop, now, programmes }: Pick<Batch, "shop" | "now" | "programmes">,
  work: readonly AwardInWork[],
): Promise<string[]> {
  if (work.length === 0) return [];
  const table = await openTable(transaction, shop.id, work);
  const { lots } = await takeNumbers(transaction, { entries: 0, lots: work.length });
  const members = work.map(({ award }) => award.member);
  const before = await lockPositions(transaction, shop.id, members, "all");
  const after = new Map(before);
  const entries: Entry[] = [];
  for (const [index, each] of work.entries()) {
    const position = after.get(each.award.member);
    const programme = versionAt(programmes, each.award.occurredAt)?.programme;
    if (!position || !programme) continue;
    const { terms } = each.award;
    const settled = workAward(table, position, { ...each, terms, programme, lotId: lots[index] ?? "" });
    if (settled.entry) entries.push(settled.entry);
    after.set(each.award.member, settled.position);
  }
  await book(transaction, shop, now, { entries, before, after });
  await writeAwards(transaction, shop.id, [...table.changed.values()]);
  await writeRuleUses(transaction, shop.id, table.uses);
  return [...table.freed];
}

/** All awards of the members and rules in work, carried along in memory. */
interface AwardTable {
  /** By member and rule, then by event. */
  awards: ReadonlyMap<string, Map<string, StoredAward>>;
  changed: Map<string, StoredAward>;
  uses: Map<string, RuleCount>;
  /** Rules that have given less than before, and may give it to somebody else. */
  freed: Set<string>;
}

async function openTable(transaction: Transaction, shopId: number, work: readonly AwardInWork[]): Promise<AwardTable> {
  const pairs = new Map(work.map(({ award }) => [pairOf(award), award]));
  const uses = await ruleUses(transaction, shopId, [...new Set(work.map(({ award }) => award.rule))]);
  const awards = new Map<string, Map<string, StoredAward>>([...pairs.keys()].map((pair) => [pair, new Map()]));
  for (const award of await awardsOf(transaction, shopId, [...pairs.values()]))
    awards.get(pairOf(award))?.set(award.event, award);
  return { awards, changed: new Map(), uses, freed: new Set() };
}

function pairOf({ member, rule }: Pick<StoredAward, "member" | "rule">): string {
  return `${member} ${rule}`;
}

/** One award by its cause. Mutates the table. */
function workAward(
  table: AwardTable,
  position: Position,
  work: EventInWork & { award: StoredAward },
): { entry: Entry | null; position: Position } {
  const { cause, award } = work;
  const others = table.awards.get(pairOf(award)) ?? new Map<string, StoredAward>();
  const known = others.get(award.event) ?? award;
  if (cause === "undo" && known.state === "undone") return { entry: null, position };
  const put = (next: StoredAward): void => {
    others.set(next.event, next);
    table.changed.set(`${next.event} ${next.rule}`, next);
  };
  const was = countOf([...others.values()]);
  const next: StoredAward = { ...known, state: cause === "undo" ? "undone" : "open" };
  put(next);
  const settled = settleEvent(position, [...others.values()], work);
  const use = table.uses.get(award.rule) ?? { times: 0, points: 0 };
  const times = use.times + countOf([...others.values()]).times - was.times;
  const nextUse = { times, points: use.points + settled.points };
  if (cause !== "undo" && exceeds(award, use, nextUse)) {
    put({ ...known, state: "full" });
    return { entry: null, position };
  }
  put({ ...next, given: next.given + settled.points });
  table.uses.set(award.rule, nextUse);
  if (nextUse.times < use.times || nextUse.points < use.points) table.freed.add(award.rule);
  return settled;
}

/** Whether a rule would give more than its budget, and more than it has given. */
function exceeds({ terms: { budget } }: StoredAward, use: RuleCount, next: RuleCount): boolean {
  return (
    (budget.times !== null && next.times > use.times && next.times > budget.times) ||
    (budget.points !== null && next.points > use.points && next.points > budget.points)
  );
}
