import type { OrderState } from "../contracts/order-state.ts";
import { pointsEarned, usedByLimit } from "../domain/earning/award-snapshot.ts";
import { type Circumstances, type Limited, plainCircumstances } from "../domain/earning/circumstances.ts";
import { goodsOfLine, productsIn } from "../domain/orders/goods-of-line.ts";
import { noStanding, type Standing } from "../domain/programme/audience.ts";
import { localDayAt } from "../domain/programme/local-time.ts";
import type { Programme } from "../domain/programme/programme.ts";
import type { Transaction } from "../persistence/database.ts";
import { addUses, EVER, EVERYBODY, keyOfUse, type RuleUse, usesOf } from "../persistence/order-rule-use.ts";
import type { OrderRecord } from "../persistence/orders.ts";
import { productFacts } from "../persistence/products.ts";
import { standingsOf } from "../persistence/standings.ts";
import type { Batch } from "./apply-orders.ts";
import { levelsWhenPlaced } from "./levels-when-placed.ts";
import { membershipsWhenPlaced } from "./memberships-when-placed.ts";
import { readPlaces } from "./order-places.ts";

interface OrderInWork {
  record: OrderRecord;
  order: OrderState;
}

/**
 * What the orders of a batch are decided by beside themselves: who their members are, what their goods are, their place among the members'
 * orders, what limits leave. Each is read once for all of them, and only where some published programme asks: a programme of plain rules
 * costs no statement.
 */
export interface OrderCircumstances {
  of(each: OrderInWork): Circumstances;
  /** Orders of the same members, not in the batch, whose place or level has become another: they are to be worked too. */
  placedAnew: OrderInWork[];
  /** Has limits count what the order was given by now. Call it when it has been worked. Mutates the record. */
  count(each: OrderInWork): void;
  /** Writes what was counted. */
  write(): Promise<void>;
}

/** @param usedBefore what limits have given so far: what the ledger knows, but for a trial run, which begins with nothing */
export async function readCircumstances(
  transaction: Transaction,
  batch: Batch,
  inWork: readonly OrderInWork[],
  usedBefore: typeof usesOf = usesOf,
): Promise<OrderCircumstances> {
  const asks = asksOf(batch.programmes.map(({ programme }) => programme));
  const places = asks.places ? await readPlaces(transaction, batch, inWork, asks.companies) : null;
  const levels = asks.standings ? await levelsWhenPlaced(transaction, batch, inWork) : null;
  const memberships = asks.standings ? await membershipsWhenPlaced(transaction, batch, inWork) : null;
  const placedAnew = uniqueOrders([
    ...(places?.placedAnew ?? []),
    ...(levels?.levelledAnew ?? []),
    ...(memberships?.movedAnew ?? []),
  ]);
  const all = [...inWork, ...placedAnew];
  const members = membersOf(all);
  const shopId = batch.shop.id;
  const standings = asks.standings ? await standingsOf(transaction, shopId, members) : new Map<string, Standing>();
  const products = asks.goods
    ? await productFacts(transaction, shopId, productsIn(all.map(({ order }) => order)))
    : new Map();
  const limits = asks.limited.length > 0 ? await readLimits(transaction, batch, all, asks.limited, usedBefore) : null;
  const standingOf = ({ record }: OrderInWork): Standing =>
    (record.memberId === null ? undefined : standings.get(record.memberId)) ?? noStanding;
  // An order of a company may come along whose member nothing was read of.
  const own = new Set(membersOf(inWork));
  const isOfBatch = ({ record }: OrderInWork): boolean => own.has(record.memberId ?? "");
  const of = (each: OrderInWork): Circumstances => ({
    ...plainCircumstances,
    // An award that stands keeps what it was given by.
    standing:
      each.record.award === null
        ? { ...standingOf(each), tier: levels?.of(each) ?? null, memberships: memberships?.codesOf(each) ?? [] }
        : standingOf(each),
    ...(levels?.isSettled && isOfBatch(each) ? { levelWhenPlaced: levels.of(each) } : {}),
    ...(memberships && isOfBatch(each) ? { membershipWhenPlaced: memberships.bestOf(each) } : {}),
    place: places?.of.get(each.record.gid) ?? null,
    goodsOf: (line) => goodsOfLine(line, line.productGid == null ? undefined : products.get(line.productGid)),
    ...(limits ? { leftOf: (limited) => limits.leftOf(limited, each) } : {}),
  });
  return {
    of: asks.isPlain ? () => plainCircumstances : of,
    placedAnew,
    count: (each) => limits?.count(each),
    write: async () => addUses(transaction, shopId, limits?.uses ?? []),
  };
}

interface Asks {
  isPlain: boolean;
  standings: boolean;
  goods: boolean;
  places: boolean;
  companies: boolean;
  /** Ids of rules and campaigns with limits. */
  limited: string[];
}

/** Versions are never changed, so what they ask for is worked out once. */
const asked = new WeakMap<Programme, Asks>();

function asksOf(programmes: readonly Programme[]): Asks {
  const each = programmes.map((programme) => {
    const known = asked.get(programme) ?? asksOfOne(programme);
    asked.set(programme, known);
    return known;
  });
  return {
    isPlain: each.every(({ isPlain }) => isPlain),
    standings: each.some(({ standings }) => standings),
    goods: each.some(({ goods }) => goods),
    places: each.some(({ places }) => places),
    companies: each.some(({ companies }) => companies),
    limited: [...new Set(each.flatMap(({ limited }) => limited))],
  };
}

function asksOfOne({ earning, campaigns, tiers, memberships }: Programme): Asks {
  const standings =
    earning.some(({ terms }) => terms?.audience) ||
    campaigns.some(({ audience }) => audience) ||
    [...(tiers?.levels ?? []), ...memberships].some(({ multiplierHundredths }) => multiplierHundredths !== 100);
  const goods = earning.some(({ terms }) => terms?.goods) || campaigns.some(({ goods: some }) => some);
  const places = earning.some(({ code }) => code === "milestone" || code === "volume");
  const companies = earning.some((rule) => rule.code === "volume" && rule.of === "company");
  const limited = [...earning, ...campaigns].flatMap(({ id, limits }) => (id !== undefined && limits ? [id] : []));
  return {
    standings,
    goods,
    places,
    companies,
    limited,
    isPlain: !standings && !goods && !places && limited.length === 0,
  };
}

/** An order may be there for its place, its level and a membership. */
function uniqueOrders(orders: readonly OrderInWork[]): OrderInWork[] {
  return [...new Map(orders.map((each) => [each.record.gid, each])).values()];
}

function membersOf(orders: readonly OrderInWork[]): string[] {
  return [...new Set(orders.flatMap(({ record }) => (record.memberId === null ? [] : [record.memberId])))];
}

/** What limits leave, as orders are worked one after the other. The shop's lock is held: nobody else counts meanwhile. */
async function readLimits(
  transaction: Transaction,
  { shop }: Batch,
  orders: readonly OrderInWork[],
  limited: readonly string[],
  usedBefore: typeof usesOf,
) {
  const dayOf = ({ order }: OrderInWork): string => localDayAt(order.placedAt, shop.timezone);
  const days = [...new Set(orders.map(dayOf))];
  const used = await usedBefore(transaction, shop.id, limited, membersOf(orders), days);
  const uses: RuleUse[] = [];
  const leftOf = ({ id, limits }: Limited, each: OrderInWork): number => {
    const member = each.record.memberId ?? EVERYBODY;
    const left = (most: number | undefined, memberId: string, day: string): number =>
      most === undefined ? Number.MAX_SAFE_INTEGER : Math.max(0, most - (used.get(keyOfUse(id, memberId, day)) ?? 0));
    return Math.min(
      limits.perOrder ?? Number.MAX_SAFE_INTEGER,
      left(limits.perMember, member, EVER),
      left(limits.perMemberPerDay, member, dayOf(each)),
      left(limits.perDay, EVERYBODY, dayOf(each)),
      left(limits.budget, EVERYBODY, EVER),
    );
  };
  const count = (each: OrderInWork): void => {
    const { record, order } = each;
    if (record.memberId === null || record.award?.caps === undefined) return;
    // While an edit's addition is owed the ledger holds less than the rules would give.
    if (pointsEarned(record.award, order) !== record.pointsEarned) return;
    const before = record.award.used ?? {};
    const now = usedByLimit(record.award, order);
    record.award = { ...record.award, used: now };
    for (const rule of Object.keys(now)) {
      const points = (now[rule] ?? 0) - (before[rule] ?? 0);
      if (points === 0) continue;
      const use = { rule, memberId: record.memberId, day: dayOf(each), points };
      uses.push(use);
      for (const memberId of [EVERYBODY, use.memberId])
        for (const day of [EVER, use.day]) {
          const key = keyOfUse(rule, memberId, day);
          used.set(key, (used.get(key) ?? 0) + points);
        }
    }
  };
  return { leftOf, count, uses };
}
