import type { AppContext } from "../context.ts";
import { customersOf } from "../domain/metrics/buyer-figures.ts";
import { type Period, periodBefore, periodYearBefore } from "../domain/metrics/calendar.ts";
import {
  figuresOfGroup,
  type GroupCounts,
  type GroupFigures,
  type GroupKind,
} from "../domain/metrics/group-figures.ts";
import { windowsOfAll } from "../domain/metrics/windows.ts";
import type { Transaction } from "../persistence/database.ts";
import { groupBuyersOf } from "../persistence/figures-read.ts";

/** One level, segment or channel, by its code. */
export type GroupAsked = { tier: string } | { segment: string } | { channel: string };

/** S74–S78. A group's period in figures, beside the one before and the same dates a year earlier. Nothing bought is counts of 0. */
export async function readGroupFigures(
  app: Pick<AppContext, "database">,
  shopId: number,
  period: Period,
  group: GroupAsked,
): Promise<{ now: GroupFigures; before: GroupFigures; yearBefore: GroupFigures }> {
  const [kind, code] = kindOf(group);
  const periods = [period, periodBefore(period), periodYearBefore(period)];
  const counts = await groupCountsOf(app.database.pool, shopId, { kind, codes: [code] }, periods);
  const [now, before, yearBefore] = (counts.get(code) ?? []).map(figuresOfGroup);
  if (!now || !before || !yearBefore) throw new Error("a period was not counted");
  return { now, before, yearBefore };
}

/**
 * Every level, segment or channel with its figures of one period. Those of `listed` come first, in that order, with or without a purchase;
 * then others in which something was bought then or within the two years before, such as levels that there are no more.
 */
export async function readGroups(
  app: Pick<AppContext, "database">,
  shopId: number,
  period: Period,
  kind: GroupKind,
  listed: readonly string[] = [],
): Promise<{ code: string; figures: GroupFigures }[]> {
  const counts = await groupCountsOf(app.database.pool, shopId, { kind, codes: "every", listed }, [period]);
  return [...counts].flatMap(([code, [each]]) => (each ? [{ code, figures: figuresOfGroup(each) }] : []));
}

/** The counts of groups in each period, from the rollups: one statement, however many. */
export async function groupCountsOf(
  database: Pick<Transaction, "query">,
  shopId: number,
  groups: { kind: GroupKind; codes: readonly string[] | "every"; listed?: readonly string[] },
  periods: readonly Period[],
): Promise<Map<string, GroupCounts[]>> {
  const windows = windowsOfAll(periods);
  const buyers = await groupBuyersOf(database, shopId, groups, periods, windows.distinct);
  return new Map(
    [...buyers].map(([code, counted]) => [
      code,
      counted.periods.map((buyers, at) => {
        const period = periods[at];
        if (!period) throw new Error("a period was counted that nobody asked for");
        return { period, buyers, ...customersOf(windows.of(period, counted.windows)) };
      }),
    ]),
  );
}

function kindOf(group: GroupAsked): [kind: GroupKind, code: string] {
  if ("tier" in group) return ["tier", group.tier];
  return "segment" in group ? ["segment", group.segment] : ["channel", group.channel];
}
