import { convert, type Exchange } from "./money.ts";

/**
 * The customer metafield `$app:wallet` as the Function believes it: read field by field, since a bundle this small carries no schema
 * library. A reservation with anything malformed is left out and so gives nothing.
 */
export interface Grant {
  ref: string;
  /** Goods must come to at least this. All amounts are smallest units of the cart's currency. */
  minimum: number;
  /** Hundredths of the goods; 0 for a fixed amount. Free shipping has 100. */
  percent: number;
  /** The fixed amount, or the most that a percentage may take off; null when it has no bound. */
  maximum: number | null;
}

export type RewardKind = "amount_off" | "percent_off" | "free_shipping";

export interface OpenWallet {
  programme: string;
  currency: string;
  reservations: unknown[];
}

/** The metafield's frame; null when it is not a wallet of version 1. */
export function readWallet(value: unknown): OpenWallet | null {
  if (!isRecord(value) || value.version !== 1) return null;
  const { programme, currency, reservations } = value;
  if (typeof programme !== "string" || programme.length === 0 || programme.length > 60) return null;
  if (typeof currency !== "string" || currency.length !== 3 || !Array.isArray(reservations)) return null;
  return { programme, currency, reservations };
}

/** The wished reservations of a kind, in the wallet's order; none twice. */
export function grantsOf(
  { reservations }: OpenWallet,
  wished: readonly string[],
  kinds: readonly RewardKind[],
  exchange: Exchange,
): Grant[] {
  const grants: Grant[] = [];
  for (let index = 0; index < reservations.length; index += 1) {
    const reservation: unknown = reservations[index];
    if (!isRecord(reservation)) continue;
    const ref = wished.find((each) => each === reservation.ref);
    const kind = kinds.find((each) => each === reservation.kind);
    if (!ref || !kind || grants.some((other) => other.ref === ref)) continue;
    const grant = readGrant(ref, kind, reservation, exchange);
    if (grant) grants.push(grant);
  }
  return grants;
}

function readGrant(ref: string, kind: RewardKind, reservation: Record<string, unknown>, exchange: Exchange): Grant | null {
  const { percent } = reservation;
  const minimum = reservation.minimum === undefined ? 0 : convert(reservation.minimum, exchange);
  if (minimum === null) return null;
  if (kind === "amount_off") {
    const amount = convert(reservation.amount, exchange);
    return amount ? { ref, minimum, percent: 0, maximum: amount } : null;
  }
  const maximum = reservation.maximum === undefined ? null : convert(reservation.maximum, exchange);
  // An amount that cannot be read and one that comes to nothing in the cart's currency both give nothing.
  if (reservation.maximum !== undefined && !maximum) return null;
  if (kind === "free_shipping") return { ref, minimum, percent: 100, maximum };
  if (typeof percent !== "number" || !Number.isInteger(percent) || percent < 1 || percent > 100) return null;
  return { ref, minimum, percent, maximum };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
