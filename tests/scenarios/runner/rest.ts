import { setTimeout as pause } from "node:timers/promises";
import type { Stage } from "./stage.ts";

/** Something went wrong inside the app while a step was worked: the file cannot go on. */
export class NotAtRest extends Error {
  override name = "NotAtRest";
}

/** Longest that one step's consequences may take on a busy machine. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 4;

interface Pending {
  /** Webhooks that are stored and due. */
  events: number;
  /** Jobs that run or wait. */
  jobs: number;
  failure: string | null;
  isOutboxDue: boolean;
}

/**
 * Waits until every webhook that was sent has been worked. What is owed to Shopify because of it (wallets, cancelled orders) may still
 * wait: so two steps in a row meet the same wallet, as two carts at one moment do.
 */
export async function ledgerAtRest(stage: Stage): Promise<void> {
  await stage.system.simulated.settled();
  await until(stage, (pending) => pending.events === 0 && pending.jobs === 0);
}

/** Waits until nothing is under way any more, but for what `deliver` holds back. */
export async function allAtRest(stage: Stage): Promise<void> {
  for (;;) {
    await ledgerAtRest(stage);
    const { isOutboxDue } = await look(stage);
    if (!isOutboxDue) return;
    await hastenOutbox(stage);
    await stage.system.deliverOutbox();
  }
}

async function until(stage: Stage, isMet: (pending: Pending) => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const pending = await look(stage);
    if (pending.failure !== null) throw new NotAtRest(pending.failure);
    if (isMet(pending)) return;
    if (performance.now() > deadline)
      throw new NotAtRest(`${pending.events} webhooks and ${pending.jobs} jobs were still waiting after 30 s`);
    await pause(LOOK_EVERY_MS);
  }
}

async function look(stage: Stage): Promise<Pending> {
  const { app } = stage.system;
  const { rows } = await app.database.pool.query<{
    events: string;
    jobs: string;
    outbox: string;
    failure: string | null;
  }>({
    name: "scenario.pending",
    text: `select
        (select count(*) from inbox where shop_id = $1 and status = 'received' and (retry_at is null or retry_at <= $2)) as events,
        (select count(*) from graphile_worker.jobs where key like $3 and task_identifier <> 'outbox.deliver'
           and (run_at <= now() or task_identifier <> 'inbox.work')) as jobs,
        (select count(*) from graphile_worker.jobs where key like $3 and task_identifier = 'outbox.deliver') as outbox,
        coalesce(
          (select topic || ' failed: ' || error from inbox where shop_id = $1 and error is not null and status <> 'done' limit 1),
          (select task_identifier || ' failed: ' || last_error from graphile_worker.jobs where key like $3 and last_error is not null limit 1)
        ) as failure`,
    values: [stage.facts.id, app.clock.now(), `%:${stage.facts.id}`],
  });
  const row = rows[0];
  return {
    events: Number(row?.events),
    jobs: Number(row?.jobs),
    failure: row?.failure ?? null,
    isOutboxDue: Number(row?.outbox) > 0,
  };
}

/** The outbox waits a second, so that one call to Shopify carries what belongs together; nobody needs to wait for that here. */
async function hastenOutbox(stage: Stage): Promise<void> {
  await stage.system.app.database.pool.query(
    `select graphile_worker.reschedule_jobs(array(
       select id from graphile_worker.jobs where key = $1 and locked_at is null), run_at => now())`,
    [`outbox.deliver:${stage.facts.id}`],
  );
}
