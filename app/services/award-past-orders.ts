import type { AppContext } from "../context.ts";
import type { OrderState } from "../contracts/order-state.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { type AwardSnapshot, pointsEarned, snapshotOf } from "../domain/earning/award-snapshot.ts";
import type { Circumstances } from "../domain/earning/circumstances.ts";
import { award, reverse } from "../domain/ledger/award.ts";
import { type Entry, entryOf } from "../domain/ledger/entry.ts";
import { emptyPosition, type Position } from "../domain/ledger/position.ts";
import { liability } from "../domain/metrics/measures.ts";
import { fixedAmounts } from "../domain/metrics/worth.ts";
import { expiryOf, type Programme } from "../domain/programme/programme.ts";
import type { Transaction } from "../persistence/database.ts";
import { takeNumbers } from "../persistence/entries.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import { lockOrders, type OrderRecord, writeOrders } from "../persistence/orders.ts";
import {
  countAwarded,
  findPastAward,
  movePastAward,
  nextPastAward,
  ordersOfPastAward,
  type PastAwardRun,
  unawardedOrders,
} from "../persistence/past-awards.ts";
import { lockPositions, lockShopWork } from "../persistence/positions.ts";
import { noteOrderPoints } from "../persistence/tier-work.ts";
import type { PublishedProgramme } from "./apply-orders.ts";
import { book, wakeDelivery } from "./book.ts";
import { readCircumstances } from "./order-circumstances.ts";
import { instantsOf, readPastOrders } from "./read-past-orders.ts";
import { readProgrammes } from "./read-programmes.ts";

/** Members in one transaction. */
const BATCH = 200;

export interface PastAwardPreview {
  orders: number;
  members: number;
  points: number;
  /** What the points would be worth to their owners, in minor units; null without a reward of a fixed amount. */
  liabilityMinor: number | null;
  /** Orders that earn nothing because their member has what one gets at most. */
  beyondLimit: number;
}

/** What awarding the orders that were read would give. Nothing is written. Null for a run that is not the shop's or is not read yet. */
export async function previewPastAward(
  app: Pick<AppContext, "database" | "clock">,
  shop: ShopFacts,
  id: string,
  mostPerMember: number | null = null,
): Promise<PastAwardPreview | null> {
  const run = await findPastAward(app.database.pool, shop.id, id);
  if (run?.status !== "read") return null;
  const preview: PastAwardPreview = { orders: 0, members: 0, points: 0, liabilityMinor: null, beyondLimit: 0 };
  for (let after = "0"; ; ) {
    const planned = await app.database.transaction((transaction) =>
      planBatch(transaction, shop, app.clock.now(), { ...run, mostPerMember }, after),
    );
    if (planned === null) break;
    const owed = liability(preview.points + planned.points, fixedAmounts(planned.programme));
    preview.orders += planned.awards.length;
    preview.members += new Set(planned.awards.map(({ record }) => record.memberId)).size;
    preview.points += planned.points;
    preview.beyondLimit += planned.beyondLimit;
    preview.liabilityMinor = owed.outcome === "measured" ? owed.value : null;
    after = planned.cursor;
  }
  return preview;
}

/** Awards the orders that were read, in the background; with a limit, nobody gets more than `mostPerMember` for all of theirs. */
export async function awardPastOrders(
  app: Pick<AppContext, "database">,
  shopId: number,
  id: string,
  mostPerMember: number | null = null,
): Promise<{ outcome: "started" | "not_read" }> {
  return app.database.transaction(async (transaction) => {
    if (!(await movePastAward(transaction, shopId, id, "read", "applying", { mostPerMember })))
      return { outcome: "not_read" };
    await enqueueShopJob(transaction, "orders.past", shopId);
    return { outcome: "started" };
  });
}

/** Takes back everything that a run gave and that no refund has taken back since; what was spent becomes a debt. */
export async function undoPastAward(
  app: Pick<AppContext, "database">,
  shopId: number,
  id: string,
): Promise<{ outcome: "started" | "not_done" }> {
  return app.database.transaction(async (transaction) => {
    const isUndone =
      (await movePastAward(transaction, shopId, id, "done", "undoing")) ||
      (await movePastAward(transaction, shopId, id, "applying", "undoing"));
    if (!isUndone) return { outcome: "not_done" };
    await enqueueShopJob(transaction, "orders.past", shopId);
    return { outcome: "started" };
  });
}

/** Does what is due of the shop's runs. Ended at any moment, it goes on with the next member when it is called again. */
export async function workPastAwards(app: AppContext, shop: ShopFacts): Promise<void> {
  for (;;) {
    const run = await nextPastAward(app.database.pool, shop.id);
    if (run === null) return;
    if (run.status === "reading") {
      if (!(await readPastOrders(app, shop, run))) return;
      continue;
    }
    const work = run.status === "applying" ? awardBatch : undoBatch;
    const isMore = await app.database.transaction((transaction) => work(transaction, shop, app.clock.now(), run));
    const end = run.status === "applying" ? "done" : "undone";
    if (!isMore) await movePastAward(app.database.pool, shop.id, run.id, run.status, end, { endedAt: app.clock.now() });
  }
}

interface PlannedAward {
  record: OrderRecord;
  order: OrderState;
  snapshot: AwardSnapshot;
  points: number;
}

interface Plan {
  programme: Programme;
  awards: PlannedAward[];
  points: number;
  beyondLimit: number;
  cursor: string;
}

/** What the next members get, each for their oldest orders first, until the limit; null when there are no more. */
async function planBatch(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  run: PastAwardRun,
  after: string,
): Promise<Plan | null> {
  const programmes = await readProgrammes(transaction, shop);
  const published = programmes.at(-1);
  const next = await unawardedOrders(transaction, shop.id, {
    ...orderDates(run, shop, programmes),
    after,
    members: BATCH,
  });
  const cursor = next.at(-1)?.memberId;
  if (!published || cursor === undefined) return null;
  const { programme } = published;
  const gids = next.map(({ gid }) => gid);
  const records = await lockOrders(transaction, shop.id, [...gids].sort());
  const inWork = gids.flatMap((gid) => {
    const record = records.get(gid);
    return record?.state.order ? [{ record, order: record.state.order }] : [];
  });
  const batch = { shop, now, programmes: [{ publishedAt: 0, programme }] };
  const circumstances = await readCircumstances(transaction, batch, inWork, async () => new Map());
  const given = new Map<string, number>();
  const plan: Plan = { programme, awards: [], points: 0, beyondLimit: 0, cursor };
  for (const each of inWork) {
    const { record, order } = each;
    const snapshot = pastSnapshot(programme, order, now, circumstances.of(each), run.id);
    const points = pointsEarned(snapshot, order);
    const before = given.get(record.memberId ?? "") ?? 0;
    if (run.mostPerMember !== null && before + points > run.mostPerMember) {
      plan.beyondLimit += 1;
      continue;
    }
    given.set(record.memberId ?? "", before + points);
    plan.awards.push({ record, order, snapshot, points });
    plan.points += points;
  }
  return plan;
}

/** Only what was placed before the programme: anything later is awarded by itself when it is heard of. */
function orderDates(run: PastAwardRun, shop: ShopFacts, programmes: readonly PublishedProgramme[]) {
  const { from, to } = instantsOf(run, shop.timezone);
  const startedAt = programmes[0]?.publishedAt ?? 0;
  return { from, to: new Date(Math.min(to.getTime(), startedAt)) };
}

/** The run has a limit of its own; those of rules are for what is bought from now on. */
function pastSnapshot(
  programme: Programme,
  order: OrderState,
  now: Date,
  circumstances: Circumstances,
  id: string,
): AwardSnapshot {
  const unlimited = { ...circumstances, leftOf: () => Number.MAX_SAFE_INTEGER };
  const { caps: _, ...snapshot } = snapshotOf(programme, order, now.getTime(), unlimited);
  return { ...snapshot, pastAward: id };
}

async function awardBatch(transaction: Transaction, shop: ShopFacts, now: Date, run: PastAwardRun): Promise<boolean> {
  await lockShopWork(transaction, shop.id);
  const plan = await planBatch(transaction, shop, now, run, run.cursor);
  if (plan === null) return false;
  const { programme, awards, points, cursor } = plan;
  const { lots } = await takeNumbers(transaction, { entries: 0, lots: awards.length });
  const purchases = new Map<string, number>();
  const moved = await moveMembers(
    transaction,
    shop,
    awards,
    (position, { record, order, snapshot, points: given }) => {
      record.award = snapshot;
      record.pointsEarned = given;
      const key = `order:${order.gid}:award`;
      const expiry = expiryOf(programme, now.getTime());
      purchases.set(position.member, Math.max(purchases.get(position.member) ?? 0, order.placedAt));
      const lot = { id: lots.pop() ?? "", cause: key, orderGid: order.gid, earnedAt: now.getTime(), ...expiry };
      return {
        movement: award(position, given, lot),
        cause: {
          kind: "award",
          key,
          inputs: { award: snapshot },
          reason: { code: "past_order_award", order: order.name },
        },
      };
    },
    now,
    run.startedBy,
  );
  await book(transaction, shop, now, { ...moved, purchases });
  await countAwarded(transaction, shop.id, run.id, { cursor, orders: awards.length, points });
  await wakeDelivery(transaction, shop.id);
  return true;
}

async function undoBatch(transaction: Transaction, shop: ShopFacts, now: Date, run: PastAwardRun): Promise<boolean> {
  await lockShopWork(transaction, shop.id);
  const next = await ordersOfPastAward(transaction, shop.id, run.id, { after: run.cursor, members: BATCH });
  const cursor = next.at(-1)?.memberId;
  if (cursor === undefined) return false;
  const records = await lockOrders(transaction, shop.id, next.map(({ gid }) => gid).sort());
  const inWork = [...records.values()].flatMap((record) =>
    record.state.order ? [{ record, order: record.state.order, points: record.pointsEarned }] : [],
  );
  const moved = await moveMembers(
    transaction,
    shop,
    inWork,
    (position, { record, order, points }) => {
      // An award without rules earns nothing, whatever is heard of its order from here on.
      if (record.award) record.award = { ...record.award, rules: [], sources: [] };
      record.pointsEarned = 0;
      return {
        movement: reverse(position, points, order.gid),
        cause: {
          kind: "reversal",
          key: `order:${order.gid}:past:${run.id}:undo`,
          inputs: { points },
          reason: { code: "past_order_undone", order: order.name },
        },
      };
    },
    now,
    run.startedBy,
  );
  await book(transaction, shop, now, moved);
  const points = inWork.reduce((sum, each) => sum + each.points, 0);
  await countAwarded(transaction, shop.id, run.id, { cursor, orders: -inWork.length, points: -points });
  await wakeDelivery(transaction, shop.id);
  return true;
}

type Move = {
  movement: ReturnType<typeof award>;
  cause: Pick<Parameters<typeof entryOf>[2], "kind" | "key" | "inputs" | "reason">;
};

/** Moves the points of orders one after the other, and writes the orders as the moves leave them. */
async function moveMembers<Each extends { record: OrderRecord; order: OrderState }>(
  transaction: Transaction,
  shop: ShopFacts,
  orders: readonly Each[],
  move: (position: Position, each: Each) => Move,
  now: Date,
  actor: string,
) {
  const members = orders.flatMap(({ record }) => (record.memberId === null ? [] : [record.memberId]));
  const before = await lockPositions(transaction, shop.id, members, "all");
  const after = new Map(before);
  const entries: Entry[] = [];
  for (const each of orders) {
    const member = each.record.memberId ?? "";
    const position = after.get(member) ?? emptyPosition(member);
    const { movement, cause } = move(position, each);
    const details = { occurredAt: now.getTime(), orderGid: each.order.gid, reservation: null, actor };
    const entry = entryOf(position, movement, { ...cause, ...details });
    if (entry) entries.push(entry);
    after.set(member, movement.position);
  }
  await writeOrders(
    transaction,
    shop.id,
    orders.map(({ record }) => record),
  );
  await noteOrderPoints(transaction, shop.id, members);
  return { entries, before, after };
}
