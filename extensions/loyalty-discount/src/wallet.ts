import { convert, type Exchange } from "./money.ts";

/** What a reservation lets a cart have, in smallest units of the cart's currency. */
export interface Grant {
  ref: string;
  /** Goods must come to at least this. */
  minimum: number;
  /** Hundredths of the goods; 0 for a fixed amount. Free shipping has 100. */
  percent: number;
  /** The fixed amount, or the most that a percentage may take off; null when it has no bound. */
  maximum: number | null;
}

export interface OpenWallet {
  programme: string;
  currency: string;
  reservations: unknown[];
}

/** The frame of the customer metafield `$app:wallet`; null when it is not a wallet of version 1. */
export function readWallet(value: unknown): OpenWallet | null {
  if (!isRecord(value) || value.version !== 1) return null;
  const { programme, currency, reservations } = value;
  if (typeof programme !== "string" || programme.length === 0 || programme.length > 60) return null;
  if (typeof currency !== "string" || !Array.isArray(reservations)) return null;
  return { programme, currency, reservations };
}

/**
 * A reservation of the wallet, read field by field, since a bundle this small carries no schema library. Null when it is for shipping
 * and goods were asked for, or the other way round, and when anything in it is malformed: that gives nothing.
 */
export function readGrant(
  ref: string,
  reservation: Record<string, unknown>,
  isForShipping: boolean,
  exchange: Exchange,
): Grant | null {
  const { kind } = reservation;
  if ((kind === "free_shipping") !== isForShipping) return null;
  const minimum = reservation.minimum === undefined ? 0 : convert(reservation.minimum, exchange);
  if (minimum === null) return null;
  const bound = kind === "amount_off" ? reservation.amount : reservation.maximum;
  const maximum = bound === undefined ? null : convert(bound, exchange);
  // An amount that cannot be read and one that comes to nothing in the cart's currency both give nothing.
  if (bound !== undefined && !maximum) return null;
  if (kind === "free_shipping") return { ref, minimum, percent: 100, maximum };
  if (kind === "amount_off") return maximum === null ? null : { ref, minimum, percent: 0, maximum };
  const { percent } = reservation;
  if (kind !== "percent_off" || typeof percent !== "number" || !Number.isInteger(percent)) return null;
  return percent < 1 || percent > 100 ? null : { ref, minimum, percent, maximum };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
