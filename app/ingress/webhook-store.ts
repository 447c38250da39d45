import type { AppContext } from "../context.ts";
import { type ReceivedWebhook, storeWebhooks, wakeInboxes } from "../persistence/inbox.ts";
import { findOrAddShop } from "../persistence/shops.ts";

export type IncomingWebhook = Omit<ReceivedWebhook, "shopId"> & { domain: string };

/** Rows that one statement inserts, and statements under way at once: what comes in meanwhile waits for the next group. */
const LARGEST_GROUP = 200;
const GROUPS_AT_ONCE = 2;
/**
 * Wake-ups go out at most this often. A commit that carries one is alone in the whole database while it waits for the disk (PostgreSQL
 * keeps notifications in order by that), so that one with every group cost half of what the path could carry.
 */
const WAKE_EVERY_MS = 100;
/** Webhooks that may wait in memory. Beyond, Shopify is told to send again: better late than a process that dies of it. */
const LONGEST_QUEUE = 5_000;

/**
 * Stores webhooks in groups: a lone one at once, a flood up to 200 a statement. The promise resolves when the row is committed, so an
 * answer of 200 is never given for something that a crash could lose.
 *
 * In quiet times the wake-up of the worker is part of the same statement; in a flood it follows within 100 ms. Should the process die in
 * between, the rows are there and the sweep finds them.
 */
export function createWebhookStore(app: AppContext): (webhook: IncomingWebhook) => Promise<void> {
  const waiting: { webhook: ReceivedWebhook; resolve: () => void; reject: (error: unknown) => void }[] = [];
  const shops = new Map<string, Promise<number>>();
  const asleep = new Set<number>();
  let underWay = 0;
  let wokenAt = 0;
  let isAlarmSet = false;

  const wakeLater = (): void => {
    if (isAlarmSet) return;
    isAlarmSet = true;
    setTimeout(wakeAsleep, Math.max(0, wokenAt + WAKE_EVERY_MS - performance.now()));
  };

  const wakeAsleep = (): void => {
    isAlarmSet = false;
    const shopIds = [...asleep];
    asleep.clear();
    wokenAt = performance.now();
    wakeInboxes(app.database.pool, shopIds).catch((error: unknown) => {
      for (const id of shopIds) asleep.add(id);
      app.log.warn({ error: error instanceof Error ? error.message : "" }, "a wake-up is tried again");
      wakeLater();
    });
  };

  const shopIdOf = (domain: string): Promise<number> => {
    let id = shops.get(domain);
    if (!id) {
      id = findOrAddShop(app.database.pool, domain).then((shop) => shop.id);
      // A failed look-up is not remembered.
      id.catch(() => shops.delete(domain));
      shops.set(domain, id);
    }
    return id;
  };

  const flush = (): void => {
    while (underWay < GROUPS_AT_ONCE && waiting.length > 0) {
      const group = waiting.splice(0, LARGEST_GROUP);
      underWay += 1;
      storeGroup(group).finally(() => {
        underWay -= 1;
        flush();
      });
    }
  };

  const storeGroup = async (group: typeof waiting): Promise<void> => {
    const webhooks = group.map((each) => each.webhook);
    const shopIds = [...new Set(webhooks.map((each) => each.shopId))];
    const wakesAtOnce = performance.now() - wokenAt >= WAKE_EVERY_MS;
    if (wakesAtOnce) wokenAt = performance.now();
    try {
      await storeWebhooks(app.database.pool, webhooks, app.clock.now(), wakesAtOnce ? shopIds : []);
      if (!wakesAtOnce) {
        // Only now: a worker that is woken before the rows are committed would find nothing.
        for (const id of shopIds) asleep.add(id);
        wakeLater();
      }
      for (const each of group) each.resolve();
    } catch (error) {
      // One row that the database refuses as such (class 22: a NUL in its text, say) must not refuse its neighbours.
      const isAboutOneRow = error instanceof Error && "code" in error && String(error.code).startsWith("22");
      if (group.length > 1 && isAboutOneRow) for (const each of group) await storeGroup([each]);
      else for (const each of group) each.reject(error);
    }
  };

  return async ({ domain, ...webhook }) => {
    if (waiting.length >= LONGEST_QUEUE) throw new Error("too many webhooks wait to be stored");
    const shopId = await shopIdOf(domain);
    await new Promise<void>((resolve, reject) => {
      waiting.push({ webhook: { ...webhook, shopId }, resolve, reject });
      flush();
    });
  };
}
