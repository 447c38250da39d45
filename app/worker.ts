import { EventEmitter } from "node:events";
import { Logger, parseCronItems, type Runner, run, type WorkerEvents } from "graphile-worker";
import { adoptContext, createContext } from "./context.server.ts";
import type { AppContext } from "./context.ts";
import { IncompleteEnvError, readEnv } from "./env.server.ts";
import { SCHEDULE, taskList } from "./jobs/task-list.ts";
import { keepAlive } from "./services/keep-alive.ts";

/** Jobs at once in this process. More workers, not more jobs a worker, is how to grow: the work is processor work. */
const CONCURRENCY = 4;

/**
 * The worker process: takes jobs from the database until it is told to stop, and finishes those that it has begun. Many may run at once,
 * on as many machines as one likes.
 */
async function main(): Promise<void> {
  const app = adoptContext(
    createContext(readEnv(), { process: "worker", connections: CONCURRENCY + 4, waitsForDisk: false }),
  );
  const { runner, workerIds } = await startRunner(app);
  const life = await keepAlive(app, workerIds, () => {
    app.log.error("the database was lost: this worker ends, and its supervisor starts another");
    process.exit(1);
  });
  app.log.info("the worker takes jobs");
  const stop = (): void => void runner.stop().catch(() => {});
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  // The parent is gone without a word: nobody would stop this process any more.
  process.once("disconnect", stop);
  process.send?.("ready");
  await runner.promise;
  await life.end();
  await app.database.close();
}

async function startRunner(app: AppContext): Promise<{ runner: Runner; workerIds: string[] }> {
  const workerIds: string[] = [];
  const events: WorkerEvents = new EventEmitter();
  // Jobs are locked in the name of the pool or of one of its workers, as graphile-worker sees fit.
  events.on("pool:create", ({ workerPool }) => workerIds.push(workerPool.id));
  events.on("worker:create", ({ worker }) => workerIds.push(worker.workerId));
  const runner = await run({
    pgPool: app.database.pool,
    taskList: taskList(app),
    parsedCronItems: parseCronItems(SCHEDULE),
    concurrency: CONCURRENCY,
    pollInterval: 1000,
    noHandleSignals: true,
    events,
    logger: new Logger(() => (level, message) => {
      if (level === "error") app.log.error(message);
      else if (level === "warning") app.log.warn(message);
      else app.log.debug(message);
    }),
  });
  return { runner, workerIds };
}

main().then(
  // The channel to the parent would keep a worker alive that has nothing left to do.
  () => process.exit(0),
  stopBecauseOf,
);

function stopBecauseOf(error: unknown): never {
  // A missing setting is a sentence for a person; everything else a bug or a database that is gone, and the supervisor starts us again.
  const isForPeople = error instanceof IncompleteEnvError;
  process.stderr.write(isForPeople ? `${error.message}\n` : `The worker stopped: ${String(error)}\n`);
  process.exit(1);
}
