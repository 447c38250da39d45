import type { AppContext } from "../context.ts";
import { customersOf } from "../domain/metrics/buyer-figures.ts";
import {
  addDays,
  type Day,
  lengthDays,
  type Period,
  periodBefore,
  periodYearBefore,
} from "../domain/metrics/calendar.ts";
import { figuresOfPeriod, type PeriodCounts, type PeriodFigures } from "../domain/metrics/period-figures.ts";
import { windowsOfAll, YEAR_DAYS } from "../domain/metrics/windows.ts";
import type { Worth } from "../domain/metrics/worth.ts";
import { appreciationOf, reviewsOf } from "../persistence/appreciation.ts";
import type { Transaction } from "../persistence/database.ts";
import { buyersOf, knownAt, pointsOf, salesOf } from "../persistence/figures-read.ts";

export interface Figures {
  now: PeriodFigures;
  before: PeriodFigures;
  yearBefore: PeriodFigures;
}

/** A period in figures, beside the one before and the same dates a year earlier (S74, S78). Days are the shop's. */
export async function readFigures(
  app: Pick<AppContext, "database">,
  shopId: number,
  period: Period,
  rewards: readonly Worth[],
): Promise<Figures> {
  const periods = [period, periodBefore(period), periodYearBefore(period)];
  const [now, before, yearBefore] = await figuresOf(app.database.pool, shopId, periods, rewards);
  if (!now || !before || !yearBefore) throw new Error("a period was not counted");
  return { now, before, yearBefore };
}

/**
 * S71. The days since the programme began, a year of them at most, beside as many right before it: whether people buy again more often.
 * Days before the app was installed count as far as their orders are known.
 */
export async function readSinceLaunch(
  app: Pick<AppContext, "database">,
  shopId: number,
  launched: Day,
  today: Day,
  rewards: readonly Worth[],
): Promise<{ since: PeriodFigures; before: PeriodFigures }> {
  const days = Math.min(YEAR_DAYS, lengthDays({ from: launched, to: today }));
  const earlier = { from: addDays(launched, -days), to: addDays(launched, -1) };
  const latest = { from: addDays(today, 1 - days), to: today };
  const [since, before] = await figuresOf(app.database.pool, shopId, [latest, earlier], rewards);
  if (!since || !before) throw new Error("a period was not counted");
  return { since, before };
}

/** Figures of any periods, from the rollups: six statements, however many. */
export async function figuresOf(
  database: Pick<Transaction, "query">,
  shopId: number,
  periods: readonly Period[],
  rewards: readonly Worth[],
): Promise<PeriodFigures[]> {
  const counts = await countsOf(database, shopId, periods);
  return counts.map((each) => figuresOfPeriod(each, rewards));
}

/** The counts of periods. Windows that periods share, such as one's end and the next one's start, are read once. */
export async function countsOf(
  database: Pick<Transaction, "query">,
  shopId: number,
  periods: readonly Period[],
): Promise<PeriodCounts[]> {
  const windows = windowsOfAll(periods);
  const [sales, buyers, points, appreciation, reviews, known] = await Promise.all([
    salesOf(database, shopId, periods),
    buyersOf(database, shopId, periods, windows.distinct),
    pointsOf(database, shopId, periods),
    appreciationOf(database, shopId, periods),
    reviewsOf(database, shopId, periods),
    knownAt(
      database,
      shopId,
      periods.map(({ to }) => to),
    ),
  ]);
  return periods.map((period, at) => ({
    period,
    sales: present(sales[at]),
    ...present(buyers.periods[at]),
    ...customersOf(windows.of(period, buyers.windows)),
    ...present(points[at]),
    known: present(known[at]),
    appreciation: present(appreciation[at]),
    reviews: present(reviews[at]),
  }));
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("a period was not counted");
  return value;
}
