/**
 * What the server writes into Shopify for others to read. Types only: the Function and the extensions import this
 * file and may carry no library for it. Money is Shopify's decimal text in the shop's currency.
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

export interface Wallet {
  version: 1;
  /** The programme's name, for the discount's line. */
  programme: string;
  /** The shop's currency, ISO 4217. */
  currency: string;
  reservations: WalletReservation[];
}

export type WalletReservation = {
  /** Short reference, 8 characters of Crockford's base 32. */
  ref: string;
  /** Goods must come to at least this. */
  minimum?: string;
} & (
  | { kind: "amount_off"; amount: string }
  | { kind: "percent_off"; percent: number; maximum?: string }
  | { kind: "free_shipping"; maximum?: string }
);

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

/** The discount's line on cart and order: programme and reference, as `discountMessage` writes and `refsInMessage` reads them. */
export function discountMessage(programme: string, refs: readonly string[]): string {
  return `${programme} (${refs.join(" ")})`;
}

const REFS_AT_THE_END = /\(([0-9A-HJKMNP-TV-Z]{8}(?: [0-9A-HJKMNP-TV-Z]{8})*)\)\s*$/;

/** The references in a discount's line; none when the line is not ours. */
export function refsInMessage(message: string): string[] {
  return REFS_AT_THE_END.exec(message)?.[1]?.split(" ") ?? [];
}
