import type { AppContext } from "../context.ts";
import {
  customerRedactPayload,
  dataRequestPayload,
  parsePayload,
  scopesUpdatePayload,
  shopPayload,
} from "../contracts/webhooks.ts";
import { failEvent, finishEvents, type InboxEvent, takeEvents } from "../persistence/inbox.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import type { ShopRecord } from "../persistence/shops.ts";
import { exportCustomer, redactCustomer, redactShop } from "./answer-compliance.ts";
import { uninstallShop } from "./uninstall-shop.ts";
import { reviewScopes, updateShop } from "./update-shop.ts";
import { SHOP_TOPICS } from "./work-inbox.ts";

/**
 * Works the events about a shop itself, one by one, whether the app is installed there or not: the law does not end with the contract.
 * Each may run twice and ends the same.
 */
export async function workShopEvents(app: AppContext, shop: ShopRecord): Promise<void> {
  const events = await app.database.transaction((transaction) =>
    takeEvents(transaction, shop.id, app.clock.now(), 100, { topics: SHOP_TOPICS }),
  );
  for (const event of events) {
    try {
      await workShopEvent(app, shop, event);
      await app.database.transaction((transaction) => finishEvents(transaction, shop.id, [event.id], app.clock.now()));
    } catch (error) {
      const pauseSeconds = 60 * 2 ** event.attempts;
      // Eight tries spread over two hours, then a person is asked.
      const retryAt = event.attempts >= 7 ? null : new Date(app.clock.now().getTime() + pauseSeconds * 1000);
      const message = error instanceof Error ? error.name : "unknown error";
      await failEvent(
        app.database.pool,
        shop.id,
        event.id,
        `${event.topic} could not be carried out (${message}).`,
        retryAt,
      );
      // A shop that is gone is swept by nobody: what is owed to its customers wakes itself.
      if (retryAt !== null) await enqueueShopJob(app.database.pool, "inbox.work", shop.id, pauseSeconds);
      app.log.error(
        { shop: shop.domain, topic: event.topic, webhookId: event.webhookId, error: message },
        "event failed",
      );
    }
  }
}

async function workShopEvent(app: AppContext, shop: ShopRecord, event: InboxEvent): Promise<void> {
  const payload = parsePayload(event.payload);
  switch (event.topic) {
    case "shop/update":
      return updateShop(app, shop, shopPayload.parse(payload));
    case "app/uninstalled":
      await uninstallShop(app, shop.domain, event.triggeredAt ?? app.clock.now());
      return;
    case "app/scopes_update":
      return reviewScopes(app, shop, scopesUpdatePayload.parse(payload));
    case "customers/data_request":
      return exportCustomer(app, shop, event.webhookId, dataRequestPayload.parse(payload));
    case "customers/redact":
      return redactCustomer(app, shop, event.webhookId, customerRedactPayload.parse(payload));
    case "shop/redact":
      return redactShop(app, shop, event.webhookId);
  }
}
