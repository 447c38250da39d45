import type { ShopFacts } from "../contracts/shop.ts";
import type { Entry } from "../domain/ledger/entry.ts";
import {
  type ClaimActor,
  type ClaimStatus,
  endOf,
  isIssuedAtShopify,
  mayBecome,
  moveClaim,
} from "../domain/rewards/claim.ts";
import {
  type ClaimChange,
  claimSpentShares,
  lockClaims,
  type StoredClaim,
  writeClaims,
} from "../persistence/claims.ts";
import type { Transaction } from "../persistence/database.ts";
import { heldShares } from "../persistence/entries.ts";
import { owe } from "../persistence/outbox.ts";
import { lockPositions } from "../persistence/positions.ts";
import { book, wakeDelivery } from "./book.ts";

export interface WantedChange {
  /** As it was read before; looked at again under lock. */
  claim: Pick<StoredClaim, "ref" | "member">;
  to: ClaimStatus;
  by: ClaimActor;
  issuedGid?: string;
  /** Why it is refused, as a code. */
  refusal?: string;
  note?: string | null;
  actor?: string | null;
}

/**
 * Has claims become what somebody wants them to be, as far as they still may: points, claim and what is owed to Shopify because of it, in one
 * transaction. The same wish again changes nothing. Answers each claim's status as it is now. Ends the transaction's work: it wakes the
 * delivery.
 */
export async function changeClaims(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  wanted: readonly WantedChange[],
): Promise<Map<string, { changed: boolean; status: ClaimStatus }>> {
  const members = wanted.map(({ claim }) => claim.member);
  const before = await lockPositions(transaction, shop.id, members, "all");
  const refs = wanted.map(({ claim }) => claim.ref);
  const current = await lockClaims(transaction, shop.id, refs);
  const held = await heldShares(transaction, shop.id, refs);
  const spent = await claimSpentShares(transaction, shop.id, refs);
  const after = new Map(before);
  const entries: Entry[] = [];
  const changes: ClaimChange[] = [];
  const deliveries: string[] = [];
  const outcomes = new Map<string, { changed: boolean; status: ClaimStatus }>();
  for (const { claim: read, to, by, ...more } of wanted) {
    const claim = current.get(read.ref);
    const position = claim && after.get(claim.member);
    if (!claim || !position) continue;
    // While Shopify may have issued it already, only its answer decides.
    const isUndecided = claim.askedAt !== null && by !== "delivery";
    if (isUndecided || !mayBecome(claim, to, by)) {
      outcomes.set(claim.ref, { changed: false, status: claim.status });
      continue;
    }
    const shares = { held: held.get(claim.ref) ?? [], spent: spent.get(claim.ref) ?? [] };
    const moved = moveClaim(position, claim, to, shares, now.getTime());
    if (moved.entry) entries.push(moved.entry);
    after.set(claim.member, moved.position);
    changes.push({
      ref: claim.ref,
      status: to,
      endsAt: to === "ready" ? endOf(claim.reward, now.getTime()) : null,
      issuedGid: more.issuedGid ?? null,
      refusal: more.refusal ?? null,
      note: more.note ?? null,
      actor: more.actor ?? null,
    });
    outcomes.set(claim.ref, { changed: true, status: to });
    // Access that is over, or was taken back, is to be taken off at Shopify too.
    if (claim.status === "ready" && isIssuedAtShopify(claim.reward)) deliveries.push(claim.ref);
  }
  await book(transaction, shop, now, { entries, before, after });
  await writeClaims(transaction, shop.id, changes, now);
  await owe(transaction, shop.id, "claim", deliveries, now);
  // Cards show claims, also where no points moved.
  const touched = changes.flatMap(({ ref }) => current.get(ref)?.member ?? []);
  await owe(transaction, shop.id, "wallet", touched, now);
  await wakeDelivery(transaction, shop.id);
  return outcomes;
}
