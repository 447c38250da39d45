import type { CardReferral } from "../../contracts/card.ts";
import type { Text } from "../../contracts/wallet.ts";
import { moneyWords } from "../money/money-words.ts";
import type { Referrals, WelcomeReward } from "../programme/compile-referrals.ts";
import { pointsWords } from "../wallet/points-words.ts";
import type { ReferralReason, ReferralState } from "./standing.ts";

/** Where a member's link begins in the storefront; the code follows. */
export const LINK_PATH = "/apps/zegel/r/";

/** Friends of a member, as the member is shown them: numbers, and nobody's name. */
export interface ReferralCounts {
  invited: number;
  ordered: number;
  awarded: number;
}

/** What a member's own pages show of bringing in friends. `domain`: "x.myshopify.com", which leads on to the shop's own address. */
export function cardReferralOf(
  referrals: Referrals,
  programme: { name: string; currency: string },
  domain: string,
  code: string,
  counts: ReferralCounts,
): CardReferral {
  const path = `${LINK_PATH}${code}`;
  return {
    code,
    path,
    link: `https://${domain}${path}`,
    title: { en: "Bring in a friend", nl: "Breng een vriend aan" },
    terms: termsWords(referrals, programme.currency),
    share: shareWords(referrals, programme),
    ...counts,
    progress: progressWords(counts),
  };
}

/** "You get 100 points after your friend's first order. Your friend gets €5.00 off that order." */
export function termsWords(referrals: Referrals, currency: string): Text {
  const { advocate, friend, minimumMinor, waitDays } = referrals;
  const points = pointsWords(advocate.points);
  const from = minimumMinor === null ? null : moneyWords(minimumMinor, currency);
  const order: Text = {
    en: from ? `first order from ${from.en}` : "first order",
    nl: from ? `eerste bestelling vanaf ${from.nl}` : "eerste bestelling",
  };
  const when: Text =
    waitDays === 0
      ? { en: "after", nl: "na" }
      : {
          en: `${waitDays} ${waitDays === 1 ? "day" : "days"} after`,
          nl: `${waitDays} ${waitDays === 1 ? "dag" : "dagen"} na`,
        };
  const forFriend = friendWords(friend, currency);
  return {
    en: `You get ${points.en} ${when.en} your friend's ${order.en}.${forFriend ? ` Your friend gets ${forFriend.en}.` : ""}`,
    nl: `Je krijgt ${points.nl} ${when.nl} de ${order.nl} van je vriend.${forFriend ? ` Je vriend krijgt ${forFriend.nl}.` : ""}`,
  };
}

function friendWords(friend: Referrals["friend"], currency: string): Text | null {
  if (friend === null) return null;
  if ("reward" in friend) {
    const off = offWords(friend.reward, currency);
    const bounds = boundsWords(friend.reward, currency);
    return { en: `${off.en} on it${bounds.en}`, nl: `daarop ${off.nl}${bounds.nl}` };
  }
  const points = pointsWords(friend.points);
  if (friend.at === "sign_up") return { en: `${points.en} for signing up`, nl: `${points.nl} voor het aanmelden` };
  return { en: `${points.en} with it`, nl: `daarbij ${points.nl}` };
}

/** "€5.00 off (from €20.00)". */
export function welcomeWords(reward: WelcomeReward, currency: string): Text {
  const off = offWords(reward, currency);
  const bounds = boundsWords(reward, currency);
  return { en: `${off.en}${bounds.en}`, nl: `${off.nl}${bounds.nl}` };
}

function offWords(reward: WelcomeReward, currency: string): Text {
  if (reward.code === "free_shipping") return { en: "free shipping", nl: "gratis verzending" };
  if (reward.code === "percent_off") return { en: `${reward.percent}% off`, nl: `${reward.percent}% korting` };
  const amount = moneyWords(reward.amountMinor, currency);
  return { en: `${amount.en} off`, nl: `${amount.nl} korting` };
}

/** " (up to €5.00, from €20.00)"; nothing without either. */
function boundsWords(reward: WelcomeReward, currency: string): Text {
  const bounds: Text[] = [];
  if (reward.code !== "amount_off" && reward.maximumMinor !== null) {
    const most = moneyWords(reward.maximumMinor, currency);
    bounds.push({ en: `up to ${most.en}`, nl: `hoogstens ${most.nl}` });
  }
  if (reward.minimumMinor !== null) {
    const least = moneyWords(reward.minimumMinor, currency);
    bounds.push({ en: `from ${least.en}`, nl: `vanaf ${least.nl}` });
  }
  if (bounds.length === 0) return { en: "", nl: "" };
  return {
    en: ` (${bounds.map(({ en }) => en).join(", ")})`,
    nl: ` (${bounds.map(({ nl }) => nl).join(", ")})`,
  };
}

/** What a member sends along with the link. */
function shareWords({ friend }: Referrals, { name, currency }: { name: string; currency: string }): Text {
  if (friend === null) return { en: `I buy here, have a look (${name}):`, nl: `Ik koop hier, kijk eens (${name}):` };
  if ("reward" in friend) {
    const off = welcomeWords(friend.reward, currency);
    return {
      en: `With my link your first order gets ${off.en} (${name}):`,
      nl: `Met mijn link krijgt je eerste bestelling ${off.nl} (${name}):`,
    };
  }
  const points = pointsWords(friend.points);
  const when =
    friend.at === "sign_up"
      ? { en: "for signing up", nl: "voor je aanmelding" }
      : { en: "with your first order", nl: "bij je eerste bestelling" };
  return {
    en: `With my link you get ${points.en} ${when.en} (${name}):`,
    nl: `Met mijn link krijg je ${points.nl} ${when.nl} (${name}):`,
  };
}

function progressWords({ invited, ordered, awarded }: ReferralCounts): Text {
  if (invited === 0) return { en: "Nobody has come by your link yet.", nl: "Er is nog niemand via je link gekomen." };
  return {
    en: `Friends who came by your link: ${invited}. Ordered: ${ordered}. Rewarded: ${awarded}.`,
    nl: `Vrienden die via je link kwamen: ${invited}. Besteld: ${ordered}. Beloond: ${awarded}.`,
  };
}

/** Where a referral stands, for the merchant. */
export const STATE_WORDS: Record<ReferralState, Text> = {
  invited: { en: "Came by the link, has not ordered yet", nl: "Kwam via de link, heeft nog niet besteld" },
  ordered: { en: "Ordered, not paid yet", nl: "Besteld, nog niet betaald" },
  waiting: { en: "Paid, the waiting time runs", nl: "Betaald, de wachttijd loopt" },
  held: { en: "Waits for your decision", nl: "Wacht op je beslissing" },
  awarded: { en: "Rewarded", nl: "Beloond" },
  refused: { en: "Not rewarded", nl: "Niet beloond" },
  revoked: { en: "Reward taken back", nl: "Beloning teruggenomen" },
};

/** Why, for the merchant. */
export const REASON_WORDS: Record<ReferralReason, Text> = {
  self: {
    en: "Who brought in and who was brought in are the same customer.",
    nl: "Wie aanbracht en wie werd aangebracht zijn dezelfde klant.",
  },
  not_new: { en: "The friend had bought before.", nl: "De vriend had al eerder gekocht." },
  link_expired: {
    en: "The visit by the link was too long before the order.",
    nl: "Het bezoek via de link was te lang vóór de bestelling.",
  },
  friend_unknown: {
    en: "The order names neither a customer nor an e-mail address.",
    nl: "De bestelling noemt geen klant en geen e-mailadres.",
  },
  advocate_gone: {
    en: "Whoever brought the friend in is no longer a member.",
    nl: "Wie de vriend aanbracht, is geen lid meer.",
  },
  cancelled: { en: "The friend's order was cancelled.", nl: "De bestelling van de vriend is geannuleerd." },
  refunded: {
    en: "What the friend kept of the order is too little after refunds.",
    nl: "Wat de vriend van de bestelling hield, is na terugbetaling te weinig.",
  },
  below_minimum: {
    en: "The friend's order came to less than the minimum.",
    nl: "De bestelling van de vriend bleef onder het minimum.",
  },
  score: { en: "Too much speaks against it.", nl: "Er pleit te veel tegen." },
  merchant: { en: "You refused it.", nl: "Je hebt het geweigerd." },
  audience: {
    en: "Whoever brought the friend in is not among those who may.",
    nl: "Wie de vriend aanbracht, hoort niet bij wie dat mogen.",
  },
  limit: {
    en: "Whoever brought the friend in has brought in as many as count for now.",
    nl: "Wie de vriend aanbracht, heeft er voorlopig zoveel aangebracht als er tellen.",
  },
  review: {
    en: "What speaks against it adds up to a score from which you decide.",
    nl: "Wat ertegen pleit, telt op tot een score vanaf welke jij beslist.",
  },
};
