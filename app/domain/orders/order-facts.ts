/** What a webhook and the Admin API tell of an order in different words, and what is made of it in one way. */

/** Names of the means of payment that are money of the shop's own making (`payment_gateway_names`, `OrderTransaction.gateway`). */
export const GIFT_CARD = "gift_card";
export const STORE_CREDIT = "shopify_store_credit";

/** Whether a cart's attribute is ours: others may hold personal data and are not kept. */
export function isOurAttribute(name: string): boolean {
  return name.startsWith("_zegel");
}

/**
 * When the last of the goods was sent.
 *
 * @param isAllSent by the order's own word, or because no line has anything left to send (what was refunded before it was sent is gone)
 * @param fulfilments when each that succeeded was made, in epoch milliseconds
 */
export function sentAt(isAllSent: boolean, fulfilments: readonly number[]): number | null {
  return isAllSent && fulfilments.length > 0 ? Math.max(...fulfilments) : null;
}
