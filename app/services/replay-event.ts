import type { AppContext } from "../context.ts";
import { unparkEvents } from "../persistence/inbox.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";

/** Lets parked events of a shop be worked once more, from their kept payloads. Returns how many will be. */
export async function replayEvents(app: AppContext, shopId: number, ids: readonly string[]): Promise<number> {
  return app.database.transaction(async (transaction) => {
    const count = await unparkEvents(transaction, shopId, ids);
    if (count > 0) await enqueueShopJob(transaction, "inbox.work", shopId);
    return count;
  });
}
