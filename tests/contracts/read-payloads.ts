import type { z } from "zod";
import {
  customerDeletePayload,
  customerMergePayload,
  customerPayload,
  customerRedactPayload,
  dataRequestPayload,
  orderPayload,
  refundPayload,
  scopesUpdatePayload,
  shopPayload,
} from "#app/contracts/webhooks.ts";

/** Every payload that the app reads, with what reads it. Topics that carry nothing we read are not among them. */
export const READ_PAYLOADS: [topic: string, schema: z.ZodType][] = [
  ["orders/create", orderPayload],
  ["orders/paid", orderPayload],
  ["orders/updated", orderPayload],
  ["orders/cancelled", orderPayload],
  ["refunds/create", refundPayload],
  ["customers/create", customerPayload],
  ["customers/update", customerPayload],
  ["customers/delete", customerDeletePayload],
  ["customers/merge", customerMergePayload],
  ["shop/update", shopPayload],
  ["app/scopes_update", scopesUpdatePayload],
  ["customers/data_request", dataRequestPayload],
  ["customers/redact", customerRedactPayload],
];
