import type { ShopTask } from "#app/contracts/jobs.ts";
import { daysAfter, daysBefore, keptOn } from "#app/domain/customers/birthday.ts";
import { instantOfLocal } from "#app/domain/programme/local-time.ts";
import { SCHEDULE } from "#app/jobs/task-list.ts";
import { enqueueShopJob } from "#app/persistence/job-queue.ts";
import { birthdaysKeptTo } from "#app/persistence/shops.ts";
import { dayIn } from "#app/services/book.ts";
import { allAtRest, NotAtRest } from "./rest.ts";
import type { Stage } from "./stage.ts";

const HOUR_MS = 3_600_000;

/**
 * Moves the clock to an instant and stops on the way wherever something falls due: webhooks that were delivered late arrive, reservations
 * lapse and points expire at the very instant that they are due, and orders are reconciled at the minute of the schedule. Hours in which
 * a job would find nothing are passed over.
 */
export async function moveClock(stage: Stage, target: number): Promise<void> {
  await allAtRest(stage);
  let before: Stop | null = null;
  for (;;) {
    const stop = await nextStop(stage, target);
    if (stop === null) break;
    if (before?.at === stop.at && before.task === stop.task)
      throw new NotAtRest(`${stop.task} left undone what was due at ${new Date(stop.at).toISOString()}`);
    before = stop;
    await goTo(stage, stop.at);
    if (stop.task) await runJob(stage, stop.task);
  }
  await goTo(stage, target);
}

/** Runs a job of the shop now and waits for what it brings about. */
export async function runJob(stage: Stage, task: ShopTask): Promise<void> {
  await enqueueShopJob(stage.system.app.database.pool, task, stage.facts.id);
  if (task === "orders.reconcile") stage.reconciledTo = stage.system.clock.now().getTime();
  await allAtRest(stage);
}

async function goTo(stage: Stage, instant: number): Promise<void> {
  const { clock } = stage.system;
  const now = clock.now().getTime();
  // Also where it stands already: a file that sets the clock to the same instant lets go of what waits for it to move.
  clock.moveTo(Math.max(now, instant));
  stage.lateArrivals = stage.lateArrivals.filter((at) => at > clock.now().getTime());
  await allAtRest(stage);
}

interface Stop {
  at: number;
  task: ShopTask | null;
}

async function nextStop(stage: Stage, target: number): Promise<Stop | null> {
  const now = stage.system.clock.now().getTime();
  const stops: Stop[] = [
    ...stage.lateArrivals.map((at) => ({ at, task: null })),
    ...(await dueByTime(stage)).map((at) => ({ at: Math.max(at, now), task: "shop.sweep" as const })),
    ...(await nextBirthday(stage, target)).map((at) => ({ at: Math.max(at, now), task: "shop.sweep" as const })),
    ...[...(await unseenOrders(stage)), ...(await unheardCustomers(stage))].map((at) => ({
      at: nextReconciliation(Math.max(at, now)),
      task: "orders.reconcile" as const,
    })),
  ];
  const next = stops.filter(({ at }) => at <= target).sort((a, b) => a.at - b.at)[0];
  return next ?? null;
}

/** When the next reservation lapses, a level or what counts for it changes, a referral has waited long enough, points become available or expire, a membership ends, or a guest's points have waited long enough. */
async function dueByTime(stage: Stage): Promise<number[]> {
  const { rows } = await stage.system.app.database.pool.query<{ due: Date | null }>(
    `select least(
       (select min(expires_at) from reservation where shop_id = $1 and status = 'held'),
       (select min(expires_at) from lot where shop_id = $1 and available > 0),
       (select min(available_at) from lot where shop_id = $1 and pending > 0),
       (select min(next_at) from membership where shop_id = $1),
       (select min(next_at) from member_tier where shop_id = $1),
       (select min(ends_at) from claim where shop_id = $1 and status in ('waiting', 'claimed', 'ready')),
       (select min(due_at) from referral where shop_id = $1 and state in ('waiting', 'invited')),
       (select min(earned_at) from lot join member on member.shop_id = $1 and member.id = lot.member_id and status = 'guest'
        where lot.shop_id = $1 and (available > 0 or pending > 0)) + (
         select (settings->>'guestDays')::int * interval '1 day' from programme_version
         where shop_id = $1 order by version desc limit 1)) as due`,
    [stage.facts.id],
  );
  const due = rows[0]?.due;
  return due ? [due.getTime()] : [];
}

/** The shop's next midnight, up to `target`, of a day on which a birthday is to be kept. */
async function nextBirthday({ system, facts }: Stage, target: number): Promise<number[]> {
  const { rows } = await system.app.database.pool.query<{ monthDay: string }>(
    `select distinct right(value, 5) as "monthDay" from customer_fact where shop_id = $1 and fact = 'birthday' and value is not null`,
    [facts.id],
  );
  if (rows.length === 0) return [];
  const dayOf = dayIn(facts.timezone);
  const keptTo =
    (await birthdaysKeptTo(system.app.database.pool, facts.id)) ?? daysBefore(dayOf(system.clock.now().getTime()), 1);
  const birthdays = new Set(rows.map(({ monthDay }) => monthDay));
  const day = daysAfter(keptTo, dayOf(target), 4_000).find((each) => keptOn(each).some((one) => birthdays.has(one)));
  return day === undefined ? [] : [instantOfLocal(day, facts.timezone)];
}

/** When the last order changed whose newest state the app has not seen; nothing when it has seen all. */
async function unseenOrders(stage: Stage): Promise<number[]> {
  const { rows } = await stage.system.app.database.pool.query<{ gid: string; version: Date | null }>(
    'select gid, version from "order" where shop_id = $1',
    [stage.facts.id],
  );
  const seen = new Map(rows.map(({ gid, version }) => [gid, version?.getTime() ?? Number.NEGATIVE_INFINITY]));
  const unseen = [...stage.shop.orders.values()].filter(
    // Payloads carry whole seconds.
    ({ gid, updatedAt }) =>
      updatedAt.getTime() > stage.reconciledTo &&
      (seen.get(gid) ?? Number.NEGATIVE_INFINITY) < Math.floor(updatedAt.getTime() / 1000) * 1000,
  );
  return unseen.length === 0 ? [] : [Math.max(...unseen.map(({ updatedAt }) => updatedAt.getTime()))];
}

/** When the last customer changed of whom the app has not heard so; nothing when it has heard all. */
async function unheardCustomers(stage: Stage): Promise<number[]> {
  const { rows } = await stage.system.app.database.pool.query<{ gid: string; version: Date | null }>(
    `select customer_gid as gid, customer_version as version from member where shop_id = $1 and customer_gid is not null and status = 'member'`,
    [stage.facts.id],
  );
  const heard = new Map(rows.map(({ gid, version }) => [gid, version?.getTime() ?? Number.NEGATIVE_INFINITY]));
  const unheard = [...stage.shop.customers.values()].filter(
    ({ gid, updatedAt }) =>
      updatedAt.getTime() > stage.reconciledTo &&
      (heard.get(gid) ?? Number.NEGATIVE_INFINITY) < Math.floor(updatedAt.getTime() / 1000) * 1000,
  );
  return unheard.length === 0 ? [] : [Math.max(...unheard.map(({ updatedAt }) => updatedAt.getTime()))];
}

/** The first minute after `instant` at which the worker's schedule starts a reconciliation. */
function nextReconciliation(instant: number): number {
  const entry = SCHEDULE.find(({ task }) => task === "shops.reconcile");
  const minute = /^(\d+) \* \* \* \*$/.exec(String(entry?.match))?.[1];
  if (minute === undefined) throw new Error("orders are not reconciled every hour any more: say here when they are");
  const inHour = Math.floor(instant / HOUR_MS) * HOUR_MS + Number(minute) * 60_000;
  return inHour > instant ? inHour : inHour + HOUR_MS;
}
