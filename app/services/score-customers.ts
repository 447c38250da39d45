import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { dayNumber } from "../domain/segments/calendar.ts";
import type { Person, Scores } from "../domain/segments/customer.ts";
import { personOf } from "../domain/segments/person.ts";
import { type Borders, leastFor } from "../domain/segments/scores.ts";
import { type Segment, type Segmentation, scoreCustomer } from "../domain/segments/segmentation.ts";
import { mostChampions } from "../domain/segments/standard-segments.ts";
import { factsOf } from "../persistence/customer-facts.ts";
import type { Transaction } from "../persistence/database.ts";
import { owe } from "../persistence/outbox.ts";
import { readBorders, readChampionsFrom } from "../persistence/score-borders.ts";
import { rebuildFigures, refreshFigures } from "../persistence/score-purchases.ts";
import {
  customersAfter,
  findScoring,
  lockScores,
  type ScoredRow,
  writeScores,
  writeScoring,
} from "../persistence/scores.ts";
import { enterSegments, leaveSegments, type Membership } from "../persistence/segments.ts";
import { standingsOf } from "../persistence/standings.ts";
import { dayIn, wakeDelivery } from "./book.ts";
import { readProgrammes } from "./read-programmes.ts";
import { compileSegments } from "./segment-settings.ts";
import { welcomeToSegments } from "./welcome-to-segments.ts";

/** Changes of orders that are read at once; each such read is a transaction of its own. */
const CHANGES_AT_ONCE = 5_000;
/** Customers that are held in memory and written at once. */
const CUSTOMERS_AT_ONCE = 5_000;

export interface ScoringReport {
  /** Customers with a purchase. */
  customers: number;
  /** Changes of orders that were read; null where every order was. */
  changesRead: number | null;
  /** Customers whose scores or segments became others. */
  changed: number;
  entered: number;
  left: number;
}

/**
 * Scores every customer of a shop and sorts them into its segments. Orders are read only of customers whose orders changed since the last
 * time; the borders between the scores and the day are new for everybody. The first time, and with `isFromOrders`, all orders are read.
 *
 * Each portion is a transaction of its own: stopped half way, what is written holds, and the next run goes on from the changes that are left.
 */
export async function scoreCustomers(
  app: Pick<AppContext, "database" | "clock" | "log">,
  shop: ShopFacts,
  { isFromOrders = false } = {},
): Promise<ScoringReport> {
  const { database } = app;
  const now = app.clock.now();
  const readsAll = isFromOrders || (await findScoring(database.pool, shop.id)) === null;
  let changesRead = 0;
  if (readsAll) {
    await inScores(app, shop, (transaction) => rebuildFigures(transaction, shop.id));
  }
  for (;;) {
    const read = await inScores(app, shop, (transaction) => refreshFigures(transaction, shop.id, CHANGES_AT_ONCE));
    changesRead += read;
    if (read < CHANGES_AT_ONCE) break;
  }
  const { segments, refused, asksWho } = await compileSegments(database.pool, shop);
  for (const { code, refusals } of refused) {
    app.log.warn({ shop: shop.domain, segment: code, refusals: refusals.map((each) => each.code) }, "segment left out");
  }
  const { segmentation, customers } = await inScores(app, shop, (transaction) =>
    readSegmentation(transaction, shop, segments, now),
  );
  const counted = await sortCustomers(app, shop, segmentation, now, asksWho);
  await writeScoring(database.pool, shop.id, { scoredAt: now, customers, borders: segmentation.borders });
  return { customers, changesRead: readsAll ? null : changesRead, ...counted };
}

function inScores<Result>(
  app: Pick<AppContext, "database">,
  shop: ShopFacts,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  return app.database.transaction(async (transaction) => {
    await lockScores(transaction, shop.id);
    return work(transaction);
  });
}

async function readSegmentation(
  transaction: Transaction,
  shop: ShopFacts,
  segments: readonly Segment[],
  now: Date,
): Promise<{ segmentation: Segmentation; customers: number }> {
  const { borders, customers } = await readBorders(transaction, shop.id, shop.timezone);
  const championsFromMinor = new Map<string, number | null>();
  for (const segment of segments) {
    if (segment.kind !== "champions") continue;
    const least = leastOf(borders, segment.scoreAtLeast);
    const most = mostChampions(customers, segment);
    const from = least && (await readChampionsFrom(transaction, shop.id, shop.timezone, least, most));
    championsFromMinor.set(segment.code, from);
  }
  const today = dayNumber(dayIn(shop.timezone)(now.getTime()));
  return { segmentation: { borders, championsFromMinor, segments, today }, customers };
}

function leastOf(borders: Borders, score: number): Scores | null {
  const recency = leastFor(score, borders.recency);
  const frequency = leastFor(score, borders.frequency);
  const monetary = leastFor(score, borders.monetary);
  return recency === null || frequency === null || monetary === null ? null : { recency, frequency, monetary };
}

async function sortCustomers(
  app: Pick<AppContext, "database">,
  shop: ShopFacts,
  segmentation: Segmentation,
  now: Date,
  asksWho: boolean,
): Promise<Pick<ScoringReport, "changed" | "entered" | "left">> {
  const counted = { changed: 0, entered: 0, left: 0 };
  const programmes = await readProgrammes(app.database.pool, shop);
  let after = "0";
  for (;;) {
    const portion = await inScores(app, shop, async (transaction) => {
      const rows = await customersAfter(transaction, shop, after, CUSTOMERS_AT_ONCE);
      const persons = asksWho ? await personsOf(transaction, shop, rows, now) : new Map<string, Person>();
      const { changed, entered, left } = changesOf(rows, persons, segmentation);
      await writeScores(transaction, shop.id, changed, now);
      await enterSegments(transaction, shop.id, entered, now);
      await leaveSegments(transaction, shop.id, left);
      await oweTags(transaction, shop.id, programmes.at(-1)?.programme.tagSegments ?? [], [...entered, ...left], now);
      await welcomeToSegments(transaction, shop, now, programmes, entered);
      counted.changed += changed.length;
      counted.entered += entered.length;
      counted.left += left.length;
      return rows;
    });
    after = portion.at(-1)?.id ?? after;
    if (portion.length < CUSTOMERS_AT_ONCE) return counted;
  }
}

async function oweTags(
  transaction: Transaction,
  shopId: number,
  tagged: readonly string[],
  moved: readonly Membership[],
  now: Date,
): Promise<void> {
  const members = moved.flatMap(({ code, memberId }) => (tagged.includes(code) ? [memberId] : []));
  if (members.length === 0) return;
  await owe(transaction, shopId, "segment_tag", members, now);
  await wakeDelivery(transaction, shopId);
}

interface Changes {
  changed: { id: string; scores: Scores | null; segments: readonly string[] }[];
  entered: Membership[];
  left: Membership[];
}

/** Who customers are, as far as the shop collects it. */
async function personsOf(
  transaction: Transaction,
  shop: ShopFacts,
  rows: readonly ScoredRow[],
  now: Date,
): Promise<Map<string, Person>> {
  const ids = rows.map(({ id }) => id);
  const today = dayIn(shop.timezone)(now.getTime());
  const standings = await standingsOf(transaction, shop.id, ids);
  const facts = await factsOf(transaction, shop.id, ids);
  return new Map(ids.map((id) => [id, personOf(facts.get(id) ?? [], standings.get(id)?.tier ?? null, today)]));
}

function changesOf(
  rows: readonly ScoredRow[],
  persons: ReadonlyMap<string, Person>,
  segmentation: Segmentation,
): Changes {
  const changes: Changes = { changed: [], entered: [], left: [] };
  for (const row of rows) {
    const { id } = row;
    const { scores, segments } = scoreCustomer({ ...row, person: persons.get(id) ?? {} }, segmentation);
    const isSame = isSameScores(scores, row.scores) && segments.join(" ") === row.segments.join(" ");
    if (isSame) continue;
    changes.changed.push({ id, scores, segments });
    for (const code of segments) if (!row.segments.includes(code)) changes.entered.push({ code, memberId: id });
    for (const code of row.segments) if (!segments.includes(code)) changes.left.push({ code, memberId: id });
  }
  return changes;
}

function isSameScores(one: Scores | null, other: Scores | null): boolean {
  return one?.recency === other?.recency && one?.frequency === other?.frequency && one?.monetary === other?.monetary;
}
