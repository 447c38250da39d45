import type { ShopFacts } from "../contracts/shop.ts";
import type { Entry } from "../domain/ledger/entry.ts";
import { merge } from "../domain/ledger/merge.ts";
import { versionAt } from "../domain/programme/programme.ts";
import { moveAnswers } from "../persistence/appreciation.ts";
import { moveClaims } from "../persistence/claims.ts";
import { moveFacts } from "../persistence/customer-facts.ts";
import type { Transaction } from "../persistence/database.ts";
import { moveImported } from "../persistence/imports.ts";
import { enrolCustomers, guestsByEmail, markMerged, membersByCustomer } from "../persistence/members.ts";
import { moveOffers } from "../persistence/offers.ts";
import { moveUses } from "../persistence/order-rule-use.ts";
import { moveOrders } from "../persistence/orders.ts";
import { lockPositions, moveLots } from "../persistence/positions.ts";
import { moveReferrals, referralsWith } from "../persistence/referral-members.ts";
import { moveReservations } from "../persistence/reservations.ts";
import { moveSavings } from "../persistence/savings.ts";
import { dropSegmentTags } from "../persistence/segment-tags.ts";
import { moveTierCredits } from "../persistence/tier-credits.ts";
import { moveTiers } from "../persistence/tiers.ts";
import { book } from "./book.ts";
import { lapsePointsOfGuest } from "./lapse-guest-points.ts";
import { mergeEvents } from "./merge-events.ts";
import { readProgrammes } from "./read-programmes.ts";
import { settleReferrals } from "./settle-referrals.ts";
import { inheritMemberships } from "./work-memberships.ts";

/**
 * Makes everything of one member another's: points with their dates, open reservations, orders, debt. What comes in later for the one
 * that is gone goes to the other. Twice is once: a member that is merged has nothing left to give.
 */
export async function mergeMembers(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  from: string,
  into: string,
  reason: "merged" | "guest_claimed",
): Promise<void> {
  if (from === into) return;
  const before = await lockPositions(transaction, shop.id, [from, into], "all");
  const source = before.get(from);
  const target = before.get(into);
  if (!source || !target) return;
  const merged = merge(source, target);
  const entry: Entry = {
    member: into,
    kind: "merge",
    key: `member:${from}:merge:${into}`,
    inputs: { from, into },
    occurredAt: now.getTime(),
    orderGid: null,
    reservation: null,
    reason: { code: reason },
    actor: null,
    points: source.pending + source.available - source.debt,
    postings: merged.postings,
  };
  // Lots move first: the positions that are written next belong to their new member.
  await moveLots(transaction, shop.id, from, into);
  await moveOrders(transaction, shop.id, from, into);
  await moveUses(transaction, shop.id, from, into);
  await moveReservations(transaction, shop.id, from, into);
  await moveTiers(transaction, shop.id, from, into);
  await moveClaims(transaction, shop.id, from, into);
  await moveSavings(transaction, shop.id, from, into);
  await mergeEvents(transaction, shop.id, from, into);
  await moveFacts(transaction, shop.id, from, into);
  await moveReferrals(transaction, shop.id, from, into);
  await dropSegmentTags(transaction, shop.id, [from]);
  await moveTierCredits(transaction, shop.id, from, into);
  await moveAnswers(transaction, shop.id, from, into);
  await moveOffers(transaction, shop.id, from, into);
  await moveImported(transaction, shop.id, from, into);
  await book(transaction, shop, now, {
    entries: entry.postings.length > 0 ? [entry] : [],
    before,
    after: new Map([
      [from, merged.from],
      [into, merged.into],
    ]),
  });
  await markMerged(transaction, shop.id, from, into);
  await inheritMemberships(transaction, shop, now, from, into);
  const referrals = await referralsWith(transaction, shop.id, [into]);
  // Who brought in and who was brought in may be one person now, or a friend somebody who had bought before.
  if (referrals.length > 0) {
    const programmes = await readProgrammes(transaction, shop);
    await settleReferrals(transaction, { shop, now, programmes }, referrals);
  }
}

/**
 * Two customers were merged at Shopify: the deleted one's points go to the kept one. Either may be heard of here for the first time: both are
 * enrolled, so that a late event of the one that is gone still finds its heir.
 */
export async function mergeCustomers(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  deletedGid: string,
  keptGid: string,
): Promise<void> {
  if (deletedGid === keptGid) return;
  const both = [deletedGid, keptGid].map((customerGid) => ({ customerGid, email: null, joinedAt: now.getTime() }));
  await enrolCustomers(transaction, shop.id, both);
  const members = await membersByCustomer(transaction, shop.id, [deletedGid, keptGid]);
  const from = members.get(deletedGid);
  const into = members.get(keptGid);
  if (from && into) await mergeMembers(transaction, shop, now, from.id, into.id, "merged");
}

/** Guests whose e-mail address turns out to be a customer's: the points that waited for them, and not for too long, become theirs. */
export async function claimGuests(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  customers: readonly { customerGid: string; email: string | null }[],
): Promise<void> {
  const emails = customers.flatMap(({ email }) => (email === null ? [] : [email]));
  const guests = await guestsByEmail(transaction, shop.id, emails);
  if (guests.size === 0) return;
  const members = await membersByCustomer(
    transaction,
    shop.id,
    customers.map(({ customerGid }) => customerGid),
  );
  const programme = versionAt(await readProgrammes(transaction, shop), now.getTime())?.programme;
  for (const { customerGid, email } of customers) {
    const guest = email === null ? undefined : guests.get(email);
    const member = members.get(customerGid);
    if (!guest || !member) continue;
    guests.delete(guest.email ?? "");
    if (programme) await lapsePointsOfGuest(transaction, shop, now, guest.id, programme.guestDays);
    await mergeMembers(transaction, shop, now, guest.id, member.id, "guest_claimed");
  }
}
