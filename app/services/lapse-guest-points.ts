import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { entryOf } from "../domain/ledger/entry.ts";
import { lapseEarnedUntil } from "../domain/ledger/lapse.ts";
import { versionAt } from "../domain/programme/programme.ts";
import type { Transaction } from "../persistence/database.ts";
import { guestsWithPointsEarnedUntil, lockPositions, lockShopWork } from "../persistence/positions.ts";
import { book, wakeDelivery } from "./book.ts";
import { readProgrammes } from "./read-programmes.ts";

const BATCH_SIZE = 200;
const DAY_MS = 86_400_000;

/** Guests' points wait for so many days and no longer: those whose time is up lapse. Returns how many guests lost some. */
export async function lapseGuestPoints(app: AppContext, shop: ShopFacts): Promise<number> {
  let lapsed = 0;
  for (;;) {
    const now = app.clock.now();
    const count = await app.database.transaction(async (transaction) => {
      await lockShopWork(transaction, shop.id);
      const programme = versionAt(await readProgrammes(transaction, shop), now.getTime())?.programme;
      if (!programme) return 0;
      const earnedUntil = now.getTime() - programme.guestDays * DAY_MS;
      const guests = await guestsWithPointsEarnedUntil(transaction, shop.id, new Date(earnedUntil), BATCH_SIZE);
      for (const guest of guests) await lapsePointsOfGuest(transaction, shop, now, guest, programme.guestDays);
      await wakeDelivery(transaction, shop.id);
      return guests.length;
    });
    lapsed += count;
    if (count < BATCH_SIZE) return lapsed;
  }
}

/** Lapses what one guest earned more than `guestDays` ago, within the transaction that has found that out. */
export async function lapsePointsOfGuest(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  guest: string,
  guestDays: number,
): Promise<void> {
  const waitMs = guestDays * DAY_MS;
  const before = await lockPositions(transaction, shop.id, [guest], "all");
  const position = before.get(guest);
  if (!position) return;
  const lapsing = position.lots.filter(
    (lot) => lot.available + lot.pending > 0 && lot.earnedAt <= now.getTime() - waitMs,
  );
  const movement = lapseEarnedUntil(position, now.getTime() - waitMs);
  const entry = entryOf(position, movement, {
    kind: "expire",
    // A guest's order may be heard of late: the lots say which lapse this is.
    key: `member:${guest}:waited:${lapsing.map((lot) => lot.id).join("+")}`,
    inputs: { guestDays },
    occurredAt: Math.max(...lapsing.map((lot) => lot.earnedAt + waitMs)),
    orderGid: null,
    reservation: null,
    reason: { code: "points_expired" },
    actor: null,
  });
  if (entry)
    await book(transaction, shop, now, { entries: [entry], before, after: new Map([[guest, movement.position]]) });
}
