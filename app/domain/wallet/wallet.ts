import { exponentOf } from "../../contracts/currency.ts";
import type { Wallet, WalletReservation } from "../../contracts/wallet.ts";
import type { Reward } from "../programme/compile-rewards.ts";

/** A reservation that a cart may use, with the reward as it was when it was reserved. */
export interface HeldReservation {
  ref: string;
  rewardId: string;
  points: number;
  reward: Reward;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/**
 * The Function sees nothing of a metafield beyond 10,000 bytes, so it sees either all of a wallet or nothing: this many
 * of the largest reservations stay below that. The oldest come first and are the ones that stay.
 */
export const MOST_RESERVATIONS = 60;

/** What the Function may grant to this member; nothing of the balance. */
export function walletOf(
  programme: { name: string },
  reservations: readonly HeldReservation[],
  currency: string,
): Wallet {
  return {
    version: 2,
    programme: programme.name,
    currency,
    exponent: exponentOf(currency),
    reservations: reservations.slice(0, MOST_RESERVATIONS).map(walletReservation),
  };
}

function walletReservation({ ref, reward }: HeldReservation): WalletReservation {
  const base = reward.minimumMinor === null ? { ref } : { ref, minimumMinor: reward.minimumMinor };
  if (reward.code === "amount_off") return { ...base, kind: "amount_off", amountMinor: reward.amountMinor };
  const maximum = reward.maximumMinor === null ? {} : { maximumMinor: reward.maximumMinor };
  if (reward.code === "percent_off") return { ...base, kind: "percent_off", percent: reward.percent, ...maximum };
  return { ...base, kind: "free_shipping", ...maximum };
}
