import {
  AMOUNT_OFF,
  FREE_SHIPPING,
  KIND,
  MINIMUM,
  PERCENT,
  PERCENT_OFF,
  REF,
  type StoredGrant,
  UPPER,
} from "../../../app/contracts/wallet.ts";
import { convert, type Exchange } from "./money.ts";

/**
 * What a reservation lets a cart have: the reservation as the wallet holds it, but in smallest units of the cart's currency. In the wallet's
 * own currency that is the same list; making an object of it would cost each reward 5,000 instructions.
 */
export type Grant = StoredGrant;

/**
 * The reservation as a grant, checked place by place, since a bundle this small carries no schema library. Null when it is for shipping
 * and goods were asked for, or the other way round, and when anything in it is malformed: that gives nothing.
 */
export function readGrant(reservation: Grant, isForShipping: boolean, exchange: Exchange | null): Grant | null {
  const kind = reservation[KIND];
  if ((kind === FREE_SHIPPING) !== isForShipping) return null;
  const upper = reservation[UPPER] === null ? null : convert(reservation[UPPER], exchange);
  // An amount that cannot be read and one that comes to nothing in the cart's currency both give nothing.
  if (upper === null ? reservation[UPPER] !== null || kind === AMOUNT_OFF : upper === 0) return null;
  const minimum = convert(reservation[MINIMUM], exchange);
  if (minimum === null) return null;
  if (kind === PERCENT_OFF) {
    const percent = reservation[PERCENT];
    if (typeof percent !== "number" || !(percent >= 1 && percent <= 100) || percent % 1 !== 0) return null;
  } else if (kind !== FREE_SHIPPING && kind !== AMOUNT_OFF) return null;
  return exchange === null ? reservation : [reservation[REF], kind, upper, minimum, reservation[PERCENT]];
}

/** Whether a part of the wallet is a list: JSON never says `Array` itself. `Array.isArray` costs the engine 3,000 instructions more. */
export function isList(value: unknown): value is unknown[] {
  return (value as { constructor?: unknown } | null | undefined)?.constructor === Array;
}
