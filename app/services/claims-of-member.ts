import type { AppContext } from "../context.ts";
import type { ClaimsAnswer } from "../contracts/proxy.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { claimDetail } from "../domain/wallet/card-claims.ts";
import { claimsOfMember } from "../persistence/claims.ts";
import { membersByCustomer } from "../persistence/members.ts";

const MOST_SHOWN = 50;

/** A member's claims with what is told to them alone: the code of a gift card, instructions, the merchant's words. */
export async function readClaims(app: AppContext, shop: ShopFacts, customerGid: string): Promise<ClaimsAnswer> {
  const { pool } = app.database;
  const member = (await membersByCustomer(pool, shop.id, [customerGid])).get(customerGid);
  const claims = member ? await claimsOfMember(pool, shop.id, member.id, MOST_SHOWN) : [];
  return { ok: true, claims: claims.map((claim) => claimDetail({ ...claim, isAsked: claim.askedAt !== null })) };
}
