import { countOf, type RuleCount } from "../domain/earning/events/counting.ts";
import { type EventCause, settleEvent } from "../domain/earning/events/settle-event.ts";
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
} from "../persistence/member-events.ts";
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
  const before = await lockPositions(
    transaction,
    shop.id,
    work.map(({ award }) => award.member),
    "all",
  );
  const after = new Map(before);
  const entries: Entry[] = [];
  for (const [index, each] of work.entries()) {
    const position = after.get(each.award.member);
    const programme = versionAt(programmes, each.award.occurredAt)?.programme;
    if (!position || !programme) continue;
    const settled = table.work(each, position, programme, lots[index] ?? "");
    if (settled.entry) entries.push(settled.entry);
    after.set(each.award.member, settled.position);
  }
  await book(transaction, shop, now, { entries, before, after });
  await writeAwards(transaction, shop.id, table.changed());
  await writeRuleUses(transaction, shop.id, table.uses);
  return [...table.freed];
}

type SettledAward = Pick<ReturnType<typeof settleEvent>, "entry" | "position">;

interface AwardTable {
  uses: Map<string, RuleCount>;
  /** Rules that have given less than before, and may give it to somebody else. */
  freed: Set<string>;
  work(
    work: AwardInWork,
    position: Position,
    programme: Parameters<typeof settleEvent>[2]["programme"],
    lotId: string,
  ): SettledAward;
  changed(): StoredAward[];
}

/** All awards of the members and rules in work, carried along in memory. */
async function openTable(transaction: Transaction, shopId: number, work: readonly AwardInWork[]): Promise<AwardTable> {
  const pairs = new Map(work.map(({ award: { rule, member } }) => [`${member} ${rule}`, { rule, member }]));
  const uses = await ruleUses(transaction, shopId, [...new Set(work.map(({ award }) => award.rule))]);
  const byPair = new Map<string, Map<string, StoredAward>>([...pairs.keys()].map((pair) => [pair, new Map()]));
  for (const award of await awardsOf(transaction, shopId, [...pairs.values()]))
    byPair.get(`${award.member} ${award.rule}`)?.set(award.event, award);
  const changed = new Map<string, StoredAward>();
  const freed = new Set<string>();

  const put = (award: StoredAward): void => {
    byPair.get(`${award.member} ${award.rule}`)?.set(award.event, award);
    changed.set(`${award.event} ${award.rule}`, award);
  };

  return {
    uses,
    freed,
    changed: () => [...changed.values()],
    work({ cause, award, occurredAt }, position, programme, lotId) {
      const awards = byPair.get(`${award.member} ${award.rule}`) ?? new Map<string, StoredAward>();
      const known = awards.get(award.event) ?? award;
      const use = uses.get(award.rule) ?? { times: 0, points: 0 };
      const was = countOf([...awards.values()]);
      if (cause === "undo" && known.state === "undone") return { entry: null, position };
      put({ ...known, state: cause === "undo" ? "undone" : "open" });
      const is = countOf([...awards.values()]);
      const settled = settleEvent(position, [...awards.values()], {
        cause,
        award,
        terms: award.terms,
        occurredAt,
        programme,
        lotId,
      });
      const next = { times: use.times + is.times - was.times, points: use.points + settled.points };
      if (cause !== "undo" && exceeds(award, use, next)) {
        put({ ...known, state: "full" });
        return { entry: null, position };
      }
      const put_ = awards.get(award.event);
      if (put_) put({ ...put_, given: put_.given + settled.points });
      uses.set(award.rule, next);
      if (next.times < use.times || next.points < use.points) freed.add(award.rule);
      return settled;
    },
  };
}

/** Whether a rule would give more than its budget, and more than it has given. */
function exceeds({ terms: { budget } }: StoredAward, use: RuleCount, next: RuleCount): boolean {
  return (
    (budget.times !== null && next.times > use.times && next.times > budget.times) ||
    (budget.points !== null && next.points > use.points && next.points > budget.points)
  );
}
