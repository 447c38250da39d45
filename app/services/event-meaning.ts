import { z } from "zod";
import { EVENT_TOPIC, storedEvent } from "../contracts/events.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import {
  customerDeletePayload,
  customerMergePayload,
  customerPayload,
  gidOf,
  orderPayload,
  parsePayload,
  refundPayload,
} from "../contracts/webhooks.ts";
import type { OrderNews } from "../domain/orders/heard-order.ts";
import { normalizedEmail, orderFromPayload, refundFromPayload } from "../domain/orders/order-from-payload.ts";
import type { InboxEvent } from "../persistence/inbox.ts";
import type { CustomerFacts, Names } from "../persistence/members.ts";
import type { EventNews } from "./apply-events.ts";
import { type CatalogueNews, noCatalogueNews, readCatalogueEvent } from "./apply-products.ts";
import { eventNewsOf } from "./event-news.ts";
import { FACT_TOPICS, type FactNews, readFactEvent } from "./told-facts.ts";

/** What events mean, sorted by what has to be done. */
export interface Meaning {
  customers: CustomerFacts[];
  orders: OrderNews[];
  /** What the orders call their customers. */
  names: Map<string, Names>;
  events: EventNews[];
  facts: FactNews[];
  catalogue: CatalogueNews;
  merges: { deleted: string; kept: string }[];
  deleted: string[];
}

/**
 * What a batch of events means.
 *
 * @throws UnreadableEventError where one of them cannot be read
 */
export function meaningOf(events: readonly InboxEvent[], shop: ShopFacts, now: Date): Meaning {
  const meaning: Meaning = {
    customers: [],
    orders: [],
    names: new Map(),
    events: [],
    facts: [],
    catalogue: noCatalogueNews(),
    merges: [],
    deleted: [],
  };
  for (const event of events) read(event, shop, now, meaning);
  return meaning;
}

/** The payload is not what Shopify sends for its topic: trying again cannot help, so the event is parked at once. */
export class UnreadableEventError extends Error {
  override name = "UnreadableEventError";
}

function read(event: InboxEvent, shop: ShopFacts, now: Date, meaning: Meaning): void {
  try {
    const payload = parsePayload(event.payload);
    const facts = readFactEvent(event.topic, payload, (event.triggeredAt ?? now).getTime());
    if (facts) meaning.facts.push(facts);
    if (FACT_TOPICS.has(event.topic)) return;
    switch (event.topic) {
      case "orders/create":
      case "orders/paid":
      case "orders/updated":
      case "orders/fulfilled":
      case "orders/cancelled": {
        const order = orderPayload.parse(payload);
        const state = orderFromPayload(order, event.topic === "orders/paid");
        meaning.orders.push({ gid: state.gid, state });
        if (order.customer && state.customerGid !== null) {
          const { first_name: firstName, last_name: lastName } = order.customer;
          meaning.names.set(state.customerGid, { firstName, lastName });
        }
        return;
      }
      case "refunds/create": {
        const refund = refundPayload.parse(payload);
        const gid = gidOf("Order", { id: refund.order_id });
        meaning.orders.push({ gid, refund: refundFromPayload(refund, shop.currency, shop.taxesIncluded) });
        return;
      }
      case "customers/create":
      case "customers/update":
        meaning.customers.push(customerFacts(customerPayload.parse(payload)));
        return;
      case "customers/merge": {
        const merge = customerMergePayload.parse(payload);
        if (merge.status !== "completed") return;
        meaning.merges.push({
          deleted: merge.admin_graphql_api_customer_deleted_id,
          kept: merge.admin_graphql_api_customer_kept_id,
        });
        return;
      }
      case EVENT_TOPIC:
        meaning.events.push(eventNewsOf(storedEvent.parse(payload)));
        return;
      case "customers/delete":
        meaning.deleted.push(gidOf("Customer", customerDeletePayload.parse(payload)));
        return;
      default:
        if (readCatalogueEvent(event.topic, payload, shop.currency, meaning.catalogue)) return;
        throw new Error(`nothing is known to do with ${event.topic}`);
    }
  } catch (error) {
    // Only where it went wrong is told: the values themselves may name a person.
    const where =
      error instanceof z.ZodError
        ? error.issues.map((issue) => `${issue.path.join(".")}: ${issue.code}`).join("; ")
        : error instanceof SyntaxError
          ? "not JSON"
          : error instanceof RangeError
            ? "an amount that is none"
            : error instanceof Error
              ? error.message
              : "";
    throw new UnreadableEventError(
      `The payload of ${event.topic} cannot be read (${where.slice(0, 300)}). It is kept as it came.`,
    );
  }
}

function customerFacts(payload: z.output<typeof customerPayload>): CustomerFacts {
  return {
    customerGid: gidOf("Customer", payload),
    email: normalizedEmail(payload.email),
    firstName: payload.first_name ?? null,
    lastName: payload.last_name ?? null,
    version: payload.updated_at ?? null,
    createdAt: payload.created_at ?? null,
  };
}
