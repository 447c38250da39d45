import type { AppContext } from "../context.ts";
import type { OrderState } from "../contracts/order-state.ts";
import type { ProgrammeSettings } from "../contracts/programme.ts";
import type { PreviewOutcome, ProgrammePreview } from "../contracts/programme-preview.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { earnedByRule, snapshotOf } from "../domain/earning/award-snapshot.ts";
import type { Circumstances } from "../domain/earning/circumstances.ts";
import { explainEarning } from "../domain/earning/explain-earning.ts";
import { ruleWords } from "../domain/earning/rule-words.ts";
import { addDays, addMonths } from "../domain/metrics/calendar.ts";
import { liability } from "../domain/metrics/measures.ts";
import { fixedAmounts } from "../domain/metrics/worth.ts";
import { nothingHeard } from "../domain/orders/heard-order.ts";
import { compileProgramme, type Programme } from "../domain/programme/programme.ts";
import { pointsWords } from "../domain/wallet/points-words.ts";
import type { Transaction } from "../persistence/database.ts";
import type { OrderRecord } from "../persistence/orders.ts";
import { ordersOfPeriod, signUpsOfPeriod } from "../persistence/orders-of-period.ts";
import { dayIn } from "./book.ts";
import { readCircumstances } from "./order-circumstances.ts";
import { readProgrammes } from "./read-programmes.ts";

/** Orders that are looked at: a month of nearly every shop, in seconds. */
const MOST_ORDERS = 20_000;

/**
 * Plays the orders of last month with settings that are not published yet. Nothing is written. Members count as they stand now, limits begin
 * with the month, and what members do beside buying and signing up is left out: nobody knows whether they would have done it.
 */
export async function previewProgramme(
  app: Pick<AppContext, "database" | "clock">,
  shop: ShopFacts,
  settings: ProgrammeSettings,
): Promise<PreviewOutcome> {
  const now = app.clock.now();
  const thisMonth = `${dayIn(shop.timezone)(now.getTime()).slice(0, 7)}-01`;
  const period = { from: addMonths(thisMonth, -1), to: addDays(thisMonth, -1) };
  return app.database.transaction(async (transaction) => {
    const played = await ordersOfPeriod(transaction, shop.id, period, MOST_ORDERS);
    if (played.orders.length === 0) return { outcome: "no_orders", period };
    const signUps = await signUpsOfPeriod(transaction, shop.id, period);
    const wished = compileProgramme(0, settings, shop.currency, shop.timezone);
    const current = (await readProgrammes(transaction, shop)).at(-1)?.programme;
    const month = { transaction, shop, now, signUps, ...played };
    const { rules, example } = await pointsOfMonth(month, wished);
    const points = total(rules);
    const owed = liability(points, fixedAmounts(wished));
    const preview: ProgrammePreview = {
      period,
      orders: played.count,
      isEstimate: played.each > 1,
      points,
      liabilityMinor: owed.outcome === "measured" ? owed.value : null,
      rules,
      example,
      pointsNow: current ? total((await pointsOfMonth(month, current)).rules) : null,
    };
    return { outcome: "previewed", preview };
  });
}

interface Month {
  transaction: Transaction;
  shop: ShopFacts;
  now: Date;
  orders: readonly { memberId: string; order: OrderState }[];
  /** How many orders each of them stands for. */
  each: number;
  signUps: number;
}

type Played = Pick<ProgrammePreview, "rules" | "example">;

async function pointsOfMonth(month: Month, programme: Programme): Promise<Played> {
  const { transaction, shop, now, each } = month;
  const inWork = month.orders.map(({ memberId, order }) => ({ record: recordOf(memberId, order), order }));
  const batch = { shop, now, programmes: [{ publishedAt: 0, programme }] };
  const circumstances = await readCircumstances(transaction, batch, inWork, async () => new Map());
  const sums = programme.earning.map(() => 0);
  let telling: { order: OrderState; circumstances: Circumstances; rules: number } | null = null;
  for (const played of inWork) {
    const { record, order } = played;
    const own = circumstances.of(played);
    const award = snapshotOf(programme, order, order.paidAt ?? order.placedAt, own);
    const given = earnedByRule(award, order);
    const rules = given.filter(({ points, cut }) => points > 0 || cut !== null).length;
    if (rules > (telling?.rules ?? 0)) telling = { order, circumstances: own, rules };
    for (const [index, { points }] of given.entries()) {
      const source = award.sources?.[index] ?? index;
      sums[source] = (sums[source] ?? 0) + points;
    }
    Object.assign(record, { award, pointsEarned: given.reduce((sum, { points }) => sum + points, 0) });
    circumstances.count(played);
  }
  const ofOrders = programme.earning.map((rule, index) => ({
    words: ruleWords(rule, shop.currency),
    points: (sums[index] ?? 0) * each,
  }));
  const example = telling === null || sums.length < 2 ? null : exampleOf(programme, telling);
  if (programme.signUpPoints === 0) return { rules: ofOrders, example };
  const points = pointsWords(programme.signUpPoints);
  const words = { en: `Signing up gets ${points.en}.`, nl: `Aanmelden levert ${points.nl} op.` };
  return { rules: [...ofOrders, { words, points: programme.signUpPoints * month.signUps }], example };
}

function exampleOf(
  programme: Programme,
  { order, circumstances }: { order: OrderState; circumstances: Circumstances },
): ProgrammePreview["example"] {
  const rules = explainEarning(programme, order, circumstances).map(({ rule, words }) => ({ rule, words }));
  return { order: order.name, rules };
}

function recordOf(memberId: string, order: OrderState): OrderRecord {
  return { gid: order.gid, memberId, state: { ...nothingHeard, order }, award: null, pointsEarned: 0, goodsMinor: 0 };
}

function total(rules: ProgrammePreview["rules"]): number {
  return rules.reduce((sum, { points }) => sum + points, 0);
}
