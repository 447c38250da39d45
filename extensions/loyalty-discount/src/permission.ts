import type { CartInput } from "./input.ts";
import { type Exchange, exchangeAt } from "./money.ts";
import { type Grant, isRecord, readGrant, readWallet } from "./wallet.ts";

export interface Permission {
  programme: string;
  /** In the wallet's order, none twice. */
  grants: Grant[];
  exchange: Exchange;
}

/**
 * References separated by single spaces, at most twenty, since the discount's line must stay below Shopify's 255 characters. A text that
 * is anything else wishes for nothing: anyone can have written it.
 */
const WISH = /^[0-9A-HJKMNP-TV-Z]{8}(?: [0-9A-HJKMNP-TV-Z]{8}){0,19}$/;

/**
 * The intersection of what the cart wishes and what the customer's wallet holds, for a buyer who is signed in or stands at a till. A
 * typed e-mail address attaches a customer to the cart too, so the customer alone proves nothing. Null when there is nothing to give.
 */
export function permissionOf({ cart, r: rate }: CartInput, isForShipping: boolean): Permission | null {
  const wishes = [readWish(cart.a), readWish(cart.m)];
  if (!wishes[0] && !wishes[1]) return null;
  if (cart.b?.i !== true && !cart.r) return null;
  const wallet = readWallet(cart.b?.c?.w?.j);
  const exchange = exchangeAt(rate, cart.c.s.c);
  if (!wallet || !exchange) return null;
  // A cart in the wallet's own currency at a rate other than 1 means that the shop's currency has changed since.
  if (cart.c.s.c === wallet.currency && exchange.rate !== null) return null;
  const grants: Grant[] = [];
  for (let index = 0; index < wallet.reservations.length && grants.length < 20; index += 1) {
    const reservation = wallet.reservations[index];
    if (!isRecord(reservation) || !isWished(wishes, reservation.ref)) continue;
    const grant = readGrant(reservation, isForShipping, exchange);
    if (grant && !isAmong(grants, grant.ref)) grants.push(grant);
  }
  return grants.length === 0 ? null : { programme: wallet.programme, grants, exchange };
}

function readWish(from: { v: string | null } | null): string {
  return typeof from?.v === "string" && WISH.test(from.v) ? from.v : "";
}

/** A wish holds nothing but whole references, so eight characters without a space that stand in it are one of them. */
function isWished(wishes: readonly string[], ref: unknown): boolean {
  if (typeof ref !== "string" || ref.length !== 8 || ref.includes(" ")) return false;
  return wishes[0] === ref || wishes.join(" ").includes(ref);
}

function isAmong(grants: readonly Grant[], ref: string): boolean {
  for (let index = 0; index < grants.length; index += 1) if (grants[index]!.ref === ref) return true;
  return false;
}
