import type { Database } from "./database.ts";

/** Keeps our advisory locks apart from others in the same database. */
const NAMESPACE = 7001;

/** The sign that workers of this process live. */
export interface Life {
  end(): void;
}

/**
 * Says that workers live, for as long as this process and its connection do: PostgreSQL lets go of the lock when either ends, however it
 * ends.
 */
export async function holdLife(database: Database, workerIds: readonly string[], onLost: () => void): Promise<Life> {
  const client = await database.pool.connect();
  let isEnded = false;
  const lost = (): void => {
    if (!isEnded) onLost();
  };
  client.once("error", lost);
  client.once("end", lost);
  for (const id of workerIds) await client.query("select pg_advisory_lock($1, hashtext($2))", [NAMESPACE, id]);
  return {
    end: () => {
      isEnded = true;
      client.release(true);
    },
  };
}

/**
 * Gives back jobs and queues that workers hold who do not live any more. graphile-worker by itself waits four hours before it takes a
 * silent worker for dead; a shop whose worker was killed would stand still for that long. Returns how many were found dead.
 *
 * Should a living worker be taken for dead (its connection was lost a moment ago), a job may run twice at once: balances are locked by row
 * and causes are worked once, so that nothing is booked twice.
 */
export async function unlockDeadWorkers(database: Database): Promise<number> {
  const result = await database.pool.query<{ dead: number }>(
    `with holders as (
       select locked_by as id from graphile_worker._private_jobs where locked_by is not null
       union select locked_by from graphile_worker._private_job_queues where locked_by is not null),
     dead as materialized (
       select id from holders where not exists (
         select 1 from pg_locks where locktype = 'advisory' and classid = $1 and objid = hashtext(id)::oid and objsubid = 2
           and database = (select oid from pg_database where datname = current_database()))),
     freed as materialized (select graphile_worker.force_unlock_workers(array_agg(id)) from dead having count(*) > 0)
     select (select count(*) from dead)::int as dead, (select count(*) from freed) as freed`,
    [NAMESPACE],
  );
  return result.rows[0]?.dead ?? 0;
}
