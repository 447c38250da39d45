import type { OrderState } from "../contracts/order-state.ts";
import type { Transaction } from "../persistence/database.ts";
import { lockActivated, type StoredActivatedOffer, writeActivated } from "../persistence/offers.ts";
import { owe } from "../persistence/outbox.ts";
import type { Batch } from "./apply-orders.ts";

/**
 * Offers that orders used are used up; an order that is cancelled gives its offers back while their week lasts. What counts is which orders use
 * an offer in the end, so that news may come in any order.
 */
export async function followOffers(
  transaction: Transaction,
  { shop, now, programmes }: Pick<Batch, "shop" | "now" | "programmes">,
  orders: readonly OrderState[],
): Promise<void> {
  if (!programmes.some(({ programme }) => programme.offers)) return;
  const refsOf = (order: OrderState) => order.redemptions.flatMap(({ refs }) => refs);
  const refs = [...new Set(orders.flatMap(refsOf))];
  const offers = await lockActivated(transaction, shop.id, refs);
  if (offers.length === 0) return;
  const changed = offers.map((offer) => {
    const uses = new Set(offer.orders);
    for (const order of orders) {
      if (!refsOf(order).includes(offer.ref)) continue;
      if (order.cancelledAt === null) uses.add(order.gid);
      else uses.delete(order.gid);
    }
    return { ...offer, orders: [...uses].sort(), status: statusOf(uses, offer, now) };
  });
  await writeActivated(transaction, shop.id, changed);
  await owe(transaction, shop.id, "wallet", [...new Set(changed.map(({ member }) => member))], now);
}

function statusOf(
  uses: ReadonlySet<string>,
  { endsAt }: StoredActivatedOffer,
  now: Date,
): StoredActivatedOffer["status"] {
  if (uses.size > 0) return "used";
  return endsAt > now ? "active" : "lapsed";
}
