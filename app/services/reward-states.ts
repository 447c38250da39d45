import type { Card } from "../contracts/card.ts";
import { noStanding } from "../domain/programme/audience.ts";
import type { RewardTerms } from "../domain/programme/compile-rewards.ts";
import type { Programme } from "../domain/programme/programme.ts";
import { isCounted, periodStart, type TermsRefusal, termsRefusal } from "../domain/rewards/reward-terms.ts";
import { cardRewards } from "../domain/wallet/card.ts";
import type { Transaction } from "../persistence/database.ts";
import { countAllReservations } from "../persistence/reward-uses.ts";
import { findTimezone } from "../persistence/shops.ts";
import { standingsOf } from "../persistence/standings.ts";

const unused = { byMember: 0, byAll: 0, ever: 0 };

/**
 * The cart rewards of members' cards where a programme offers any to some only, for a time, or so often: nobody is left out then. Nobody is in
 * it where all may take all.
 */
export async function rewardCards(
  database: Pick<Transaction, "query">,
  shop: { id: number },
  programme: Programme,
  members: readonly { member: string; available: number }[],
  now: Date,
): Promise<Map<string, Pick<Card, "rewards">>> {
  const ids = members.map(({ member }) => member);
  const refusals = await refusedRewards(database, shop, programme.rewards, ids, now);
  if (refusals === null) return new Map();
  return new Map(
    members.map(({ member, available }) => [
      member,
      { rewards: cardRewards(programme, available, refusals.get(member) ?? new Map()) },
    ]),
  );
}

/** By member, why which of these rewards may not be taken, whatever the points are; null where all may take all. */
export async function refusedRewards(
  database: Pick<Transaction, "query">,
  shop: { id: number },
  rewards: readonly RewardTerms[],
  members: readonly string[],
  now: Date,
): Promise<Map<string, Map<string, TermsRefusal>> | null> {
  const instant = now.getTime();
  const hasTerms = rewards.some((each) => each.audience || each.from !== undefined || each.to !== undefined);
  const counted = rewards.filter(isCounted);
  if (!hasTerms && counted.length === 0) return null;
  const isForSome = rewards.some(({ audience }) => audience !== undefined);
  const standings = isForSome ? await standingsOf(database, shop.id, members) : null;
  const timezone = counted.length === 0 ? "UTC" : await findTimezone(database, shop.id);
  const asked = counted.map(({ id, limits }) => ({
    id,
    since: new Date(periodStart(limits?.per ?? "ever", instant, timezone)),
  }));
  const counts = asked.length === 0 ? [] : await countAllReservations(database, shop.id, asked, members);
  const uses = new Map(counts.map(({ reward, member, use }) => [`${member} ${reward}`, use]));
  return new Map(
    members.map((member) => {
      const refused = new Map<string, TermsRefusal>();
      for (const reward of rewards) {
        const use = uses.get(`${member} ${reward.id}`) ?? unused;
        const why = termsRefusal(reward, instant, standings?.get(member) ?? noStanding, use);
        if (why !== null) refused.set(reward.id, why);
      }
      return [member, refused];
    }),
  );
}
