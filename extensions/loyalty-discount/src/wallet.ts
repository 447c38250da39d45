import {
  AMOUNT_OFF,
  BUY_GET,
  FREE_SHIPPING,
  GOODS_AMOUNT_OFF,
  GOODS_PERCENT_OFF,
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
 * What a cart may have: a reservation or a standing grant as the wallet holds it, but in smallest units of the cart's currency. In the
 * wallet's own currency that is the same list; making an object of it would cost each reward 5,000 instructions.
 */
export type Grant = StoredGrant;

/**
 * A plain grant of the wallet, checked place by place, since a bundle this small carries no schema library. Null when it is for shipping
 * and goods were asked for, or the other way round, and when anything in it is malformed: that gives nothing.
 */
export function readGrant(grant: Grant, isForShipping: boolean, exchange: Exchange | null): Grant | null {
  const kind = grant[KIND];
  if ((kind === FREE_SHIPPING) !== isForShipping) return null;
  const upper = grant[UPPER] === null ? null : convert(grant[UPPER], exchange);
  // An amount that cannot be read and one that comes to nothing in the cart's currency both give nothing.
  if (upper === null ? grant[UPPER] !== null || kind === AMOUNT_OFF : upper === 0) return null;
  const minimum = convert(grant[MINIMUM], exchange);
  if (minimum === null) return null;
  if (kind === PERCENT_OFF) {
    const percent = grant[PERCENT];
    if (typeof percent !== "number" || !(percent >= 1 && percent <= 100) || percent % 1 !== 0) return null;
  } else if (kind !== FREE_SHIPPING && kind !== AMOUNT_OFF) return null;
  return exchange === null ? grant : [grant[REF], kind, upper, minimum, grant[PERCENT]];
}

/** The same of any kind. Which goods a grant is for is looked at with the lines. */
export function readAnyGrant(grant: Grant, isForShipping: boolean, exchange: Exchange | null): Grant | null {
  const [ref, kind, , , percent = 0, goods, pieces = 0, buy, get] = grant;
  const isAmount = kind === GOODS_AMOUNT_OFF;
  if (!isAmount && kind !== GOODS_PERCENT_OFF && kind !== BUY_GET) return readGrant(grant, isForShipping, exchange);
  if (!isAmount && (!isCount(percent) || percent < 1 || percent > 100)) return null;
  if (!isCount(pieces)) return null;
  if (kind === BUY_GET && (pieces === 0 || !isCount(buy) || buy === 0)) return null;
  const plain = readGrant(
    [ref, isAmount ? AMOUNT_OFF : PERCENT_OFF, grant[UPPER], grant[MINIMUM], isAmount ? 0 : percent],
    isForShipping,
    exchange,
  );
  return plain && [ref, kind, plain[UPPER], plain[MINIMUM], percent, goods, pieces, buy, get];
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1_000_000 && value % 1 === 0;
}

/** Whether a part of the wallet is a list: JSON never says `Array` itself. `Array.isArray` costs the engine 3,000 instructions more. */
export function isList(value: unknown): value is unknown[] {
  return (value as { constructor?: unknown } | null | undefined)?.constructor === Array;
}
