import {
  ALONE,
  CURRENCY,
  EXPONENT,
  PROGRAMME,
  REF,
  RESERVATIONS,
  STANDING,
  VERSION,
} from "../../../app/contracts/wallet.ts";
import type { CartInput } from "./input.ts";
import { type Exchange, exchangeAt, exponentOf, isOne } from "./money.ts";
import { type Grant, isList, readAnyGrant, readGrant } from "./wallet.ts";

/**
 * What is left of the wallet: what this cart is granted, none twice, with the currency, its decimals and the amounts of the cart. Standing
 * grants come first, since what costs nothing is used before points are; how many they are is said where the wallet holds more than plain
 * rewards. A list like the wallet, since an object would cost 2,000 instructions more.
 */
export type Permission = [
  version: 2,
  programme: string,
  currency: string,
  exponent: number,
  grants: Grant[],
  standingCount?: number,
];
export const STANDING_COUNT = 5;

/** As many references as a discount's line of 255 characters holds beside the programme's name. */
const GRANTS_MAX = 20;

/** References separated by single spaces: as many as a wallet holds. */
const WISH = /^[0-9A-HJKMNP-TV-Z]{8}(?: [0-9A-HJKMNP-TV-Z]{8}){0,59}$/;

/**
 * What the customer's wallet gives without a wish, and of the rest what the cart wishes for, where the buyer is signed in or stands at a
 * till. A typed e-mail address attaches a customer to the cart too, so the customer alone proves nothing. Null when there is nothing to
 * give.
 */
export function permissionOf(input: CartInput, isForShipping: boolean): Permission | null {
  const cart = input.cart;
  const buyer = cart.b;
  if (buyer?.i !== true && !cart.r) return null;
  const wallet = buyer?.c?.w?.j;
  if (!isList(wallet) || wallet[VERSION] !== 2) return null;
  const wish = cart.a?.v;
  const checkoutWish = cart.m?.v;
  if (!wish && !checkoutWish && wallet.length <= STANDING) return null;
  const programme = wallet[PROGRAMME];
  const walletExponent = wallet[EXPONENT];
  const reservations = wallet[RESERVATIONS];
  if (typeof programme !== "string" || programme.length === 0 || programme.length > 60) return null;
  if ((walletExponent !== 2 && walletExponent !== 0 && walletExponent !== 3) || !isList(reservations)) return null;

  const currency = cart.c.s.c;
  let exponent: number = walletExponent;
  let exchange: Exchange | null = null;
  if (currency === wallet[CURRENCY]) {
    // A cart in the wallet's own currency at a rate other than 1 means that the shop's currency has changed since.
    if (input.r !== "1.0" && !isOne(input.r)) return null;
  } else {
    if (typeof wallet[CURRENCY] !== "string") return null;
    exponent = exponentOf(currency);
    exchange = exchangeAt(input.r, walletExponent, exponent);
    if (!exchange) return null;
  }
  const grants: Grant[] = [];
  if (wallet.length > STANDING) {
    const standingCount = addAll(grants, wallet, wish, checkoutWish, isForShipping, exchange);
    return grants.length === 0 ? null : [2, programme, currency, exponent, grants, standingCount];
  }
  let wishes: string[] | null = null;
  for (let index = 0; index < reservations.length && grants.length < GRANTS_MAX; index += 1) {
    const reservation = reservations[index] as Grant | null;
    const ref: unknown = reservation?.[REF];
    if (!reservation || typeof ref !== "string" || ref.length !== 8) continue;
    if (ref !== wish && ref !== checkoutWish) {
      // Most carts wish for one reward; only longer wishes are taken apart, once.
      wishes ??= [...refsIn(wish), ...refsIn(checkoutWish)];
      if (!wishes.includes(ref)) continue;
    }
    const grant = readGrant(reservation, isForShipping, exchange);
    if (grant && (grants.length === 0 || !isAmong(grants, ref))) grants[grants.length] = grant;
  }
  return grants.length === 0 ? null : [2, programme, currency, exponent, grants];
}

/**
 * The same of a wallet that holds more than plain rewards: what stands without a wish, rewards for some goods, and rewards that are given
 * alone. Answers how many of the grants are standing ones.
 */
function addAll(
  grants: Grant[],
  wallet: readonly unknown[],
  wish: string | null | undefined,
  checkoutWish: string | null | undefined,
  isForShipping: boolean,
  exchange: Exchange | null,
): number {
  const add = (each: unknown, most: number): void => {
    const grant = isList(each) ? readAnyGrant(each as Grant, isForShipping, exchange) : null;
    if (grant && grants.length < most && !isAmong(grants, grant[REF])) grants.push(grant);
  };
  // One reward of points must always find room beside what stands.
  for (const each of listOf(wallet[STANDING])) if (hasRef(each)) add(each, GRANTS_MAX - 1);
  const standingCount = grants.length;
  const wishes = new Set([...refsIn(wish), ...refsIn(checkoutWish)]);
  const alone = listOf(wallet[ALONE]);
  let taken: string | null = null;
  for (const each of listOf(wallet[RESERVATIONS])) {
    if (!hasRef(each) || !wishes.has(each[REF])) continue;
    // The oldest that is wished for stays, whatever kind it is of: goods and shipping must come to the same end.
    if (taken !== null && (alone.includes(taken) || alone.includes(each[REF]))) continue;
    taken = each[REF];
    add(each, GRANTS_MAX);
  }
  return standingCount;
}

function listOf(value: unknown): unknown[] {
  return isList(value) ? value : [];
}

function hasRef(each: unknown): each is Grant {
  return isList(each) && typeof each[REF] === "string" && each[REF].length === 8;
}

/** The references that a text wishes for. One that is anything but references wishes for nothing: anyone can have written it. */
function refsIn(wish: string | null | undefined): string[] {
  return wish && WISH.test(wish) ? wish.split(" ") : [];
}

function isAmong(grants: readonly Grant[], ref: string): boolean {
  for (let index = 0; index < grants.length; index += 1) if (grants[index]![REF] === ref) return true;
  return false;
}
