import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { type EntryCause, entryOf } from "../domain/ledger/entry.ts";
import { expire } from "../domain/ledger/lapse.ts";
import type { Position } from "../domain/ledger/position.ts";
import { lockPositions, membersWithExpiredLots } from "../persistence/positions.ts";
import { book } from "./book.ts";

const BATCH_SIZE = 200;

/** Points whose lots have expired lapse. Returns how many members lost some. */
export async function expirePoints(app: AppContext, shop: ShopFacts): Promise<number> {
  let expired = 0;
  for (;;) {
    const now = app.clock.now();
    const count = await app.database.transaction(async (transaction) => {
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
      return members.length;
    });
    expired += count;
    if (count < BATCH_SIZE) return expired;
  }
}

/** The cause of a member's points lapsing at `now`: dated by the last of the lots that lapse, so that a late sweep tells no later date. */
export function expiryCause(position: Position, now: number): EntryCause {
  const due = position.lots.flatMap((lot) =>
    lot.expiresAt !== null && lot.expiresAt <= now && lot.available > 0 ? [lot.expiresAt] : [],
  );
  return {
    kind: "expire",
    key: `member:${position.member}:expire:${now}`,
    inputs: { due },
    occurredAt: due.length > 0 ? Math.max(...due) : now,
    orderGid: null,
    reservation: null,
    reason: { code: "points_expired" },
    actor: null,
  };
}
