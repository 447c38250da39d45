import type { z } from "zod";
import type { AppContext } from "../context.ts";
import { type customerRedactPayload, type dataRequestPayload, gidOf } from "../contracts/webhooks.ts";
import { normalizedEmail } from "../domain/orders/order-from-payload.ts";
import { everythingOf, forgetEventsOf, forgetEveryone, recordCompliance } from "../persistence/compliance.ts";
import { membersByCustomer } from "../persistence/members.ts";
import { dropSessions, type ShopRecord } from "../persistence/shops.ts";
import { eraseCustomers } from "./erase-customers.ts";

/**
 * Shopify's three compliance requests (shopify.dev/docs/apps/build/compliance/privacy-law-compliance), each carried out with a record that
 * it was. An export stands in the merchant's admin for 30 days to be passed on.
 */

/** `customers/data_request`: everything kept of a customer is put where the merchant can download it. */
export async function exportCustomer(
  app: AppContext,
  shop: ShopRecord,
  webhookId: string,
  request: z.output<typeof dataRequestPayload>,
): Promise<void> {
  const customerGid = gidOf("Customer", request.customer);
  await app.database.transaction(async (transaction) => {
    const member = (await membersByCustomer(transaction, shop.id, [customerGid])).get(customerGid);
    const now = app.clock.now();
    await recordCompliance(transaction, shop.id, {
      topic: "customers/data_request",
      webhookId,
      customerGid,
      receivedAt: now,
      doneAt: now,
      export: member ? await everythingOf(transaction, shop.id, member.id) : { member: null },
      record: { members: member ? 1 : 0 },
    });
  });
}

/** `customers/redact`: who the customer was is forgotten; the ledger's figures stay under a number that leads to nobody. */
export async function redactCustomer(
  app: AppContext,
  shop: ShopRecord,
  webhookId: string,
  request: z.output<typeof customerRedactPayload>,
): Promise<void> {
  const customerGid = gidOf("Customer", request.customer);
  const orders = (request.orders_to_redact ?? []).map((id) => gidOf("Order", { id }));
  const { id, domain, timezone, taxesIncluded, locale } = shop;
  // The currency matters to no movement of an erasure; a shop that was never visited has none yet.
  const facts = { id, domain, timezone, taxesIncluded, locale, currency: shop.currency ?? "EUR" };
  await app.database.transaction(async (transaction) => {
    const now = app.clock.now();
    const email = normalizedEmail(request.customer.email);
    const emails = email === null ? [] : [email];
    const record = await eraseCustomers(transaction, facts, now, { customerGids: [customerGid], emails, orders });
    const events = await forgetEventsOf(transaction, shop.id, request.customer.id, now);
    await recordCompliance(transaction, shop.id, {
      topic: "customers/redact",
      webhookId,
      customerGid: null,
      receivedAt: now,
      doneAt: now,
      export: null,
      record: { ...record, orders: orders.length, events },
    });
  });
}

/** `shop/redact`, 48 hours after an uninstall: every person of the shop is forgotten. Not sent to a shop that came back; refused if it did. */
export async function redactShop(app: AppContext, shop: ShopRecord, webhookId: string): Promise<void> {
  await app.database.transaction(async (transaction) => {
    const now = app.clock.now();
    const isBack = shop.status === "installed";
    const record = isBack ? { members: 0, orders: 0, events: 0 } : await forgetEveryone(transaction, shop.id);
    if (!isBack) await dropSessions(transaction, shop.domain);
    await recordCompliance(transaction, shop.id, {
      topic: "shop/redact",
      webhookId,
      customerGid: null,
      receivedAt: now,
      doneAt: now,
      export: null,
      record,
    });
  });
}
