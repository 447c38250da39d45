import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import type { Transaction } from "../persistence/database.ts";
import { lockShopWork } from "../persistence/positions.ts";
import { findTierRun, membersAfter, membersDueByTime, moveTierRun, takeDueMembers } from "../persistence/tier-work.ts";
import { wakeDelivery } from "./book.ts";
import { followTiers } from "./follow-tiers.ts";
import { readProgrammes } from "./read-programmes.ts";

/** Members of one transaction: a webhook of the shop waits for it, some tens of milliseconds. */
const MEMBERS_AT_ONCE = 500;
/** As in persistence/outbox: cards of many members are written one after the other. */
const PAUSE_BETWEEN_CARDS_MS = 25;

export interface TiersReworked {
  /** Members whose level was worked out again. */
  members: number;
  /** Of those, how many have another level now. */
  changed: number;
}

/**
 * Works out levels that anything but an order has changed: points given by hand, a merge, a new member; time, such as a new year or the end
 * of a grace; and everybody's after other levels were published. In portions of a transaction each: stopped half way, the next run goes on
 * where this one was.
 */
export async function reworkTiers(
  app: Pick<AppContext, "database" | "clock">,
  shop: ShopFacts,
): Promise<TiersReworked> {
  const total: TiersReworked = { members: 0, changed: 0 };
  for (const take of [takeNoted, takeDueByTime, takeOfRun]) {
    for (;;) {
      const portion = await reworkPortion(app, shop, take, total.members);
      total.members += portion.members;
      total.changed += portion.changed;
      if (portion.isLast) break;
    }
  }
  return total;
}

/** Takes the next members to be worked out; `isLast` where nothing is left after them. */
type Take = (transaction: Transaction, shop: ShopFacts, now: Date) => Promise<{ members: string[]; isLast: boolean }>;

async function reworkPortion(
  app: Pick<AppContext, "database" | "clock">,
  shop: ShopFacts,
  take: Take,
  before: number,
): Promise<TiersReworked & { isLast: boolean }> {
  return app.database.transaction(async (transaction) => {
    await lockShopWork(transaction, shop.id);
    const now = app.clock.now();
    const { members, isLast } = await take(transaction, shop, now);
    if (members.length === 0) return { members: 0, changed: 0, isLast };
    const programmes = await readProgrammes(transaction, shop);
    const cardsFrom = new Date(now.getTime() + before * PAUSE_BETWEEN_CARDS_MS);
    // A handful need no turns of their own.
    const options = before === 0 && isLast ? {} : { cardsFrom };
    const { changed } = await followTiers(transaction, { shop, now, programmes }, members, options);
    await wakeDelivery(transaction, shop.id);
    return { members: members.length, changed, isLast };
  });
}

const takeNoted: Take = async (transaction, shop) => {
  const members = await takeDueMembers(transaction, shop.id, MEMBERS_AT_ONCE);
  return { members, isLast: members.length === 0 };
};

const takeDueByTime: Take = async (transaction, shop, now) => {
  const members = await membersDueByTime(transaction, shop.id, now, MEMBERS_AT_ONCE);
  return { members, isLast: members.length < MEMBERS_AT_ONCE };
};

const takeOfRun: Take = async (transaction, shop) => {
  const run = await findTierRun(transaction, shop.id);
  if (!run || run.afterMember === null) return { members: [], isLast: true };
  const members = await membersAfter(transaction, shop.id, run.afterMember, MEMBERS_AT_ONCE);
  const isLast = members.length < MEMBERS_AT_ONCE;
  await moveTierRun(transaction, shop.id, run.version, isLast ? null : (members.at(-1) ?? null));
  return { members, isLast };
};
