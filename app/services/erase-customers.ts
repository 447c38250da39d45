import type { ShopFacts } from "../contracts/shop.ts";
import { entryOf } from "../domain/ledger/entry.ts";
import { draft } from "../domain/ledger/movement.ts";
import { forgetComments } from "../persistence/appreciation.ts";
import { forgetClaims, openClaims } from "../persistence/claims.ts";
import { forgetFacts } from "../persistence/customer-facts.ts";
import type { Transaction } from "../persistence/database.ts";
import { forgetSubjects } from "../persistence/event-awards.ts";
import { eraseImportLines } from "../persistence/import-lines.ts";
import { eraseMembers, forgetMerged, guestsByEmail, membersByCustomer } from "../persistence/members.ts";
import { forgetMemberships } from "../persistence/memberships.ts";
import { forgetOffers } from "../persistence/offers.ts";
import { eraseOrders } from "../persistence/orders.ts";
import { lockPositions, lockShopWork } from "../persistence/positions.ts";
import { forgetReferrals, referralsWith } from "../persistence/referral-members.ts";
import { openReservations } from "../persistence/reservations.ts";
import { forgetSavings } from "../persistence/savings.ts";
import { dropSegmentTags } from "../persistence/segment-tags.ts";
import { forgetTierCredits } from "../persistence/tier-credits.ts";
import { forgetTiers } from "../persistence/tiers.ts";
import { book, wakeDelivery } from "./book.ts";
import { changeClaims } from "./claim-change.ts";
import { readProgrammes } from "./read-programmes.ts";
import { closeReservations } from "./release-reservation.ts";
import { settleReferrals } from "./settle-referrals.ts";

/**
 * Forgets customers: who they were goes from members and orders, the points that nobody can spend any more lapse, and the ledger keeps
 * its figures under a number that leads to nobody. Guests under `emails` are the same people; `orders` are erased as well, whoever placed
 * them. Returns what was done, in numbers.
 */
export async function eraseCustomers(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  {
    customerGids,
    emails,
    orders,
  }: { customerGids: readonly string[]; emails: readonly string[]; orders: readonly string[] },
): Promise<{ members: number; pointsLapsed: number }> {
  await lockShopWork(transaction, shop.id);
  const members = await membersByCustomer(transaction, shop.id, customerGids);
  // A customer who was merged away left everything to another, who did not ask to be forgotten.
  const customers = [...members].flatMap(([gid, member]) => (member.customerGid === gid ? [member.id] : []));
  const guests = [...(await guestsByEmail(transaction, shop.id, emails)).values()].map((guest) => guest.id);
  const ids = [...customers, ...guests];
  // What a cart holds comes back first; what an unpaid order holds is settled or given back with that order.
  const open = (await openReservations(transaction, shop.id, ids)).filter((each) => each.status === "held");
  if (open.length > 0) await closeReservations(transaction, shop, now, open, "released");
  const claims = await openClaims(transaction, shop.id, ids);
  const gone = claims.map((claim) => ({
    claim,
    to: "refused" as const,
    by: "delivery" as const,
    refusal: "customer_gone",
  }));
  if (gone.length > 0) await changeClaims(transaction, shop, now, gone);
  const before = await lockPositions(transaction, shop.id, ids, "all");
  const after = new Map(before);
  const entries = [];
  let pointsLapsed = 0;
  for (const [id, position] of before) {
    const lapse = draft(position);
    for (const lot of position.lots) {
      lapse.post("pending", "expired", lot.id, lot.pending);
      lapse.post("available", "expired", lot.id, lot.available);
    }
    const movement = lapse.movement();
    pointsLapsed += position.pending + position.available;
    const entry = entryOf(position, movement, {
      kind: "expire",
      key: `member:${id}:erase`,
      inputs: { erased: true },
      occurredAt: now.getTime(),
      orderGid: null,
      reservation: null,
      reason: { code: "member_erased" },
      actor: null,
    });
    if (entry) entries.push(entry);
    after.set(id, movement.position);
  }
  await book(transaction, shop, now, { entries, before, after });
  await eraseOrders(transaction, shop.id, ids, orders);
  await forgetFacts(transaction, shop.id, ids);
  await forgetSubjects(transaction, shop.id, ids);
  await eraseMembers(transaction, shop.id, ids);
  await forgetTiers(transaction, shop.id, ids);
  await forgetClaims(transaction, shop.id, ids);
  await forgetSavings(transaction, shop.id, ids);
  await forgetMemberships(transaction, shop.id, ids);
  await forgetComments(transaction, shop.id, ids);
  await dropSegmentTags(transaction, shop.id, ids);
  await forgetTierCredits(transaction, shop.id, ids);
  await forgetOffers(transaction, shop.id, ids);
  await eraseImportLines(transaction, shop.id, customerGids, emails);
  await forgetMerged(transaction, shop.id, customerGids);
  await forgetReferrals(transaction, shop.id, ids);
  // Friends of a member who is gone wait for nothing any more.
  const referrals = await referralsWith(transaction, shop.id, ids);
  if (referrals.length > 0) {
    const programmes = await readProgrammes(transaction, shop);
    await settleReferrals(transaction, { shop, now, programmes }, referrals);
  }
  await wakeDelivery(transaction, shop.id);
  return { members: ids.length, pointsLapsed };
}
