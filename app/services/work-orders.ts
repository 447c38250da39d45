import type { AppContext } from "../context.ts";
import type { OrderState } from "../contracts/order-state.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { applyOrders } from "./apply-orders.ts";
import { wakeDelivery } from "./book.ts";
import { readProgrammes } from "./read-programmes.ts";

const BATCH_SIZE = 100;

/** Works whole order states that were read from Shopify, as if their webhooks had come. */
export async function workOrders(app: AppContext, shop: ShopFacts, states: readonly OrderState[]): Promise<void> {
  for (let start = 0; start < states.length; start += BATCH_SIZE) {
    const news = states.slice(start, start + BATCH_SIZE).map((state) => ({ gid: state.gid, state }));
    await app.database.transaction(async (transaction) => {
      const programmes = await readProgrammes(transaction, shop);
      if (programmes.length === 0) return;
      await applyOrders(transaction, { shop, programmes, now: app.clock.now() }, news);
      await wakeDelivery(transaction, shop.id);
    });
  }
}
