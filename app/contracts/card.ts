import type { SelectionSettings } from "./selection.ts";
import type { Text } from "./wallet.ts";

/**
 * What theme and checkout show, every sentence ready in both languages: the customer metafield `$app:card` for a member, the shop metafield
 * `$app:programme` for everyone. Types only, as in `wallet.ts`.
 */

export interface Card {
  version: 1;
  programme: string;
  points: number;
  pending: number;
  debt: number;
  /** "500 points (worth €25.00)" in both languages, ready to print. */
  balance: Text;
  rewards: CardReward[];
  reservations: CardReservation[];
  /** Whether a cart is to be given the best reward by itself. */
  auto?: true;
  /** Rewards that need no cart; left out where there are none. */
  claimable?: CardReward[];
  /** The newest first, at most ten; left out without any. */
  claims?: CardClaim[];
  saving?: CardSaving;
  /** For programmes with levels. */
  tier?: CardTier;
  /** Paid memberships that the member has now; left out without any. */
  memberships?: CardMembership[];
  /** This week's personal offers; left out without any. */
  offers?: CardOffers;
  /** For members who may bring in friends. */
  referral?: CardReferral;
  /** What waits for the first order of somebody who came by a link: "€5.00 off". */
  welcome?: Text;
}

/** A week's offers of a member: some to choose from, some of them to activate. */
export interface CardOffers {
  /** The first moment at which they are gone; UTC, ISO 8601. */
  endsAt: string;
  /** "Through 11 January 2026". */
  until: Text;
  /** How many may still be activated; and in words. */
  left: number;
  choose: Text;
  list: CardOffer[];
}

export interface CardOffer {
  ref: string;
  /** "25% off Coffee beans". */
  title: Text;
  /** "You bought this 4 times." */
  why: Text;
  state: "offered" | "active" | "used";
  /** The product's handle. */
  product?: string;
  image?: string;
}

/** A member's link and what came of it: numbers, and nobody's name. */
export interface CardReferral {
  code: string;
  /** After the storefront's own address: "/apps/zegel/r/7K3M9QX2PD". */
  path: string;
  link: string;
  title: Text;
  /** What both get, and when. */
  terms: Text;
  /** To be sent with the link, which follows it. */
  share: Text;
  invited: number;
  ordered: number;
  awarded: number;
  /** The three in a sentence. */
  progress: Text;
}

/** A member's level; without id and name below the first. */
export interface CardTier {
  id?: string;
  name?: Text;
  /** "10% off", "Free shipping", "2 times the points". */
  perks: Text[];
  /** When it ends if nothing more is bought (UTC, ISO 8601), and in words: "Gold until 31 December 2027". */
  endsAt?: string;
  until?: Text;
  /** Towards the next level: a bar from 0 to 99 per cent, and "€120.00 more to Gold". Left out on the highest. */
  progress?: { level: string; name: Text; percent: number; text: Text };
}

/** A level as everybody may see it. */
export interface CardLevel {
  id: string;
  name: Text;
  /** "From €500.00 in twelve months". */
  from: Text;
  perks: Text[];
}

export interface CardMembership {
  id: string;
  name: Text;
  /** In its days of grace the benefits stay, so that it can be renewed. */
  status: "running" | "grace";
  /** The first moment that is not paid for; UTC, ISO 8601. */
  endsAt: string;
  /** "Through 5 January 2027". */
  text: Text;
  /** "10% off", "Free shipping". */
  perks: Text[];
}

export interface CardReward {
  id: string;
  cost: number;
  /** "€5.00 off". */
  title: Text;
  /** "100 points". */
  price: Text;
  /** Whether it may be taken now; otherwise `hint` says why not, and `missing` how many points the balance lacks. */
  affordable: boolean;
  missing: number;
  hint: Text;
  /** Where the shopper chooses how much: what their points reach, the least first. "300 points: €3.00 off". */
  choices?: { points: number; text: Text }[];
  /** What the reward makes free, to be put in the cart with it: a variant's number, or a product's handle. */
  add?: { variant: string } | { product: string };
}

/** A reward that needs no cart, as a member claimed it. */
export interface CardClaim {
  ref: string;
  reward: string;
  points: number;
  title: Text;
  /** "Your gift card is on its way." */
  text: Text;
  /** domain/rewards/claim. Only what is waiting or claimed, and a place before its hour, can be given back. */
  status: "waiting" | "claimed" | "ready" | "fulfilled" | "released" | "refused" | "returned";
  canGiveBack: boolean;
  /** Whether `GET claims` has more to say of it: a code, instructions or the merchant's words. */
  hasMore: boolean;
}

/** What the member alone is told, when they ask. */
export interface ClaimDetail extends CardClaim {
  /** UTC, ISO 8601. */
  claimedAt: string;
  endsAt: string | null;
  /** Of a gift card that was issued. */
  code: string | null;
  /** What to do with it; the merchant's words. */
  instructions: Text | null;
  note: string | null;
}

/** What a member saves for, with how far they are. */
export interface CardSaving {
  reward: string;
  title: Text;
  /** 0 when the reward is not offered any more. */
  cost: number;
  missing: number;
  /** 0 to 100, rounded down: 100 only when the points suffice. */
  percent: number;
  isReached: boolean;
  /** "60 of 100 points; at your pace about 12 March 2027." */
  text: Text;
  /** The day (YYYY-MM-DD) on which the points suffice at the member's own pace; null where nothing can be said. */
  expectedOn: string | null;
}

export interface CardReservation {
  ref: string;
  reward: string;
  points: number;
  title: Text;
  /** UTC, ISO 8601. */
  expiresAt: string;
}

/** What a rule gives for goods: `points` for each `perMinor` of their price, or a piece where that is absent. */
export interface CardRule {
  points: number;
  perMinor?: number;
  rounding: "down" | "nearest" | "up";
  /** Names in small letters; absent for all goods. */
  goods?: SelectionSettings;
  /** No rule after it counts for its goods. */
  stop?: true;
  /** Of all that say so only the one that gives most counts. */
  best?: true;
}

/** Multiplies what rules give, now; the first that has the goods counts. */
export interface CardCampaign {
  factorHundredths: number;
  goods?: SelectionSettings;
}

/** What everyone may see of the programme. */
export interface ProgrammeCard {
  version: 1;
  name: string;
  /** Points for each `perMinor` minor units of the shop's currency, rounded as `rounding` says; absent when no such rule is on. */
  earn?: { points: number; perMinor: number; rounding: "down" | "nearest" | "up" };
  /** Where goods do not all earn alike: the rules for everybody, in the order in which they are looked at. Absent where `earn` says it all. */
  goods?: { rules: CardRule[]; campaigns: CardCampaign[] };
  /** "For every €1.00 you get 1 point. 100 points are €5.00 off." */
  sentence: Text;
  /** What else earns points, for everybody: "Writing a review gets 25 points." Left out without any. */
  ways?: Text[];
  /** "You get 200 points 14 days after your friend's first order." Left out where not everybody may bring in friends. */
  referral?: Text;
  rewards: { id: string; cost: number; title: Text; price: Text }[];
  /** Those that need no cart; left out without any. */
  claimable?: { id: string; cost: number; title: Text; price: Text; hint?: Text }[];
  /** Left out without any. */
  memberships?: ProgrammeMembership[];
  /** From the lowest to the highest; left out without levels. */
  levels?: CardLevel[];
}

/** A paid membership, with what a theme needs to say what it saves on a cart. Amounts in hundredths of the shop's currency, as Liquid has them. */
export interface ProgrammeMembership {
  id: string;
  name: Text;
  /** "10% off", "Free shipping". */
  benefits: Text[];
  /** Goods that sell it, in small letters; absent where a selling plan alone does. */
  soldBy?: SelectionSettings;
  price?: number;
  priceText?: Text;
  /** What sending usually costs, while a cart does not know it. */
  usualShipping?: number;
  /** Amounts are rounded down to so many hundredths: 100 in currencies without decimals. */
  unit: number;
  /** Off some goods, the highest first: a line is made cheaper once. */
  ofGoods: CardPercentOff[];
  /** Of these the best off all that is left. */
  ofAll: CardPercentOff[];
  ofShipping: CardShippingOff[];
  /** "Save [saves] on this order with Premium for €10.00. …"; the second where it saves less than it costs, with "[orders]". */
  sum: Text;
  sumOfMore: Text;
}

export interface CardShippingOff {
  minimum?: number;
  maximum?: number;
}

export interface CardPercentOff extends CardShippingOff {
  percent: number;
  /** In small letters. */
  goods?: SelectionSettings;
}
