import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { pointsShare, ratesForAll, thresholdAbove } from "../domain/metrics/business-case.ts";
import { addDays, type Day } from "../domain/metrics/calendar.ts";
import {
  type Advice,
  baselinePeriod,
  type Goal,
  type GoalIssue,
  type GoalProgress,
  goalIssues,
  goalProgress,
  type MeasureCode,
  measureOf,
  readingPeriod,
} from "../domain/metrics/goal.ts";
import { measured, WHOLE } from "../domain/metrics/ratio.ts";
import { fixedAmounts, type Worth } from "../domain/metrics/worth.ts";
import { scale } from "../domain/money/money.ts";
import type { Programme } from "../domain/programme/programme.ts";
import {
  closeGoalRow,
  type GoalRecord,
  insertGoal,
  lockGoals,
  makePrimary,
  openGoals,
} from "../persistence/figures-goals.ts";
import { dayIn } from "./book.ts";
import { countsOf, figuresOf } from "./figures.ts";

type Shop = Pick<ShopFacts, "id" | "timezone">;
type App = Pick<AppContext, "database" | "clock">;

export interface GoalWish {
  measure: MeasureCode;
  /** A value in the measure's unit, or a change of the baseline in basis points: 1,000 for "+10 %". */
  target: { value: number } | { changeBasisPoints: number };
  /** Tomorrow when left out, so that no day is half counted. */
  startsOn?: Day;
  endsOn: Day;
  /** Where it is known otherwise; read off the days before when left out. */
  baseline?: number;
  isPrimary: boolean;
  setBy: string;
}

export type SetGoalOutcome =
  | { outcome: "set"; id: string; baseline: number; target: number; isPrimary: boolean }
  | { outcome: "refused"; issues: GoalIssue[] }
  /** The days before do not say from where it starts, and nobody else did. */
  | { outcome: "no_baseline"; reason: string };

/**
 * S5–S8. Sets a goal. Where there are goals, exactly one is the primary one: the first is by itself, and a new primary one takes the place of
 * the one before, which stays a goal.
 */
export async function setGoal(
  app: App,
  shop: Shop,
  wish: GoalWish,
  rewards: readonly Worth[],
): Promise<SetGoalOutcome> {
  const now = app.clock.now();
  const startsOn = wish.startsOn ?? addDays(dayIn(shop.timezone)(now.getTime()), 1);
  const days = { measure: wish.measure, startsOn, endsOn: wish.endsOn };
  const ofDays = goalIssues({ ...days, baseline: 0, target: 1 });
  if (ofDays.length > 0) return { outcome: "refused", issues: ofDays };
  const baseline = await baselineOf(app, shop, days, wish.baseline, rewards);
  if (baseline.outcome === "not_enough") return { outcome: "no_baseline", reason: baseline.reason };
  const goal: Goal = { ...days, baseline: baseline.value, target: targetOf(wish.target, baseline.value) };
  const issues = goalIssues(goal);
  if (issues.length > 0) return { outcome: "refused", issues };
  return app.database.transaction(async (transaction) => {
    await lockGoals(transaction, shop.id);
    const isPrimary = wish.isPrimary || (await openGoals(transaction, shop.id)).length === 0;
    const id = await insertGoal(transaction, shop.id, { ...goal, setBy: wish.setBy, setAt: now });
    if (isPrimary) await makePrimary(transaction, shop.id, id);
    return { outcome: "set", id, baseline: goal.baseline, target: goal.target, isPrimary };
  });
}

/** Gives a goal up. When it was the primary one, the oldest that is left becomes it. */
export async function closeGoal(app: App, shop: Shop, id: string): Promise<{ outcome: "closed" | "unknown" }> {
  return app.database.transaction(async (transaction) => {
    await lockGoals(transaction, shop.id);
    if (!(await closeGoalRow(transaction, shop.id, id, app.clock.now()))) return { outcome: "unknown" };
    const [first] = await openGoals(transaction, shop.id);
    if (first && !first.isPrimary) await makePrimary(transaction, shop.id, first.id);
    return { outcome: "closed" };
  });
}

export interface GoalState extends GoalRecord {
  progress: GoalProgress;
  helpedBy: readonly Advice[];
}

/** Every open goal with where it stands today and what helps it, the primary one first. */
export async function readGoals(app: App, shop: Shop, rewards: readonly Worth[]): Promise<GoalState[]> {
  const today = dayIn(shop.timezone)(app.clock.now().getTime());
  const goals = await openGoals(app.database.pool, shop.id);
  const periods = goals.map((goal) => {
    const last = today < goal.endsOn ? today : goal.endsOn;
    return readingPeriod(goal, last < goal.startsOn ? goal.startsOn : last);
  });
  const figures = await figuresOf(app.database.pool, shop.id, periods, rewards);
  return goals.flatMap((goal, index) => {
    const ofGoal = figures[index];
    const { helpedBy, read } = measureOf(goal.measure);
    return ofGoal ? [{ ...goal, progress: goalProgress(goal, read(ofGoal), today), helpedBy }] : [];
  });
}

/** What the shop's own last 365 days suggest. Null where there is nothing to read it off yet. */
export interface Suggestions {
  averageOrderMinor: number | null;
  /** S7: where a reward or free shipping should begin. */
  thresholdMinor: number | null;
  /** S31: what the business case starts from; margin, software and the spend that is hoped for are the merchant's. */
  spendAYearMinor: number | null;
  pointsBasisPoints: number | null;
}

export async function readSuggestions(
  app: App,
  shop: Shop,
  programme: Pick<Programme, "earning" | "rewards"> | null,
): Promise<Suggestions> {
  const today = dayIn(shop.timezone)(app.clock.now().getTime());
  const [counts] = await countsOf(app.database.pool, shop.id, [{ from: addDays(today, -364), to: today }]);
  const year = counts?.year ?? { orders: 0, goodsMinor: 0, buyers: 0 };
  const average = measured(year.goodsMinor, year.orders, 1, "no_orders");
  const spend = measured(year.goodsMinor, year.buyers, 1, "no_buyers");
  return {
    averageOrderMinor: average.outcome === "measured" ? average.value : null,
    thresholdMinor: average.outcome === "measured" ? thresholdAbove(average.value) : null,
    spendAYearMinor: spend.outcome === "measured" ? spend.value : null,
    pointsBasisPoints: pointsShare(ratesForAll(programme?.earning ?? []), fixedAmounts(programme)),
  };
}

async function baselineOf(
  app: App,
  shop: Shop,
  goal: Pick<Goal, "measure" | "startsOn" | "endsOn">,
  given: number | undefined,
  rewards: readonly Worth[],
) {
  if (given !== undefined) return { outcome: "measured" as const, value: given };
  const [figures] = await figuresOf(app.database.pool, shop.id, [baselinePeriod(goal)], rewards);
  if (!figures) throw new Error("a period was not counted");
  return measureOf(goal.measure).read(figures);
}

function targetOf(target: GoalWish["target"], baseline: number): number {
  if ("value" in target) return target.value;
  const { changeBasisPoints } = target;
  const change = scale(Math.abs(baseline), Math.abs(changeBasisPoints), WHOLE, "nearest");
  return changeBasisPoints < 0 ? baseline - change : baseline + change;
}
