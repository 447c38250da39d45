import type { OrderAttribute } from "../../contracts/order-state.ts";

/** What a webhook and the Admin API tell of an order in different words, and what is made of it in one way. */

/** Names of the means of payment that are money of the shop's own making (`payment_gateway_names`, `OrderTransaction.gateway`). */
export const GIFT_CARD = "gift_card";
export const STORE_CREDIT = "shopify_store_credit";

/** Anybody can write attributes into a cart: more of them, or longer ones, than we ever write are not kept. */
const MOST_ATTRIBUTES = 10;
const LONGEST_VALUE = 500;

/** A cart's attributes as far as they are ours. Others may hold personal data. */
export function ourAttributes(given: readonly { name: string; value: unknown }[]): OrderAttribute[] {
  return given
    .filter(({ name }) => name.startsWith("_zegel") && name.length <= 50)
    .slice(0, MOST_ATTRIBUTES)
    .map(({ name, value }) => ({ name, value: typeof value === "string" ? value.slice(0, LONGEST_VALUE) : "" }));
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
