import type { CartInput } from "./input.ts";
import { type Exchange, exchangeAt } from "./money.ts";
import { type Grant, isRecord, readGrant, readWallet } from "./wallet.ts";

export interface Permission {
  programme: string;
  /** In the wallet's order, none twice. */
  grants: Grant[];
  exchange: Exchange;
}

/** As many references as a discount's line of 255 characters holds beside the programme's name. */
const GRANTS_MAX = 20;

/** References separated by single spaces: as many as a wallet holds. */
const WISH = /^[0-9A-HJKMNP-TV-Z]{8}(?: [0-9A-HJKMNP-TV-Z]{8}){0,59}$/;

/**
 * The intersection of what the cart wishes and what the customer's wallet holds, for a buyer who is signed in or stands at a till. A
 * typed e-mail address attaches a customer to the cart too, so the customer alone proves nothing. Null when there is nothing to give.
 */
export function permissionOf({ cart, r: rate }: CartInput, isForShipping: boolean): Permission | null {
  const wish = cart.a?.v;
  const checkoutWish = cart.m?.v;
  if (!wish && !checkoutWish) return null;
  if (cart.b?.i !== true && !cart.r) return null;
  const wallet = readWallet(cart.b?.c?.w?.j);
  const currency = cart.c.s.c;
  const exchange = exchangeAt(rate, currency);
  if (!wallet || !exchange) return null;
  // A cart in the wallet's own currency at a rate other than 1 means that the shop's currency has changed since.
  if (currency === wallet.currency && exchange.rate !== null) return null;
  const { reservations, programme } = wallet;
  const grants: Grant[] = [];
  for (let index = 0; index < reservations.length && grants.length < GRANTS_MAX; index += 1) {
    const reservation = reservations[index];
    if (!isRecord(reservation) || typeof reservation.ref !== "string") continue;
    const { ref } = reservation;
    if (!isWished(ref, wish) && !isWished(ref, checkoutWish)) continue;
    const grant = readGrant(ref, reservation, isForShipping, exchange);
    if (grant && !isAmong(grants, ref)) grants[grants.length] = grant;
  }
  return grants.length === 0 ? null : { programme, grants, exchange };
}

/** Whether the text wishes for the reference. One that is anything but references wishes for nothing: anyone can have written it. */
function isWished(ref: string, wish: string | null | undefined): boolean {
  if (!wish || ref.length !== 8) return false;
  return wish === ref || (WISH.test(wish) && wish.split(" ").includes(ref));
}

function isAmong(grants: readonly Grant[], ref: string): boolean {
  for (let index = 0; index < grants.length; index += 1) if (grants[index]!.ref === ref) return true;
  return false;
}
