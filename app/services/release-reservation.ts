import type { AppContext } from "../context.ts";
import type { ReleaseAnswer } from "../contracts/proxy.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { entryOf } from "../domain/ledger/entry.ts";
import { release } from "../domain/ledger/redeem.ts";
import type { Transaction } from "../persistence/database.ts";
import { heldShares } from "../persistence/entries.ts";
import { membersByCustomer } from "../persistence/members.ts";
import { lockPositions } from "../persistence/positions.ts";
import {
  findReservation,
  reservationsByRef,
  type StoredReservation,
  writeReservationStatuses,
} from "../persistence/reservations.ts";
import { book, wakeDelivery } from "./book.ts";
import { publishWalletNow } from "./publish-wallets.ts";
import { openWish, readCardOf } from "./read-card.ts";
import { refusal } from "./refusals.ts";

/** The shopper changed their mind: held points go back to the lots that they came from. Giving back twice is giving back once. */
export async function releaseReservation(
  app: AppContext,
  shop: ShopFacts,
  { customerGid, ref }: { customerGid: string; ref: string },
): Promise<ReleaseAnswer> {
  const outcome = await app.database.transaction(async (transaction) => {
    const member = (await membersByCustomer(transaction, shop.id, [customerGid])).get(customerGid);
    const reservation = await findReservation(transaction, shop.id, ref);
    // Another member's reservation is not told apart from one that never was.
    if (!member || reservation?.member !== member.id) return refusal("unknown_reservation");
    const closed = await closeReservations(transaction, shop, app.clock.now(), [reservation], "released");
    const status = closed.get(ref);
    if (status === "attached" || status === "settled") return refusal("already_used");
    // Its member was merged away between the two looks.
    if (status === "held" || status === undefined) return refusal("not_ready");
    return { ok: true as const, member: member.id };
  });
  if (!outcome.ok) return outcome;
  // The points are back whatever Shopify says now; what could not be written is owed and delivered later.
  const published = await publishWalletNow(app, shop, outcome.member);
  if (published.outcome !== "published")
    app.log.warn({ shop: shop.domain, outcome: published.outcome }, "a wallet is written later");
  const card = await readCardOf(app, shop, outcome.member);
  return { ok: true, wish: openWish(card), card };
}

/** Takes back a reservation whose wallet could not be written. */
export async function undoReservation(app: AppContext, shop: ShopFacts, ref: string): Promise<void> {
  await app.database.transaction(async (transaction) => {
    const reservation = await findReservation(transaction, shop.id, ref);
    if (reservation) await closeReservations(transaction, shop, app.clock.now(), [reservation], "released");
  });
}

/**
 * Closes held reservations: released by the shopper, or lapsed by time. Those that an order has taken meanwhile stay as they are.
 * Answers the status of each as it is now. Ends the transaction's work: it wakes the delivery.
 */
export async function closeReservations(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  reservations: readonly StoredReservation[],
  as: "released" | "lapsed",
): Promise<Map<string, StoredReservation["status"]>> {
  // The balance is locked first, as everywhere; what was read of the reservations before may be old by now.
  const before = await lockPositions(
    transaction,
    shop.id,
    reservations.map((each) => each.member),
    "all",
  );
  const refs = reservations.map((each) => each.ref);
  const current = await reservationsByRef(transaction, shop.id, refs);
  const held = await heldShares(transaction, shop.id, refs);
  const after = new Map(before);
  const entries = [];
  const statuses = new Map([...current].map(([ref, each]) => [ref, each.status]));
  for (const [ref, reservation] of current) {
    const position = after.get(reservation.member);
    if (reservation.status !== "held" || !position) continue;
    const movement = release(position, held.get(ref) ?? []);
    const reward = reservation.rewardId;
    const entry = entryOf(position, movement, {
      kind: as === "lapsed" ? "lapse" : "release",
      key: `reservation:${ref}:${as === "lapsed" ? "lapse" : "release"}`,
      inputs: { ref },
      occurredAt: as === "lapsed" ? reservation.expiresAt : now.getTime(),
      orderGid: null,
      reservation: ref,
      reason: { code: as === "lapsed" ? "reward_lapsed" : "reward_released", reward, ref },
      actor: null,
    });
    if (entry) entries.push(entry);
    after.set(reservation.member, movement.position);
    statuses.set(ref, as);
  }
  await book(transaction, shop, now, { entries, before, after });
  const changed = [...statuses].flatMap(([ref, status]) =>
    status === as && current.get(ref)?.status === "held" ? [{ ref, status }] : [],
  );
  await writeReservationStatuses(transaction, shop.id, changed, now);
  await wakeDelivery(transaction, shop.id);
  return statuses;
}
