import { z } from "zod";
import { customerPayload } from "./webhooks.ts";

/** What Shopify's webhooks tell of customers beside who they are (2026-10). Numeric ids are kept as text by `parsePayload`. */

const id = z.union([z.number(), z.string()]).transform(String);
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** customers/create and customers/update. Metafields come along because the subscription names their namespaces. */
export const customerWithFactsPayload = customerPayload.extend({
  default_address: z.object({ country_code: z.string().nullish(), city: z.string().nullish() }).nullish(),
  metafields: z.array(z.object({ namespace: z.string(), key: z.string(), value: z.string().nullish() })).nullish(),
});

/** customer.tags_added and customer.tags_removed: the tags that came or went, and when. */
export const customerTagsPayload = z.object({
  customerId: z.string(),
  tags: z.array(z.string()),
  occurredAt: instant,
});

/** customers_email_marketing_consent/update */
export const emailConsentPayload = z.object({
  customer_id: id,
  email_marketing_consent: z.object({ state: z.string(), consent_updated_at: instant.nullish() }),
});

/** customers_marketing_consent/update: consent to text messages. */
export const smsConsentPayload = z.object({
  id,
  sms_marketing_consent: z.object({ state: z.string().nullish(), consent_updated_at: instant.nullish() }).nullish(),
});

export type CustomerWithFactsPayload = z.output<typeof customerWithFactsPayload>;
