/**
 * What the server writes into Shopify for others to read. Types only: the Function and the extensions import this
 * file and may carry no library for it.
 */

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
