import type { AppContext } from "../context.ts";
import type { OrderState } from "../contracts/order-state.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { addDays, lengthDays } from "../domain/metrics/calendar.ts";
import { instantOfLocal } from "../domain/programme/local-time.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import {
  countTakenOrders,
  insertPastAward,
  movePastAward,
  noteBulkRead,
  type PastAwardRun,
} from "../persistence/past-awards.ts";
import { BulkResultGoneError, bulkReadState, startBulkRead } from "../shopify/bulk-read.ts";
import { GatewayError } from "../shopify/errors.ts";
import { readOrder } from "../shopify/read-orders.ts";
import { pastOrdersInBulk, pastOrdersQuery } from "../shopify/read-past-orders.ts";
import { dayIn } from "./book.ts";
import { workOrders } from "./work-orders.ts";

const LONGEST_DAYS = 3_660;
/** Orders that are taken in together. */
const AT_ONCE = 100;

export type PastOrdersOutcome =
  | { outcome: "started"; id: string }
  /** The first day comes after the last, the last is not over yet, or the two are more than ten years apart. */
  | { outcome: "not_a_period" };

/**
 * Begins to read what was bought on days before the programme. What is read counts for figures, segments and levels as other orders do;
 * whether it also earns is for `award-past-orders.ts`. Shopify tells of the last 60 days, and of all with the scope `read_all_orders`.
 */
export async function startReadingPastOrders(
  app: Pick<AppContext, "database" | "clock">,
  shop: ShopFacts,
  { from, to, startedBy }: { from: string; to: string; startedBy: string },
): Promise<PastOrdersOutcome> {
  const now = app.clock.now();
  const isPeriod = /^\d{4}-\d{2}-\d{2} \d{4}-\d{2}-\d{2}$/.test(`${from} ${to}`) && from <= to;
  const today = dayIn(shop.timezone)(now.getTime());
  if (!isPeriod || to >= today || lengthDays({ from, to }) > LONGEST_DAYS) return { outcome: "not_a_period" };
  return app.database.transaction(async (transaction) => {
    const id = await insertPastAward(transaction, shop.id, { fromDay: from, toDay: to, startedBy, createdAt: now });
    await enqueueShopJob(transaction, "orders.past", shop.id);
    return { outcome: "started", id };
  });
}

/** The instants that a run's days begin and end with, on the shop's clocks. */
export function instantsOf({ fromDay, toDay }: PastAwardRun, timezone: string): { from: Date; to: Date } {
  return {
    from: new Date(instantOfLocal(fromDay, timezone)),
    to: new Date(instantOfLocal(addDays(toDay, 1), timezone)),
  };
}

/**
 * Does what can be done now of a run that reads; true when it has read everything. A worker that ends in between is followed by one that goes
 * on where it got to, and the same order twice is no harm.
 */
export async function readPastOrders(app: AppContext, shop: ShopFacts, run: PastAwardRun): Promise<boolean> {
  try {
    if (run.bulkGid === null) {
      const { from, to } = instantsOf(run, shop.timezone);
      const started = await startBulkRead(app.gateway, shop.domain, pastOrdersQuery(from, to));
      if (started.outcome === "started") await noteBulkRead(app.database.pool, shop.id, run.id, started.gid);
      else if (started.outcome === "refused") await giveUp(app, shop, run, started.message);
      return false;
    }
    const read = await bulkReadState(app.gateway, shop.domain, run.bulkGid);
    if (read.state === "running") return false;
    if (read.state === "failed") {
      await giveUp(app, shop, run, read.reason);
      return false;
    }
    if (read.url !== null) await takeIn(app, shop, run, read.url);
    return await movePastAward(app.database.pool, shop.id, run.id, "reading", "read");
  } catch (error) {
    if (error instanceof BulkResultGoneError) await giveUp(app, shop, run, error.message);
    else if (!(error instanceof GatewayError)) throw error;
    else app.log.warn({ shop: shop.domain, reason: error.message }, "the orders of the past wait");
    return false;
  }
}

async function giveUp(app: AppContext, shop: ShopFacts, run: PastAwardRun, reason: string): Promise<void> {
  app.log.warn({ shop: shop.domain, reason }, "the orders of the past could not be read");
  const endedAt = app.clock.now();
  await movePastAward(app.database.pool, shop.id, run.id, "reading", "failed", { endedAt });
}

async function takeIn(app: AppContext, shop: ShopFacts, run: PastAwardRun, url: string): Promise<void> {
  let count = 0;
  let states: OrderState[] = [];
  const work = async (): Promise<void> => {
    const portion = states;
    states = [];
    await workOrders(app, shop, portion);
    await countTakenOrders(app.database.pool, shop.id, run.id, portion.length);
  };
  for await (const { state, hasRefunds } of pastOrdersInBulk(url)) {
    count += 1;
    if (count <= run.taken) continue;
    // An order that is gone meanwhile is as it was read.
    states.push(hasRefunds ? ((await readOrder(app.gateway, shop.domain, state.gid)) ?? state) : state);
    if (states.length === AT_ONCE) await work();
  }
  if (states.length > 0) await work();
}
