import { type Decimal, parseDecimal } from "./money.ts";

/**
 * The customer metafield `$app:wallet` as the Function believes it: parsed field by field, since a bundle this small carries no schema
 * library. What is malformed is left out and so gives nothing.
 */
export interface OpenWallet {
  programme: string;
  currency: string;
  grants: Grant[];
}

export interface Grant {
  ref: string;
  /** Goods must come to at least this, in the shop's currency. */
  minimum: Decimal | null;
  reward:
    | { kind: "amount_off"; amount: Decimal }
    | { kind: "percent_off"; percent: number; maximum: Decimal | null }
    | { kind: "free_shipping"; maximum: Decimal | null };
}

/** Eight characters of Crockford's base 32. */
export const REFERENCE = /^[0-9A-HJKMNP-TV-Z]{8}$/;

/** More than a member ever holds open; it bounds the work and the length of the discount's line (Shopify keeps 255 characters). */
export const REFERENCES_MAX = 20;

const MONEY = /^\d{1,12}(\.\d{1,4})?$/;

/** Reads what the metafield holds; null when it is not a wallet of version 1. */
export function readWallet(value: unknown): OpenWallet | null {
  if (!isRecord(value) || value.version !== 1) return null;
  const { programme, currency, reservations } = value;
  if (typeof programme !== "string" || programme.length === 0 || programme.length > 60) return null;
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency)) return null;
  if (!Array.isArray(reservations) || reservations.length > 100) return null;
  const grants: Grant[] = [];
  for (const each of reservations) {
    const grant = readGrant(each);
    if (grant && !grants.some((other) => other.ref === grant.ref)) grants.push(grant);
  }
  return { programme, currency, grants };
}

function readGrant(value: unknown): Grant | null {
  if (!isRecord(value) || typeof value.ref !== "string" || !REFERENCE.test(value.ref)) return null;
  const minimum = readOptionalMoney(value.minimum);
  const reward = readReward(value);
  if (minimum === undefined || !reward) return null;
  return { ref: value.ref, minimum, reward };
}

function readReward(value: Record<string, unknown>): Grant["reward"] | null {
  if (value.kind === "amount_off") {
    const amount = readOptionalMoney(value.amount);
    return amount ? { kind: "amount_off", amount } : null;
  }
  const maximum = readOptionalMoney(value.maximum);
  if (maximum === undefined) return null;
  if (value.kind === "free_shipping") return { kind: "free_shipping", maximum };
  if (value.kind !== "percent_off") return null;
  const { percent } = value;
  if (typeof percent !== "number" || !Number.isInteger(percent) || percent < 1 || percent > 100) return null;
  return { kind: "percent_off", percent, maximum };
}

/** null when it is left out, undefined when it is there and is no amount. */
function readOptionalMoney(value: unknown): Decimal | null | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string" || !MONEY.test(value)) return undefined;
  return parseDecimal(value) ?? undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
