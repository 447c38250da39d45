import { createHash } from "node:crypto";
import type { AppContext } from "../context.ts";
import { EVENT_TOPIC, type EventRequest, type StoredEvent } from "../contracts/events.ts";
import { normalizedEmail } from "../domain/orders/order-from-payload.ts";
import { storeOwnEvent } from "../persistence/inbox.ts";

/** Clocks of others may be ahead of ours by so much. */
const FUTURE_MS = 5 * 60_000;

export type StoreEventOutcome = { outcome: "accepted" } | { outcome: "known" } | { outcome: "from_the_future" };

/**
 * Puts an event into the inbox, as webhooks are: it is worked in its turn, and is safe once this answers. The same source and id again is the same
 * event; its undoing goes beside it.
 */
export async function storeEvent(
  app: Pick<AppContext, "database" | "clock">,
  shopId: number,
  source: string,
  event: EventRequest,
): Promise<StoreEventOutcome> {
  const now = app.clock.now();
  const occurredAt = event.occurredAt === undefined ? now.getTime() : Date.parse(event.occurredAt);
  if (occurredAt > now.getTime() + FUTURE_MS) return { outcome: "from_the_future" };
  const stored: StoredEvent = {
    source,
    id: event.id,
    name: event.name?.toLowerCase() ?? null,
    customerGid: event.customer ?? null,
    email: normalizedEmail(event.email),
    occurredAt,
    product: event.product ?? null,
    hasPhoto: event.photo ?? false,
    network: event.network ?? null,
    action: event.action ?? null,
    code: event.code ?? null,
    numbers: event.numbers ?? {},
    isUndone: event.undo ?? false,
  };
  const isNew = await storeOwnEvent(
    app.database.pool,
    {
      shopId,
      webhookId: `${source}:${digestOf(event.id)}${stored.isUndone ? ":undo" : ""}`,
      topic: EVENT_TOPIC,
      triggeredAt: new Date(occurredAt),
      payload: JSON.stringify(stored),
    },
    now,
  );
  return { outcome: isNew ? "accepted" : "known" };
}

/** Callers put anything into their ids. */
function digestOf(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}
