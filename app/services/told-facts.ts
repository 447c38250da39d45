import {
  customerTagsPayload,
  customerWithFactsPayload,
  emailConsentPayload,
  smsConsentPayload,
} from "../contracts/customer-webhooks.ts";
import { gidOf } from "../contracts/webhooks.ts";
import { factsOfPayload } from "../domain/customers/facts-from-payload.ts";
import { type ToldFacts, wordFacts } from "../domain/customers/known-facts.ts";
import type { CollectedFacts } from "../domain/programme/compile-facts.ts";

/** What a webhook tells of a customer, for a shop that collects so much. `today` is the shop's calendar day. */
export type FactNews = (collected: CollectedFacts, today: string) => ToldFacts | null;

/** Topics that tell nothing but facts. */
export const FACT_TOPICS: ReadonlySet<string> = new Set([
  "customer.tags_added",
  "customer.tags_removed",
  "customers_email_marketing_consent/update",
  "customers_marketing_consent/update",
]);

/**
 * What a webhook tells beside who a customer is; null for a topic that tells nothing of it.
 *
 * @param heardAt epoch milliseconds, for what says no instant of its own
 */
export function readFactEvent(topic: string, payload: unknown, heardAt: number): FactNews | null {
  switch (topic) {
    case "customers/create":
    case "customers/update": {
      const customer = customerWithFactsPayload.parse(payload);
      const about = { customerGid: gidOf("Customer", customer), toldAt: customer.updated_at ?? heardAt };
      return (collected, today) => {
        const told = factsOfPayload(customer, collected, today);
        return told.facts.length === 0 ? null : { ...about, ...told };
      };
    }
    case "customer.tags_added":
    case "customer.tags_removed": {
      const { customerId, tags, occurredAt } = customerTagsPayload.parse(payload);
      const facts = wordFacts("tag", tags, topic === "customer.tags_added");
      return () => ({ customerGid: customerId, toldAt: occurredAt, facts, whole: [] });
    }
    case "customers_email_marketing_consent/update": {
      const { customer_id: id, email_marketing_consent: consent } = emailConsentPayload.parse(payload);
      return () => consentOf("email_consent", id, consent.state, consent.consent_updated_at ?? heardAt);
    }
    case "customers_marketing_consent/update": {
      const { id, sms_marketing_consent: consent } = smsConsentPayload.parse(payload);
      return () => consentOf("sms_consent", id, consent?.state ?? null, consent?.consent_updated_at ?? heardAt);
    }
    default:
      return null;
  }
}

function consentOf(
  fact: "email_consent" | "sms_consent",
  id: string,
  state: string | null,
  toldAt: number,
): ToldFacts | null {
  if (state === null) return null;
  const value = state.toLowerCase();
  return { customerGid: gidOf("Customer", { id }), toldAt, facts: [{ fact, value, since: toldAt }], whole: [] };
}
