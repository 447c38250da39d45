import type { AppContext } from "../context.ts";
import type { ShopTask } from "../contracts/jobs.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import { installedShops } from "../persistence/shops.ts";

/** Enqueues a task for every shop that has the app. */
export async function enqueueForInstalledShops(app: AppContext, task: ShopTask): Promise<void> {
  for (const shop of await installedShops(app.database.pool)) await enqueueShopJob(app.database.pool, task, shop.id);
}
