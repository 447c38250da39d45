import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { lockShopWork } from "../persistence/positions.ts";
import { forgetOldTraces } from "../persistence/referral-examinations.ts";
import { dueReferrals } from "../persistence/referrals.ts";
import { wakeDelivery } from "./book.ts";
import { examineReferral } from "./examine-referral.ts";
import { readProgrammes } from "./read-programmes.ts";
import { settleReferrals } from "./settle-referrals.ts";

const AT_ONCE = 50;
const DAY_MS = 86_400_000;
/** Hashes of connections are compared for a month, of everything else for a year. */
const KEEP_CONNECTIONS_MS = 30 * DAY_MS;
const KEEP_TRACES_MS = 365 * DAY_MS;

/** Referrals whose waiting time is over are examined and awarded, held or refused. Returns how many were brought further. */
export async function awardReferrals(app: AppContext, shop: ShopFacts): Promise<number> {
  const now = app.clock.now().getTime();
  const bounds = {
    connectionsBefore: new Date(now - KEEP_CONNECTIONS_MS),
    allBefore: new Date(now - KEEP_TRACES_MS),
  };
  await forgetOldTraces(app.database.pool, shop.id, bounds);
  let awarded = 0;
  for (;;) {
    const due = await dueReferrals(app.database.pool, shop.id, app.clock.now(), AT_ONCE);
    const examined: string[] = [];
    for (const id of due) if (await examineReferral(app, shop, id)) examined.push(id);
    if (examined.length === 0) return awarded;
    await app.database.transaction(async (transaction) => {
      await lockShopWork(transaction, shop.id);
      const batch = { shop, now: app.clock.now(), programmes: await readProgrammes(transaction, shop) };
      await settleReferrals(transaction, batch, examined);
      await wakeDelivery(transaction, shop.id);
    });
    awarded += examined.length;
    // What Shopify could not be asked about stays due: the next sweep asks again.
    if (examined.length < AT_ONCE) return awarded;
  }
}
