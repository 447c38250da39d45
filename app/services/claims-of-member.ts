import type { AppContext } from "../context.ts";
import type { ClaimsAnswer } from "../contracts/proxy.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { moneyWords } from "../domain/money/money-words.ts";
import { claimDetail } from "../domain/wallet/card-claims.ts";
import { claimsOfMember, donatedSoFar } from "../persistence/claims.ts";
import { membersByCustomer } from "../persistence/members.ts";

const MOST_SHOWN = 50;

/** A member's claims with what is told to them alone: the code of a gift card, instructions, the merchant's words. */
export async function readClaims(app: AppContext, shop: ShopFacts, customerGid: string): Promise<ClaimsAnswer> {
  const { pool } = app.database;
  const member = (await membersByCustomer(pool, shop.id, [customerGid])).get(customerGid);
  const claims = member ? await claimsOfMember(pool, shop.id, member.id, MOST_SHOWN) : [];
  const donations = await donatedSoFar(pool, shop.id);
  return {
    ok: true,
    claims: claims.map((claim) => claimDetail({ ...claim, isAsked: claim.askedAt !== null })),
    donated: donations.map(({ rewardId, amountMinor, times }) => {
      const amount = moneyWords(amountMinor, shop.currency);
      const text = { en: `${amount.en} given so far.`, nl: `Tot nu toe ${amount.nl} gegeven.` };
      return { reward: rewardId, times, text };
    }),
  };
}
