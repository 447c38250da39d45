import type { ShopTask } from "../contracts/jobs.ts";
import type { Transaction } from "./database.ts";

type Queryable = Pick<Transaction, "query">;

/**
 * Enqueues a job of one shop, within the transaction of what it follows from. A waiting job of the same task and shop is joined and keeps its
 * time (a newer wish must not put it off for ever); a running one is followed by another.
 *
 * @param delaySeconds from now, by the database's own clock
 */
export async function enqueueShopJob(
  database: Queryable,
  task: ShopTask,
  shopId: number,
  delaySeconds = 0,
): Promise<void> {
  await database.query({
    name: "jobs.enqueue",
    text: `select graphile_worker.add_job($1, json_build_object('shopId', $2::int), queue_name => $1 || ':' || $2::int,
             job_key => $1 || ':' || $2::int, job_key_mode => 'preserve_run_at', run_at => now() + make_interval(secs => $3), max_attempts => 1000)`,
    values: [task, shopId, delaySeconds],
  });
}
