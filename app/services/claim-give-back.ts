import type { AppContext } from "../context.ts";
import type { ClaimAnswer } from "../contracts/proxy.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { isOpen } from "../domain/rewards/claim.ts";
import { findClaim } from "../persistence/claims.ts";
import { membersByCustomer } from "../persistence/members.ts";
import { changeClaims } from "./claim-change.ts";
import { showNow } from "./claim-reward.ts";
import { readCardOf } from "./read-card.ts";
import { refusal } from "./refusals.ts";

/**
 * The member changed their mind: a claim that is not issued yet, or a place before its hour, goes back and its points return. Giving back
 * twice is giving back once.
 */
export async function giveBackClaim(
  app: AppContext,
  shop: ShopFacts,
  { customerGid, ref }: { customerGid: string; ref: string },
): Promise<ClaimAnswer> {
  const now = app.clock.now();
  const outcome = await app.database.transaction(async (transaction) => {
    const member = (await membersByCustomer(transaction, shop.id, [customerGid])).get(customerGid);
    const claim = await findClaim(transaction, shop.id, ref);
    // Another member's claim is not told apart from one that never was.
    if (!member || claim?.member !== member.id) return refusal("unknown_reservation");
    const to = isOpen(claim.status) ? "released" : "returned";
    const isTooLate = claim.endsAt !== null && claim.endsAt <= now.getTime();
    if (isTooLate && to === "returned") return refusal("already_used");
    const changed = await changeClaims(transaction, shop, now, [{ claim, to, by: "member" }]);
    const status = changed.get(ref)?.status;
    if (status === "released" || status === "returned" || status === "refused")
      return { ok: true as const, member: member.id };
    // Shopify may have issued it: its answer decides.
    return status === "claimed" ? refusal("not_ready") : refusal("already_used");
  });
  if (!outcome.ok) return outcome;
  await showNow(app, shop, outcome.member);
  return { ok: true, ref, card: await readCardOf(app, shop, outcome.member) };
}
