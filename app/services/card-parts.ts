import type { Card } from "../contracts/card.ts";
import type { Programme } from "../domain/programme/programme.ts";
import { paceSince } from "../domain/savings/saving.ts";
import { claimParts } from "../domain/wallet/card-claims.ts";
import type { Transaction } from "../persistence/database.ts";
import { claimStates } from "../persistence/savings.ts";
import { membershipCards } from "./held-memberships.ts";
import { offerCards } from "./offer-cards.ts";
import { referralCards } from "./referral-cards.ts";
import { refusedRewards, rewardCards } from "./reward-states.ts";
import { tierCards } from "./tier-effects.ts";

/**
 * What members' cards say beside balance, cart rewards and reservations. Read after the state that is written with it, so that a card never
 * carries older parts than its digest stands for: whoever changes one owes the wallet in the same transaction.
 *
 * @param members with the points that they can spend
 */
export async function cardParts(
  database: Pick<Transaction, "query">,
  shop: { id: number; domain: string },
  programme: Programme,
  members: readonly { member: string; available: number }[],
  now: Date,
): Promise<Map<string, Partial<Card>>> {
  const ids = members.map(({ member }) => member);
  const states = await claimStates(database, shop.id, ids, new Date(paceSince(now.getTime())));
  const referrals = await referralCards(database, shop, programme, ids, now);
  const held = await membershipCards(database, shop, programme, ids);
  const tiers = await tierCards(database, shop, programme, ids);
  const refused = await refusedRewards(database, shop, programme.claimRewards, ids, now);
  const rewards = await rewardCards(database, shop, programme, members, now);
  const offers = await offerCards(database, shop, programme, ids, now);
  return new Map(
    members.map(({ member, available }) => {
      const state = states.get(member) ?? { claims: [], saving: null };
      return [
        member,
        {
          ...claimParts(programme, available, state, refused?.get(member) ?? new Map(), now.getTime()),
          ...rewards.get(member),
          ...tiers.get(member),
          ...held.get(member),
          ...referrals.get(member),
          ...offers.get(member),
        },
      ];
    }),
  );
}
