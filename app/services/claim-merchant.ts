import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { type ClaimStatus, isOpen } from "../domain/rewards/claim.ts";
import { findClaim } from "../persistence/claims.ts";
import { changeClaims } from "./claim-change.ts";

export type ClaimWorkOutcome =
  | { outcome: "changed"; status: ClaimStatus }
  /** It is that already: the same click twice. */
  | { outcome: "unchanged"; status: ClaimStatus }
  /** Not from where it stands: a gift card that was issued, or something that was given back meanwhile. */
  | { outcome: "too_late"; status: ClaimStatus }
  /** Shopify has been asked to issue it and has not answered; nothing was changed. */
  | { outcome: "being_issued" }
  | { outcome: "unknown_claim" };

interface ClaimWork {
  ref: string;
  /** The merchant's words to the member, such as where a parcel can be followed. */
  note?: string;
  actor: string;
}

/** The merchant has it ready for the member: a parcel was sent, a styling session arranged. Held points are spent. */
export function readyClaim(app: AppContext, shop: ShopFacts, work: ClaimWork): Promise<ClaimWorkOutcome> {
  return change(app, shop, work, () => "ready");
}

/** Nothing is left to do: it arrived, took place, or was used. A tag that it gave is taken off. */
export function fulfilClaim(app: AppContext, shop: ShopFacts, work: ClaimWork): Promise<ClaimWorkOutcome> {
  return change(app, shop, work, () => "fulfilled");
}

/** The merchant cannot give it, or takes it back: all points return with the expiry that they had. */
export function refuseClaim(app: AppContext, shop: ShopFacts, work: ClaimWork): Promise<ClaimWorkOutcome> {
  return change(app, shop, work, (status) => (isOpen(status) ? "refused" : "returned"));
}

async function change(
  app: AppContext,
  shop: ShopFacts,
  { ref, note, actor }: ClaimWork,
  wanted: (from: ClaimStatus) => ClaimStatus,
): Promise<ClaimWorkOutcome> {
  return app.database.transaction(async (transaction) => {
    const claim = await findClaim(transaction, shop.id, ref);
    if (!claim) return { outcome: "unknown_claim" };
    const to = wanted(claim.status);
    const refusal = to === "refused" || to === "returned" ? { refusal: "merchant" } : {};
    const change = { claim, to, by: "merchant" as const, note: note ?? null, actor, ...refusal };
    const changed = (await changeClaims(transaction, shop, app.clock.now(), [change])).get(ref);
    if (!changed) return { outcome: "unknown_claim" };
    const { status } = changed;
    if (changed.changed) return { outcome: "changed", status };
    const isGone = to === "returned" && (status === "refused" || status === "released");
    if (status === to || isGone) return { outcome: "unchanged", status };
    return claim.askedAt !== null ? { outcome: "being_issued" } : { outcome: "too_late", status };
  });
}
