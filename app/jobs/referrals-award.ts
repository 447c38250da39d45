import type { AppContext } from "../context.ts";
import { awardReferrals } from "../services/award-referrals.ts";
import { findShopFacts } from "../services/find-shop.ts";

/** `referrals.award`: what the sweep would do about friends' orders in a few minutes, for programmes that let nobody wait. */
export async function awardReferralsJob(app: AppContext, shopId: number): Promise<void> {
  const { facts } = await findShopFacts(app, shopId);
  if (facts) await awardReferrals(app, facts);
}
