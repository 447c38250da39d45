import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { lockShopWork } from "../persistence/positions.ts";
import { lapsedReservations } from "../persistence/reservations.ts";
import { closeReservations } from "./release-reservation.ts";

const BATCH_SIZE = 200;

/** Reservations whose time is up without an order: their points go back. Returns how many lapsed. */
export async function lapseReservations(app: AppContext, shop: ShopFacts): Promise<number> {
  let lapsed = 0;
  for (;;) {
    const now = app.clock.now();
    const count = await app.database.transaction(async (transaction) => {
      await lockShopWork(transaction, shop.id);
      const due = await lapsedReservations(transaction, shop.id, now, BATCH_SIZE);
      if (due.length > 0) await closeReservations(transaction, shop, now, due, "lapsed");
      return due.length;
    });
    lapsed += count;
    if (count < BATCH_SIZE) return lapsed;
  }
}
