import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { adjust } from "../domain/ledger/adjust.ts";
import { entryOf } from "../domain/ledger/entry.ts";
import { expiryOf, versionAt } from "../domain/programme/programme.ts";
import type { Transaction } from "../persistence/database.ts";
import { ConflictingEntryError, findEntry, hashOf, takeNumbers } from "../persistence/entries.ts";
import { membersById } from "../persistence/members.ts";
import { lockPositions } from "../persistence/positions.ts";
import { book, wakeDelivery } from "./book.ts";
import { readProgrammes } from "./read-programmes.ts";

export type AdjustOutcome =
  | { outcome: "adjusted"; points: number }
  /** The same adjustment had been made before: nothing moved again. */
  | { outcome: "repeated"; points: number }
  /** The key was used for another adjustment. */
  | { outcome: "conflict" }
  | { outcome: "not_enough_points"; available: number }
  | { outcome: "unknown_member" };

export interface Adjustment {
  memberId: string;
  /** Plus gives, minus takes; never 0. */
  points: number;
  /** The merchant's words; shown to the shopper as well. */
  reason: string;
  actor: string;
  /** Made by the form once: the same again changes nothing. */
  key: string;
}

/** A merchant's correction by hand, with its reason. Takes no more than a member has. */
export async function adjustPoints(app: AppContext, shop: ShopFacts, adjustment: Adjustment): Promise<AdjustOutcome> {
  try {
    return await app.database.transaction((transaction) => adjustIn(transaction, shop, adjustment, app.clock.now()));
  } catch (error) {
    // Two members at the same moment under one key: each waited for no lock of the other, and the ledger took one of them.
    if (error instanceof ConflictingEntryError) return { outcome: "conflict" };
    throw error;
  }
}

async function adjustIn(
  transaction: Transaction,
  shop: ShopFacts,
  adjustment: Adjustment,
  now: Date,
): Promise<AdjustOutcome> {
  const { memberId, points, reason, actor } = adjustment;
  const key = `adjust:${adjustment.key}`;
  const inputs = { memberId, points, reason };
  const member = (await membersById(transaction, shop.id, [memberId])).get(memberId);
  if (!member || member.status === "erased") return { outcome: "unknown_member" };
  const before = await lockPositions(transaction, shop.id, [member.id], "all");
  const position = before.get(member.id);
  if (!position) return { outcome: "unknown_member" };
  const same = await findEntry(transaction, shop.id, key);
  if (same) return same.inputHash === hashOf(inputs) ? { outcome: "repeated", points } : { outcome: "conflict" };
  const programme = versionAt(await readProgrammes(transaction, shop), now.getTime())?.programme;
  const [lotId] = (await takeNumbers(transaction, { entries: 0, lots: 1 })).lots;
  const expiry = programme ? expiryOf(programme, now.getTime()) : { expiresAt: null, rollingDays: null };
  const lot = { id: lotId ?? "", cause: key, orderGid: null, earnedAt: now.getTime(), ...expiry };
  const adjusted = adjust(position, points, lot);
  if (adjusted.outcome === "not_enough_points") return adjusted;
  const entry = entryOf(position, adjusted.movement, {
    kind: "adjust",
    key,
    inputs,
    occurredAt: now.getTime(),
    orderGid: null,
    reservation: null,
    reason: { code: "adjusted", text: reason },
    actor,
  });
  const after = new Map([[member.id, adjusted.movement.position]]);
  await book(transaction, shop, now, { entries: entry ? [entry] : [], before, after });
  await wakeDelivery(transaction, shop.id);
  return { outcome: "adjusted", points };
}
