import { randomBytes } from "node:crypto";
import type { Card } from "../contracts/card.ts";
import { isAmong, noStanding } from "../domain/programme/audience.ts";
import type { WelcomeReward } from "../domain/programme/compile-referrals.ts";
import type { Programme } from "../domain/programme/programme.ts";
import { cardReferralOf, welcomeWords } from "../domain/referrals/words.ts";
import { type StandingBenefit, type StandingGrant, standingRef } from "../domain/wallet/standing-grant.ts";
import type { Transaction } from "../persistence/database.ts";
import { addCodes, codesOf } from "../persistence/referral-codes.ts";
import { countsOf, openVisits } from "../persistence/referral-members.ts";
import { standingsOf } from "../persistence/standings.ts";
import type { ReadGrants } from "./standing-grants.ts";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH = 10;

/** What cards of these members say of bringing in friends and of having been brought in; members without a link get one. */
export async function referralCards(
  database: Pick<Transaction, "query">,
  shop: { id: number; domain: string },
  programme: Programme,
  members: readonly string[],
  now: Date,
): Promise<Map<string, Pick<Card, "referral" | "welcome">>> {
  const cards = new Map<string, Pick<Card, "referral" | "welcome">>();
  const { referrals } = programme;
  for (const { friendId, terms } of await openVisitsWithReward(database, shop.id, programme, members))
    cards.set(friendId, { welcome: welcomeWords(terms, programme.currency) });
  if (referrals === null || members.length === 0) return cards;
  const standings = referrals.audience === null ? null : await standingsOf(database, shop.id, members);
  const may = members.filter((member) => isAmong(referrals.audience, standings?.get(member) ?? noStanding));
  const codes = await ensureCodes(database, shop.id, may, now);
  const counts = await countsOf(database, shop.id, may);
  for (const [member, code] of codes) {
    const counted = counts.get(member) ?? { invited: 0, ordered: 0, awarded: 0 };
    const referral = cardReferralOf(referrals, programme, shop.domain, code, counted);
    cards.set(member, { ...cards.get(member), referral });
  }
  return cards;
}

async function ensureCodes(
  database: Pick<Transaction, "query">,
  shopId: number,
  members: readonly string[],
  now: Date,
): Promise<Map<string, string>> {
  const known = await codesOf(database, shopId, members);
  const missing = members.filter((member) => !known.has(member));
  if (missing.length === 0) return known;
  const made = missing.map((member) => ({ member, code: newCode() }));
  await addCodes(database, shopId, made, now);
  return codesOf(database, shopId, members);
}

/** 50 random bits: says nothing of whose it is or when it was made, and nobody comes upon one by trying. */
function newCode(): string {
  return [...randomBytes(CODE_LENGTH)].map((byte) => CROCKFORD[byte % 32]).join("");
}

async function openVisitsWithReward(
  database: Pick<Transaction, "query">,
  shopId: number,
  programme: Programme,
  members: readonly string[],
): Promise<{ id: string; friendId: string; terms: WelcomeReward }[]> {
  if (programme.referrals === null || members.length === 0) return [];
  const visits = await openVisits(database, shopId, members);
  return visits.flatMap(({ id, friendId, terms: { friend } }) =>
    friend && "reward" in friend ? [{ id, friendId, terms: friend.reward }] : [],
  );
}

/** What waits for the first order of those who came by a link and signed in. */
export const referralGrants: ReadGrants = async (database, shop, programme, members) => {
  const grants = new Map<string, StandingGrant[]>();
  for (const { id, friendId, terms } of await openVisitsWithReward(database, shop.id, programme, members)) {
    const ref = standingRef(friendId, "referral", id);
    const title = welcomeWords(terms, programme.currency);
    grants.set(friendId, [{ ref, source: "referral", id, title, benefit: benefitOf(terms) }]);
  }
  return grants;
};

function benefitOf(reward: WelcomeReward): StandingBenefit {
  if (reward.code === "amount_off") return { ...reward, goods: null };
  if (reward.code === "percent_off") return { ...reward, goods: null, pieces: null };
  return reward;
}
