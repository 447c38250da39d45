import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterAll } from "vitest";
import type { AppContext } from "#app/context.ts";
import { readEnv } from "#app/env.server.ts";
import { createWebhookListener } from "#app/ingress/webhook-listener.ts";
import type { Database } from "#app/persistence/database.ts";
import { GatewayError } from "#app/shopify/errors.ts";

export const SECRET = "a-secret-of-the-tests";

/** What services need, around a real database. Shopify is out of reach: whoever asks it fails. */
export function contextAround(database: Database, log = pino({ level: "silent" })): AppContext {
  const env = readEnv({
    SHOPIFY_API_KEY: "key",
    SHOPIFY_API_SECRET: SECRET,
    SHOPIFY_APP_URL: "https://zegel.example.com",
    SCOPES: "read_orders",
    DATABASE_URL: "postgres://unused/unused",
  });
  const gateway = {
    request: async (shop: string): Promise<never> => {
      throw new GatewayError(shop, "whatever this test asks", { reason: "unreachable" });
    },
  };
  return { database, env, log, gateway, clock: { now: () => new Date() } };
}

export interface Call {
  path?: string;
  method?: string;
  topic?: string;
  shop?: string;
  webhookId?: string;
  body?: string | Buffer;
  /** The signature to send; the right one when left out, none for null. */
  signature?: string | null;
}

/** The listener on a port of its own, and a function that calls it as Shopify would; resolves to the status. */
export async function listeningFor(app: AppContext): Promise<{ url: string; call(call: Call): Promise<number> }> {
  const server = createServer(createWebhookListener(app));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = async ({
    path = "/webhooks",
    method = "POST",
    topic = "orders/paid",
    ...rest
  }: Call): Promise<number> => {
    const body = Buffer.from(rest.body ?? "{}");
    const right = createHmac("sha256", SECRET).update(body).digest("base64");
    const headers: Record<string, string> = {
      "x-shopify-topic": topic,
      "x-shopify-shop-domain": rest.shop ?? "unknown.myshopify.com",
      "x-shopify-webhook-id": rest.webhookId ?? crypto.randomUUID(),
      "x-shopify-event-id": crypto.randomUUID(),
      "x-shopify-triggered-at": new Date().toISOString(),
      "x-shopify-api-version": "2026-10",
    };
    const signature = rest.signature === undefined ? right : rest.signature;
    if (signature !== null) headers["x-shopify-hmac-sha256"] = signature;
    const answer = await fetch(`${url}${path}`, { method, headers, body: method === "GET" ? undefined : body });
    return answer.status;
  };
  return { url, call };
}
