import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { type EntryCause, entryOf } from "../domain/ledger/entry.ts";
import { expire } from "../domain/ledger/lapse.ts";
import type { Position } from "../domain/ledger/position.ts";
import { lockPositions, lockShopWork, membersWithExpiredLots } from "../persistence/positions.ts";
import { book, wakeDelivery } from "./book.ts";

const BATCH_SIZE = 200;

/** Points whose lots have expired lapse. Returns how many members lost some. */
export async function expirePoints(app: AppContext, shop: ShopFacts): Promise<number> {
  let expired = 0;
  for (;;) {
    const now = app.clock.now();
    const count = await app.database.transaction(async (transaction) => {
      await lockShopWork(transaction, shop.id);
      const members = await membersWithExpiredLots(transaction, shop.id, now, BATCH_SIZE);
      const before = await lockPositions(transaction, shop.id, members, "all");
      const after = new Map(before);
      const entries = [];
      for (const [member, position] of before) {
        const movement = expire(position, now.getTime());
        const entry = entryOf(position, movement, expiryCause(position, now.getTime()));
        if (entry) entries.push(entry);
        after.set(member, movement.position);
      }
      await book(transaction, shop, now, { entries, before, after });
      await wakeDelivery(transaction, shop.id);
      return members.length;
    });
    expired += count;
    if (count < BATCH_SIZE) return expired;
  }
}

/**
 * The cause of a member's points lapsing at `now`: dated by the last of the lots that lapse, so that a late sweep tells no later date. Points
 * that come back may lapse at the same instant as others did: what has lapsed in all tells the two apart.
 */
export function expiryCause(position: Position, now: number): EntryCause {
  const lapsing = position.lots.filter((lot) => lot.expiresAt !== null && lot.expiresAt <= now && lot.available > 0);
  const due = lapsing.map((lot) => lot.expiresAt ?? now);
  const lapsedInAll = [...position.lots.map((lot) => lot.expired), ...lapsing.map((lot) => lot.available)];
  return {
    kind: "expire",
    key: `member:${position.member}:expire:${now}:${lapsedInAll.reduce((sum, points) => sum + points, 0)}`,
    inputs: { due },
    occurredAt: due.length > 0 ? Math.max(...due) : now,
    orderGid: null,
    reservation: null,
    reason: { code: "points_expired" },
    actor: null,
  };
}
