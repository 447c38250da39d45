import type { OrderState } from "../contracts/order-state.ts";
import type { Tiers } from "../domain/programme/compile-tiers.ts";
import type { Counted, History } from "../domain/tiers/counted.ts";
import { publishedTiersOf } from "../domain/tiers/published-tiers.ts";
import { standingAt } from "../domain/tiers/standing.ts";
import { type PublishedTiers, timelineOf } from "../domain/tiers/timeline.ts";
import { worthAt } from "../domain/tiers/worth-at.ts";
import type { Transaction } from "../persistence/database.ts";
import { type LevelledOrder, levelledOrders } from "../persistence/order-history.ts";
import { lockOrders, type OrderRecord } from "../persistence/orders.ts";
import type { Batch } from "./apply-orders.ts";
import { readHistories } from "./member-standings.ts";

interface OrderInWork {
  record: OrderRecord;
  order: OrderState;
}

/** The levels that members had when orders were placed: each before that order counted, which may have reached the next. */
export interface LevelsWhenPlaced {
  /** Ask in the order in which orders are worked. Null for none. */
  of(each: OrderInWork): string | null;
  /**
   * Whether that is so whatever is heard of first, so that awards may follow it. Not for levels by points: what an order earns by its level
   * would move the levels of those after it.
   */
  isSettled: boolean;
  /** Orders of the same members, not in the batch, that were awarded by another level: they are to be worked too. */
  levelledAnew: OrderInWork[];
}

type Batched = Pick<Batch, "shop" | "programmes">;

export async function levelsWhenPlaced(
  transaction: Transaction,
  batch: Batched,
  inWork: readonly OrderInWork[],
): Promise<LevelsWhenPlaced | null> {
  const published = publishedTiersOf(batch.programmes);
  const members = [...new Set(inWork.flatMap(({ record }) => record.memberId ?? []))];
  if (published.length === 0 || members.length === 0) return null;
  if (published.some(({ tiers }) => tiers?.by === "points"))
    return levelsByPoints(transaction, batch, published, members, inWork);
  const gids = inWork.map(({ record }) => record.gid);
  const stored = await levelledOrders(transaction, batch.shop.id, members, gids);
  const past = Map.groupBy([...stored.map(pastOf), ...inWork.flatMap(pastInWork)], ({ memberId }) => memberId);
  const levelAt = (memberId: string, gid: string, placedAt: number): string | null => {
    const others = (past.get(memberId) ?? []).filter((other) => isBefore(other, gid, placedAt));
    const worths = others.map((other) => ({ at: other.placedAt, value: other.worthAt(placedAt) }));
    const kept = worths.filter(({ value }) => value > 0);
    return levelOf(published, { spend: kept, orders: kept.map(({ at }) => ({ at, value: 1 })) }, placedAt);
  };
  const since = earliest(inWork);
  const moved = stored.filter((order) => isMoved(order, batch, since, levelAt)).map(({ gid }) => gid);
  const records = moved.length === 0 ? [] : [...(await lockOrders(transaction, batch.shop.id, moved.sort())).values()];
  return {
    of: ({ record, order }) => (record.memberId === null ? null : levelAt(record.memberId, record.gid, order.placedAt)),
    isSettled: true,
    levelledAnew: records.flatMap((record) => (record.state.order ? [{ record, order: record.state.order }] : [])),
  };
}

/** When the first order of each member was placed that is in the batch. */
function earliest(inWork: readonly OrderInWork[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { record, order } of inWork)
    if (record.memberId !== null)
      first.set(record.memberId, Math.min(first.get(record.memberId) ?? order.placedAt, order.placedAt));
  return first;
}

interface Past {
  gid: string;
  memberId: string;
  placedAt: number;
  worthAt(at: number): number;
}

function pastOf({ gid, memberId, placedAt, keptMinor, state }: LevelledOrder): Past {
  return { gid, memberId, placedAt, worthAt: (at) => (state === null ? keptMinor : worthAt(state, at)) };
}

/** Of the batch, what has been paid. */
function pastInWork({ record: { gid, memberId, award }, order }: OrderInWork): Past[] {
  const isPaid = order.isPaid || order.paidAt !== null || award !== null;
  if (memberId === null || !isPaid) return [];
  return [{ gid, memberId, placedAt: order.placedAt, worthAt: (at) => worthAt(order, at) }];
}

/** Of two orders of one second, the id decides. */
function isBefore(other: { placedAt: number; gid: string | null }, gid: string, placedAt: number): boolean {
  if (other.placedAt !== placedAt) return other.placedAt < placedAt;
  return other.gid === null || other.gid < gid;
}

function levelOf(published: readonly PublishedTiers[], history: History, at: number): string | null {
  return standingAt(published, history, timelineOf(published, history), at).level?.id ?? null;
}

/** Whether an order that stands was awarded by another level than it turns out to have been placed at, since one before it is in the batch. */
function isMoved(
  { gid, memberId, placedAt, awardedBy, version }: LevelledOrder,
  { programmes }: Batched,
  since: ReadonlyMap<string, number>,
  levelAt: (memberId: string, gid: string, placedAt: number) => string | null,
): boolean {
  const tiers = programmes.find(({ programme }) => programme.version === version)?.programme.tiers;
  if (!tiers || placedAt < (since.get(memberId) ?? Number.POSITIVE_INFINITY)) return false;
  const multiplies = (id: string | null) =>
    tiers.levels.find((level) => level.id === id && level.multiplierHundredths !== 100)?.id ?? null;
  const isByLevel = awardedBy === null || tiers.levels.some(({ id }) => id === awardedBy);
  return isByLevel && multiplies(levelAt(memberId, gid, placedAt)) !== awardedBy;
}

async function levelsByPoints(
  transaction: Transaction,
  { shop }: Batched,
  published: readonly PublishedTiers[],
  members: readonly string[],
  inWork: readonly OrderInWork[],
): Promise<LevelsWhenPlaced> {
  const histories = await readHistories(transaction, shop.id, published, members);
  const gids = new Set(inWork.map(({ record }) => record.gid));
  const own = Map.groupBy(inWork, ({ record }) => record.memberId);
  const of = ({ record: { memberId, gid }, order }: OrderInWork): string | null => {
    if (memberId === null) return null;
    const stored = histories(memberId);
    const history: History = {};
    for (const by of Object.keys(stored) as Tiers["by"][]) {
      const others = (stored[by] ?? []).filter((counted) => counted.order == null || !gids.has(counted.order));
      const now = (own.get(memberId) ?? []).flatMap((other) => countedOf(other, by, order.placedAt));
      history[by] = [...others, ...now].filter((each) =>
        isBefore({ placedAt: each.at, gid: each.order ?? null }, gid, order.placedAt),
      );
    }
    return levelOf(published, history, order.placedAt);
  };
  return { of, isSettled: false, levelledAnew: [] };
}

/** What an order of the batch counts for as it is worked by now. */
function countedOf(each: OrderInWork, by: Tiers["by"], at: number): Counted[] {
  const base = { at: each.order.placedAt, order: each.record.gid };
  if (by === "points") return [{ ...base, value: each.record.pointsEarned }];
  const worth = pastInWork(each)[0]?.worthAt(at) ?? 0;
  return worth === 0 ? [] : [{ ...base, value: by === "orders" ? 1 : worth }];
}
