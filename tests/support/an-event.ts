import { randomUUID } from "node:crypto";
import { EVENT_TOPIC, type StoredEvent } from "#app/contracts/events.ts";
import { NOON } from "./an-order.ts";
import type { SentWebhook } from "./order-webhooks.ts";

export const ANN = "gid://shopify/Customer/7";

/** An event as the inbox keeps it: Ann's, told by the API at noon, unless said otherwise. */
export function anEvent(event: Partial<StoredEvent> & { name: string }): StoredEvent {
  return {
    source: "api",
    id: randomUUID(),
    customerGid: event.email ? null : ANN,
    email: null,
    occurredAt: NOON,
    product: null,
    hasPhoto: false,
    network: null,
    action: null,
    code: null,
    numbers: {},
    isUndone: false,
    ...event,
  };
}

/** The same event, undone. */
export function undone(event: StoredEvent, at = event.occurredAt + 60_000): StoredEvent {
  return { ...event, occurredAt: at, isUndone: true };
}

export function eventWebhook(event: StoredEvent): SentWebhook {
  return { topic: EVENT_TOPIC, payload: JSON.stringify(event) };
}
