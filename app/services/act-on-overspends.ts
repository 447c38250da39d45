import type { AppContext } from "../context.ts";
import { CHANGE_ORDERS } from "../contracts/access.ts";
import type { Programme } from "../domain/programme/programme.ts";
import { dueRows, type OutboxRow, postponeRows, settleRows } from "../persistence/outbox.ts";
import { publishedProgramme } from "../persistence/wallet-states.ts";
import { GatewayError, userErrorsOf } from "../shopify/errors.ts";
import { CancelOrderDocument, TagOrderDocument } from "../shopify/generated/operations.ts";
import { accessMissing } from "./merchant-access.ts";

/** The tag by which a merchant finds orders that got a discount without points. */
export const OVERSPEND_TAG = "zegel-overspend";

const STAFF_NOTE = "Zegel: this order used points that another order had used already.";

/**
 * Does what the merchant chose with orders that got a discount without points: leave, tag, or cancel. The debt stands in
 * the ledger in each case. A cancelled order comes back as `orders/cancelled` and is worked as any other. Where the merchant took back what
 * this needs, the order waits with an error that says so, until it is granted again or the choice is another.
 *
 * @returns how many orders were dealt with
 */
export async function actOnOverspends(app: AppContext, shop: { id: number; domain: string }): Promise<number> {
  const rows = await dueRows(app.database.pool, shop.id, "order", app.clock.now(), 10);
  if (rows.length === 0) return 0;
  const programme = await publishedProgramme(app.database.pool, shop.id);
  let count = 0;
  for (const row of rows) {
    const error = await act(app, shop, row, programme?.onOverspend ?? "leave");
    if (error === null) {
      await settleRows(app.database.pool, shop.id, "order", [row]);
      count += 1;
    } else {
      app.log.warn({ shop: shop.domain, order: row.subject, error }, "an overspent order could not be dealt with");
      await postponeRows(app.database.pool, shop.id, "order", [{ ...row, error }], app.clock.now());
    }
  }
  return count;
}

/** Null when done; otherwise why not. */
async function act(
  app: AppContext,
  shop: { domain: string },
  { subject: id }: OutboxRow,
  choice: Programme["onOverspend"],
): Promise<string | null> {
  if (choice === "leave") return null;
  try {
    const tagged = await app.gateway.request(shop.domain, TagOrderDocument, { id, tags: [OVERSPEND_TAG] });
    const [tagError] = userErrorsOf(tagged.tagsAdd);
    if (tagError) return `TagOrder: ${tagError.code}`;
    if (choice === "tag") return null;
    const cancelled = await app.gateway.request(shop.domain, CancelOrderDocument, { id, staffNote: STAFF_NOTE });
    const [error] = cancelled.orderCancel?.orderCancelUserErrors ?? [];
    // Fulfilled or cancelled by hand meanwhile: trying again changes nothing, and the tag tells the merchant.
    if (error)
      app.log.warn({ shop: shop.domain, order: id, code: error.code }, "Shopify would not cancel an overspent order");
    return null;
  } catch (error) {
    if (error instanceof GatewayError)
      return error.failure.reason === "access_denied" ? accessMissing(CHANGE_ORDERS) : error.message;
    throw error;
  }
}
