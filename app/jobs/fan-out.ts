import type { AppContext } from "../context.ts";
import type { ShopTask } from "../contracts/jobs.ts";
import { enqueueForInstalledShops } from "../services/enqueue-for-shops.ts";

/** `shops.*`: by the clock, a job for every shop that has the app. One that still waits from before is not doubled. */
export async function fanOut(app: AppContext, task: ShopTask): Promise<void> {
  await enqueueForInstalledShops(app, task);
}
