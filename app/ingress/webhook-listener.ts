import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppContext } from "../context.ts";
import { createWebhookStore } from "./webhook-store.ts";

/** Shopify's largest webhooks are orders of a few hundred lines; what is larger is not Shopify's. */
const LARGEST_BODY_BYTES = 4 * 1024 * 1024;

/** Topics by the address that `shopify.app.toml` subscribes them to. What comes in elsewhere was not asked for. */
const TOPICS: Record<string, ReadonlySet<string>> = {
  "/webhooks": new Set([
    "orders/create",
    "orders/paid",
    "orders/updated",
    "orders/fulfilled",
    "orders/cancelled",
    "refunds/create",
    "customers/create",
    "customers/update",
    "customers/delete",
    "customers/merge",
    "customer.tags_added",
    "customer.tags_removed",
    "customers_email_marketing_consent/update",
    "customers_marketing_consent/update",
    "products/create",
    "products/update",
    "products/delete",
    "collections/create",
    "collections/update",
    "collections/delete",
    "bulk_operations/finish",
  ]),
  "/webhooks/app": new Set(["shop/update", "app/uninstalled", "app/scopes_update"]),
  "/webhooks/compliance": new Set(["customers/data_request", "customers/redact", "shop/redact"]),
};

const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]{0,60}\.myshopify\.com$/;
const WEBHOOK_ID = /^[A-Za-z0-9_-]{1,100}$/;

/**
 * Takes Shopify's webhooks: verifies, stores, answers, and does nothing else on that path.
 *
 * It stands before the web framework: a request through Remix costs more than everything that is done here, and this path carries every
 * order of every shop. Answers 200 once the event is stored; 401 for a signature that is not Shopify's; 404, 405, 413, 400 for what
 * cannot be a webhook; 503 when the database is away, so that Shopify sends it again.
 */
export function createWebhookListener(app: AppContext): (request: IncomingMessage, response: ServerResponse) => void {
  const store = createWebhookStore(app);
  return (request, response) => {
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    const topics = TOPICS[path];
    if (!topics) return answer(response, 404);
    if (request.method !== "POST") return answer(response, 405);
    const signature = header(request, "x-shopify-hmac-sha256");
    if (!signature) return answer(response, 401);
    readBody(request, (outcome) => {
      if (outcome === "too_large") return answer(response, 413);
      if (outcome === "aborted") return;
      if (!isSigned(outcome, signature, app.env.SHOPIFY_API_SECRET)) return answer(response, 401);
      const topic = header(request, "x-shopify-topic");
      const domain = header(request, "x-shopify-shop-domain");
      const webhookId = header(request, "x-shopify-webhook-id");
      if (!topics.has(topic) || !SHOP_DOMAIN.test(domain) || !WEBHOOK_ID.test(webhookId)) return answer(response, 400);
      store({
        domain,
        topic,
        webhookId,
        eventId: header(request, "x-shopify-event-id") || null,
        triggeredAt: instant(header(request, "x-shopify-triggered-at")),
        payload: outcome.toString("utf8"),
      }).then(
        () => answer(response, 200),
        (error: unknown) => {
          app.log.error(
            { topic, shop: domain, webhookId, error: error instanceof Error ? error.message : "" },
            "webhook not stored",
          );
          answer(response, 503);
        },
      );
    });
  };
}

/** Base64 of HMAC-SHA256 over the raw bytes, compared in constant time (shopify.dev/docs/apps/build/webhooks/subscribe/https). */
export function isSigned(body: Buffer, signature: string, secret: string): boolean {
  const expected = createHmac("sha256", secret).update(body).digest();
  const given = Buffer.from(signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function readBody(request: IncomingMessage, done: (outcome: Buffer | "too_large" | "aborted") => void): void {
  if (Number(request.headers["content-length"] ?? 0) > LARGEST_BODY_BYTES) {
    request.resume();
    done("too_large");
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  let isOver = false;
  const finish = (outcome: Buffer | "too_large" | "aborted"): void => {
    if (isOver) return;
    isOver = true;
    done(outcome);
  };
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > LARGEST_BODY_BYTES) {
      chunks.length = 0;
      finish("too_large");
    } else if (!isOver) {
      chunks.push(chunk);
    }
  });
  request.on("end", () => finish(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
  request.on("error", () => finish("aborted"));
}

function answer(response: ServerResponse, status: number): void {
  // An answer before the body was read leaves bytes on the connection: it is closed rather than kept for the next request.
  const headers: Record<string, string | number> = { "content-length": 0 };
  if (status !== 200) headers.connection = "close";
  response.writeHead(status, headers).end();
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === "string" ? value : "";
}

function instant(text: string): Date | null {
  const at = new Date(text);
  return text === "" || Number.isNaN(at.getTime()) ? null : at;
}
