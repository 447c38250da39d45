/**
 * What the server writes into Shopify for others to read. Types only: the Function and the extensions import this
 * file and may carry no library for it.
 */

import type { SelectionSettings } from "./selection.ts";

/** Customer metafield `$app:wallet`: what this customer may have. The Function's only authority; never the balance. */
export const WALLET_KEY = "wallet";
/** Customer metafield `$app:card`: what the theme and the checkout show to this customer. */
export const CARD_KEY = "card";
/** Discount metafield `$app:cart-variables`: what the Function's query asks of lines. */
export const CART_VARIABLES_KEY = "cart-variables";
/** Discount metafield `$app:cart-goods`: which goods each key of a wallet means. */
export const CART_GOODS_KEY = "cart-goods";
/** Shop metafield `$app:programme`: what the theme shows to everyone. */
export const PROGRAMME_KEY = "programme";
/** Cart attribute in which the storefront wishes for reservations, by reference, separated by spaces. Anyone can write it. */
export const WISH_ATTRIBUTE = "_zegel";
/** Cart metafield `$app:wish`: the same wish, written in checkout. Both count, so that a reward chosen later loses none chosen before. */
export const WISH_KEY = "wish";

export type Text = { en: string; nl: string };

/** A wallet in words; Shopify keeps it as `StoredWallet`. Amounts are minor units of the shop's currency. */
export interface Wallet {
  version: 2;
  /** The programme's name, for the discount's line. */
  programme: string;
  /** The shop's currency, ISO 4217. */
  currency: string;
  /** The currency's decimals: EUR 2, JPY 0, KWD 3. */
  exponent: number;
  /** Given to a cart that wishes for them. */
  reservations: WalletGrant[];
  /** Given without a wish: what a tier, a membership or an activated offer brings. */
  standing: WalletGrant[];
  /** References among `reservations` that are given only where no other of them is. */
  alone: string[];
}

export type WalletGrant = {
  /** Short reference, 8 characters of Crockford's base 32. */
  ref: string;
  /** The cart's goods must come to at least this. */
  minimumMinor?: number;
} & (
  | { kind: "amount_off"; amountMinor: number }
  | { kind: "percent_off"; percent: number; maximumMinor?: number }
  | { kind: "free_shipping"; maximumMinor?: number }
  | { kind: "goods_amount_off"; amountMinor: number; goods: GoodsTarget }
  /** Off at most `pieces` pieces; off all where it is left out. A free product is one of 100 %. */
  | { kind: "goods_percent_off"; percent: number; maximumMinor?: number; goods: GoodsTarget; pieces?: number }
  /** For `buy` pieces of the goods, so much off `pieces` pieces of `get`, the cheapest first; once in a cart. */
  | {
      kind: "buy_get";
      percent: number;
      maximumMinor?: number;
      goods: GoodsTarget;
      buy: number;
      get: GoodsTarget;
      pieces: number;
    }
);

/**
 * Which goods: the key of a selection that the discount's own metafield spells out, or the numbers of products and of variants (the last
 * part of their global ids).
 */
export type GoodsTarget = string | [products: string[], variants: string[]];

/**
 * The wallet as the metafield holds it, by position: reading one name costs the Function 2,400 instructions of its engine, a place in a
 * list 1,200, and a decimal text 15,000 once it is used, so that a wallet of one reservation costs 18,000 instead of 70,000.
 */
export type StoredWallet = [
  version: Wallet["version"],
  programme: string,
  currency: string,
  exponent: number,
  reservations: StoredGrant[],
  standing?: StoredGrant[],
  alone?: string[],
];
export const VERSION = 0;
export const PROGRAMME = 1;
export const CURRENCY = 2;
export const EXPONENT = 3;
export const RESERVATIONS = 4;
export const STANDING = 5;
export const ALONE = 6;

/** How `StoredGrant` writes `kind`; the words would cost the Function another 1,000 instructions a reservation. */
export const AMOUNT_OFF = "a";
export const PERCENT_OFF = "p";
export const FREE_SHIPPING = "s";
export const GOODS_AMOUNT_OFF = "A";
export const GOODS_PERCENT_OFF = "P";
export const BUY_GET = "B";

/**
 * `upperMinor` is the amount of amounts off, otherwise the maximum or null; `minimumMinor` is 0 without one. The rest is left out from
 * where a kind has nothing to say; `pieces` is 0 for all of them.
 */
export type StoredGrant = [
  ref: string,
  kind:
    | typeof AMOUNT_OFF
    | typeof PERCENT_OFF
    | typeof FREE_SHIPPING
    | typeof GOODS_AMOUNT_OFF
    | typeof GOODS_PERCENT_OFF
    | typeof BUY_GET,
  upperMinor: number | null,
  minimumMinor: number,
  percent?: number,
  goods?: GoodsTarget,
  pieces?: number,
  buy?: number,
  get?: GoodsTarget,
];
export const REF = 0;
export const KIND = 1;
export const UPPER = 2;
export const MINIMUM = 3;
export const PERCENT = 4;
export const GOODS = 5;
export const PIECES = 6;
export const BUY = 7;
export const GET = 8;

export function storedWallet(wallet: Wallet): StoredWallet {
  const { version, programme, currency, exponent, reservations, standing, alone } = wallet;
  const stored: StoredWallet = [version, programme, currency, exponent, reservations.map(storedGrant)];
  // The Function reads every character, and looks for more than plain rewards only in a wallet that is longer than theirs.
  const isPlain = reservations.every(({ kind }) => ["amount_off", "percent_off", "free_shipping"].includes(kind));
  if (!isPlain || standing.length > 0 || alone.length > 0) stored.push(standing.map(storedGrant));
  if (alone.length > 0) stored.push(alone);
  return stored;
}

function storedGrant(held: WalletGrant): StoredGrant {
  const { ref, minimumMinor: minimum = 0 } = held;
  if (held.kind === "amount_off") return [ref, AMOUNT_OFF, held.amountMinor, minimum];
  if (held.kind === "goods_amount_off") return [ref, GOODS_AMOUNT_OFF, held.amountMinor, minimum, 0, held.goods];
  const maximum = held.maximumMinor ?? null;
  if (held.kind === "percent_off") return [ref, PERCENT_OFF, maximum, minimum, held.percent];
  if (held.kind === "free_shipping") return [ref, FREE_SHIPPING, maximum, minimum];
  const { percent, goods, pieces = 0 } = held;
  if (held.kind === "goods_percent_off") return [ref, GOODS_PERCENT_OFF, maximum, minimum, percent, goods, pieces];
  return [ref, BUY_GET, maximum, minimum, percent, goods, pieces, held.buy, held.get];
}

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

/**
 * The discount's line on cart and order: programme and references, separated by single spaces, as `refsInMessage` reads them. Concatenated,
 * since a template costs the Function 4,000 instructions more.
 */
export function discountMessage(programme: string, refs: string): string {
  // biome-ignore lint/style/useTemplate: see above
  return programme + " (" + refs + ")";
}

const REFS_AT_THE_END = /\(([0-9A-HJKMNP-TV-Z]{8}(?: [0-9A-HJKMNP-TV-Z]{8})*)\)\s*$/;

/** The references in a discount's line; none when the line is not ours. */
export function refsInMessage(message: string): string[] {
  return REFS_AT_THE_END.exec(message)?.[1]?.split(" ") ?? [];
}
