import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { chainPurchases, lockRollUp, rollUpJoins, writePurchases } from "../persistence/figures.ts";
import { rollUpDays, rollUpSegments } from "../persistence/figures-days.ts";

/** Notes that one transaction settles. Each may count every day of a shop anew, so that few large ones cost less than many small ones. */
const AT_ONCE = 200_000;

/**
 * Brings the shop's daily figures to what its orders and members are now: only what was written since the last time is looked at, and only
 * the days that this changes are counted anew. Twice is once; a crash leaves what is due due.
 *
 * @returns how many notes were settled and on how many days figures were counted
 */
export async function rollUpFigures(
  app: Pick<AppContext, "database">,
  shop: Pick<ShopFacts, "id" | "timezone">,
): Promise<{ settled: number; days: number }> {
  let settled = 0;
  let days = 0;
  for (;;) {
    const portion = await rollUpPortion(app, shop);
    settled += portion.settled;
    days += portion.days;
    if (portion.settled < AT_ONCE) return { settled, days };
  }
}

async function rollUpPortion(
  app: Pick<AppContext, "database">,
  { id, timezone }: Pick<ShopFacts, "id" | "timezone">,
): Promise<{ settled: number; days: number }> {
  return app.database.transaction(async (transaction) => {
    await lockRollUp(transaction, id);
    const changed = await writePurchases(transaction, id, timezone, AT_ONCE);
    const chained = await chainPurchases(transaction, id, changed.buyers);
    const days = [...new Set([...changed.days, ...chained])].sort();
    await rollUpDays(transaction, id, days);
    await rollUpSegments(transaction, id, changed.segments);
    await rollUpJoins(transaction, id, timezone, changed.joinDays);
    return { settled: changed.settled, days: days.length };
  });
}
