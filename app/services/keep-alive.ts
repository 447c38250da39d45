import type { AppContext } from "../context.ts";
import { holdLife, type Life, unlockDeadWorkers } from "../persistence/worker-locks.ts";
import { enqueueForInstalledShops } from "./enqueue-for-shops.ts";

const LOOK_EVERY_MS = 10_000;

/**
 * Shows that this process's workers live and frees what dead ones held, now and every ten seconds. When some were found dead, every shop is
 * swept: whatever they had begun is begun again.
 *
 * `onLost`: the connection that carries the sign is gone, and with it perhaps the last moments of what this process wrote. A job that it had
 * ended may stand in the database as begun by it: only when it ends, and its successor has other names, is that job given back.
 */
export async function keepAlive(
  app: AppContext,
  workerIds: readonly string[],
  onLost: () => void,
): Promise<{ end(): Promise<void> }> {
  let life: Life | null = null;
  const look = async (): Promise<void> => {
    try {
      life ??= await holdLife(app.database, workerIds, onLost);
      const dead = await unlockDeadWorkers(app.database);
      if (dead === 0) return;
      app.log.warn({ dead }, "jobs of workers that are gone were given back");
      await enqueueForInstalledShops(app, "shop.sweep");
    } catch (error) {
      app.log.warn({ error: error instanceof Error ? error.message : "" }, "the look for dead workers is tried again");
    }
  };
  await look();
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return {
    end: async () => {
      clearInterval(timer);
      life?.end();
    },
  };
}
