import { type Exchange, exchangeAt } from "./money.ts";
import { type Grant, grantsOf, type RewardKind, readWallet } from "./wallet.ts";

/** What both input queries ask of a cart, by the queries' names. `json` is the only part whose shape Shopify does not promise. */
export interface CartInput {
  cart: {
    /** The cart attribute `_zegel`. */
    wish: { value: string | null } | null;
    /** The cart metafield `$app:wish`. */
    checkoutWish: { value: string } | null;
    buyer: { isAuthenticated: boolean; customer: { wallet: { json: unknown } | null } | null } | null;
    till: { id: string } | null;
    cost: { goods: { currency: string } };
  };
  discount: { classes: string[] };
  rate: string;
}

/** A line's product and whether that is a gift card; empty for a custom product, which is goods like any other. */
export interface LineInput {
  m: { p?: { g: boolean } };
}

export interface Permission {
  programme: string;
  grants: Grant[];
  exchange: Exchange;
}

/** References separated by single spaces, at most twenty: the discount's line must stay below Shopify's 255 characters. */
const WISH = /^[0-9A-HJKMNP-TV-Z]{8}(?: [0-9A-HJKMNP-TV-Z]{8}){0,19}$/;

/**
 * The intersection of what the cart wishes and what the customer's wallet holds, for a buyer who is signed in or stands at a till. A
 * typed e-mail address attaches a customer to the cart too, so the customer alone proves nothing. Null when there is nothing to give.
 */
export function permissionOf({ cart, rate }: CartInput, kinds: readonly RewardKind[]): Permission | null {
  const wished = readWish(cart.wish?.value).concat(readWish(cart.checkoutWish?.value));
  if (wished.length === 0) return null;
  if (cart.buyer?.isAuthenticated !== true && !cart.till) return null;
  const wallet = readWallet(cart.buyer?.customer?.wallet?.json);
  const { currency } = cart.cost.goods;
  const exchange = exchangeAt(rate, currency);
  if (!wallet || !exchange) return null;
  // A cart in the wallet's own currency at a rate other than 1 means that the shop's currency has changed since.
  if (currency === wallet.currency && exchange.rate !== null) return null;
  const grants = grantsOf(wallet, wished, kinds, exchange);
  return grants.length === 0 ? null : { programme: wallet.programme, grants, exchange };
}

/** A text that is anything but references wishes for nothing. Anyone can have written it. */
function readWish(text: string | null | undefined): string[] {
  return typeof text === "string" && WISH.test(text) ? text.split(" ") : [];
}

export function isGiftCard(line: LineInput): boolean {
  return line.m.p?.g === true;
}
