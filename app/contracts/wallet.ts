/**
 * What the server writes into Shopify for others to read. Types only: the Function and the extensions import this
 * file and may carry no library for it.
 */

/** Customer metafield `$app:wallet`: what this customer may have. The Function's only authority; never the balance. */
export const WALLET_KEY = "wallet";
/** Customer metafield `$app:card`: what the theme and the checkout show to this customer. */
export const CARD_KEY = "card";
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
  reservations: WalletReservation[];
}

export type WalletReservation = {
  /** Short reference, 8 characters of Crockford's base 32. */
  ref: string;
  /** Goods must come to at least this. */
  minimumMinor?: number;
} & (
  | { kind: "amount_off"; amountMinor: number }
  | { kind: "percent_off"; percent: number; maximumMinor?: number }
  | { kind: "free_shipping"; maximumMinor?: number }
);

/**
 * The wallet as the metafield holds it, by position: reading one name costs the Function 2,400 instructions of its engine, a place in a
 * list 1,200, and a decimal text 15,000 once it is used, so that a wallet of one reservation costs 18,000 instead of 70,000.
 */
export type StoredWallet = [
  version: Wallet["version"],
  programme: string,
  currency: string,
  exponent: number,
  reservations: StoredReservation[],
];
export const VERSION = 0;
export const PROGRAMME = 1;
export const CURRENCY = 2;
export const EXPONENT = 3;
export const RESERVATIONS = 4;

/** How `StoredReservation` writes `kind`; the words would cost the Function another 1,000 instructions a reservation. */
export const AMOUNT_OFF = "a";
export const PERCENT_OFF = "p";
export const FREE_SHIPPING = "s";

/** `upperMinor` is the amount of `amount_off`, otherwise the maximum or null; `minimumMinor` is 0 without one; only `percent_off` has the last. */
export type StoredReservation = [
  ref: string,
  kind: typeof AMOUNT_OFF | typeof PERCENT_OFF | typeof FREE_SHIPPING,
  upperMinor: number | null,
  minimumMinor: number,
  percent?: number,
];
export const REF = 0;
export const KIND = 1;
export const UPPER = 2;
export const MINIMUM = 3;
export const PERCENT = 4;

export function storedWallet({ version, programme, currency, exponent, reservations }: Wallet): StoredWallet {
  return [version, programme, currency, exponent, reservations.map(storedReservation)];
}

function storedReservation(held: WalletReservation): StoredReservation {
  const minimum = held.minimumMinor ?? 0;
  if (held.kind === "amount_off") return [held.ref, AMOUNT_OFF, held.amountMinor, minimum];
  const maximum = held.maximumMinor ?? null;
  if (held.kind === "percent_off") return [held.ref, PERCENT_OFF, maximum, minimum, held.percent];
  return [held.ref, FREE_SHIPPING, maximum, minimum];
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
}

export interface CardReward {
  id: string;
  cost: number;
  /** "€5.00 off". */
  title: Text;
  /** "100 points". */
  price: Text;
  /** Whether the balance reaches; otherwise `missing` says by how many points it does not, `hint` says it in words. */
  affordable: boolean;
  missing: number;
  hint: Text;
}

export interface CardReservation {
  ref: string;
  reward: string;
  points: number;
  title: Text;
  /** UTC, ISO 8601. */
  expiresAt: string;
}

/** What everyone may see of the programme. */
export interface ProgrammeCard {
  version: 1;
  name: string;
  /** Points for each `perMinor` minor units of the shop's currency, rounded as `rounding` says; absent when no such rule is on. */
  earn?: { points: number; perMinor: number; rounding: "down" | "nearest" | "up" };
  /** "For every €1.00 you get 1 point. 100 points are €5.00 off." */
  sentence: Text;
  rewards: { id: string; cost: number; title: Text; price: Text }[];
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
