import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import type { ReferralReason, ReferralState } from "../domain/referrals/standing.ts";
import { lockShopWork } from "../persistence/positions.ts";
import { decideReferral, stateOfReferral } from "../persistence/referral-examinations.ts";
import { wakeDelivery } from "./book.ts";
import { readProgrammes } from "./read-programmes.ts";
import { settleReferrals } from "./settle-referrals.ts";

export type ReviewOutcome =
  /** Where the referral stands after it. An approved one is rewarded at once; a refused one never, and what was given is taken back. */
  | { outcome: "decided"; state: ReferralState; reason: ReferralReason | null }
  | { outcome: "unknown_referral" }
  /** There is nothing to approve: it is not held, and nothing but facts keeps it from being rewarded. */
  | { outcome: "nothing_to_decide"; state: ReferralState; reason: ReferralReason | null };

/** Reasons that are a judgement: a merchant may say otherwise. All others are facts. */
const JUDGEMENTS: ReadonlySet<ReferralReason> = new Set(["review", "score", "merchant", "audience"]);

/**
 * The merchant's word about a referral: approves what is held or was refused for its score, or refuses any, also one that was rewarded. The
 * last word counts, and can be said again.
 */
export async function reviewReferral(
  app: AppContext,
  shop: ShopFacts,
  { id, decision, actor }: { id: string; decision: "approved" | "refused"; actor: string },
): Promise<ReviewOutcome> {
  if (!/^\d{1,18}$/.test(id)) return { outcome: "unknown_referral" };
  return app.database.transaction(async (transaction): Promise<ReviewOutcome> => {
    await lockShopWork(transaction, shop.id);
    const before = await stateOfReferral(transaction, shop.id, id);
    if (!before) return { outcome: "unknown_referral" };
    if (decision === "approved" && (before.reason === null || !JUDGEMENTS.has(before.reason)))
      return { outcome: "nothing_to_decide", ...before };
    const now = app.clock.now();
    await decideReferral(transaction, shop.id, id, { decision, decidedBy: actor, decidedAt: now });
    await settleReferrals(transaction, { shop, now, programmes: await readProgrammes(transaction, shop) }, [id]);
    await wakeDelivery(transaction, shop.id);
    const after = await stateOfReferral(transaction, shop.id, id);
    return after ? { outcome: "decided", ...after } : { outcome: "unknown_referral" };
  });
}
