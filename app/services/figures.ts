import type { AppContext } from "../context.ts";
import {
  addDays,
  type Day,
  lengthDays,
  type Period,
  periodBefore,
  periodYearBefore,
} from "../domain/metrics/calendar.ts";
import {
  CUSTOMER_DAYS,
  figuresOfPeriod,
  type PeriodCounts,
  type PeriodFigures,
} from "../domain/metrics/period-figures.ts";
import type { Worth } from "../domain/metrics/worth.ts";
import { appreciationOf, reviewsOf } from "../persistence/appreciation.ts";
import type { Transaction } from "../persistence/database.ts";
import { buyersOf, knownAt, pointsOf, salesOf } from "../persistence/figures-read.ts";

/** A year of days, which purchase frequency and lifetime value are about. */
const YEAR_DAYS = 365;

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
  const windows = periods.map(windowsOf);
  const distinct = distinctPeriods(windows.flatMap((each) => Object.values(each)));
  const [sales, buyers, points, appreciation, reviews, known] = await Promise.all([
    salesOf(database, shopId, periods),
    buyersOf(database, shopId, periods, [...distinct.values()]),
    pointsOf(database, shopId, periods),
    appreciationOf(database, shopId, periods),
    reviewsOf(database, shopId, periods),
    knownAt(
      database,
      shopId,
      periods.map(({ to }) => to),
    ),
  ]);
  const places = [...distinct.keys()];
  const of = (window: Period) => present(buyers.windows[places.indexOf(keyOf(window))]);
  return periods.map((period, at) => {
    const { atStart, atEnd, year, yearBefore } = present(windows[at]);
    return {
      period,
      sales: present(sales[at]),
      ...present(buyers.periods[at]),
      customersAtStart: of(atStart).buyers,
      customersAtEnd: of(atEnd).buyers,
      year: { ...of(year), customersBefore: of(yearBefore).buyers },
      ...present(points[at]),
      known: present(known[at]),
      appreciation: present(appreciation[at]),
      reviews: present(reviews[at]),
    };
  });
}

/** The days that a period's figures look at besides its own. */
function windowsOf(period: Period): Record<"atStart" | "atEnd" | "year" | "yearBefore", Period> {
  const customerDays = Math.max(CUSTOMER_DAYS, lengthDays(period));
  const ending = (to: Day, days: number): Period => ({ from: addDays(to, 1 - days), to });
  return {
    atStart: ending(addDays(period.from, -1), customerDays),
    atEnd: ending(period.to, customerDays),
    year: ending(period.to, YEAR_DAYS),
    yearBefore: ending(addDays(period.to, -YEAR_DAYS), YEAR_DAYS),
  };
}

function distinctPeriods(periods: readonly Period[]): Map<string, Period> {
  return new Map(periods.map((period) => [keyOf(period), period]));
}

function keyOf({ from, to }: Period): string {
  return `${from} ${to}`;
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("a period was not counted");
  return value;
}
