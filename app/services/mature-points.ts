import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { dueLots, mature } from "../domain/ledger/award.ts";
import { type EntryCause, entryOf } from "../domain/ledger/entry.ts";
import type { Position } from "../domain/ledger/position.ts";
import { lockPositions, lockShopWork, membersWithDueLots } from "../persistence/positions.ts";
import { book, wakeDelivery } from "./book.ts";

const BATCH_SIZE = 200;

/** Points whose waiting time is over become available, and pay what the member owes. Returns how many members got some. */
export async function maturePoints(app: AppContext, shop: ShopFacts): Promise<number> {
  let matured = 0;
  for (;;) {
    const now = app.clock.now();
    const count = await app.database.transaction(async (transaction) => {
      await lockShopWork(transaction, shop.id);
      const members = await membersWithDueLots(transaction, shop.id, now, BATCH_SIZE);
      const before = await lockPositions(transaction, shop.id, members, "all");
      const after = new Map(before);
      const entries = [];
      for (const [member, position] of before) {
        const movement = mature(position, now.getTime());
        const entry = entryOf(position, movement, maturityCause(position, now.getTime()));
        if (entry) entries.push(entry);
        after.set(member, movement.position);
      }
      await book(transaction, shop, now, { entries, before, after });
      await wakeDelivery(transaction, shop.id);
      return members.length;
    });
    matured += count;
    if (count < BATCH_SIZE) return matured;
  }
}

/** A lot matures once, so the newest of those that do names the cause. Dated by the last of them: a late sweep tells no later date. */
export function maturityCause(position: Position, now: number): EntryCause {
  const due = dueLots(position, now);
  return {
    kind: "mature",
    key: `lot:${due.at(-1)?.id}:mature`,
    inputs: { lots: due.map(({ id, pending }) => ({ id, pending })) },
    occurredAt: Math.max(...due.map(({ availableAt }) => availableAt ?? now)),
    orderGid: null,
    reservation: null,
    reason: { code: "points_available" },
    actor: null,
  };
}
