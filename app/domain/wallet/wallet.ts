import { exponentOf } from "../../contracts/currency.ts";
import { storedWallet, type Wallet, type WalletGrant } from "../../contracts/wallet.ts";
import type { Reward } from "../programme/compile-rewards.ts";
import { goodsTargetOf } from "./goods-target.ts";
import type { StandingGrant } from "./standing-grant.ts";

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
/** What stays below that with all its grants; a wallet that would be larger loses its last standing grants first. */
const MOST_BYTES = 9_500;

/** What the Function may grant to this member; nothing of the balance. */
export function walletOf(
  programme: { name: string },
  reservations: readonly HeldReservation[],
  grants: readonly StandingGrant[],
  currency: string,
): Wallet {
  const wallet: Wallet = {
    version: 2,
    programme: programme.name,
    currency,
    exponent: exponentOf(currency),
    reservations: reservations.slice(0, MOST_RESERVATIONS).map(reserved),
    standing: grants.map(standing),
    alone: [],
  };
  while (wallet.standing.length > 0 && Buffer.byteLength(JSON.stringify(storedWallet(wallet))) > MOST_BYTES)
    wallet.standing.pop();
  return wallet;
}

function reserved({ ref, reward }: HeldReservation): WalletGrant {
  const base = reward.minimumMinor === null ? { ref } : { ref, minimumMinor: reward.minimumMinor };
  if (reward.code === "amount_off") return { ...base, kind: "amount_off", amountMinor: reward.amountMinor };
  const maximum = reward.maximumMinor === null ? {} : { maximumMinor: reward.maximumMinor };
  if (reward.code === "percent_off") return { ...base, kind: "percent_off", percent: reward.percent, ...maximum };
  return { ...base, kind: "free_shipping", ...maximum };
}

function standing({ ref, benefit }: StandingGrant): WalletGrant {
  const base = benefit.minimumMinor === null ? { ref } : { ref, minimumMinor: benefit.minimumMinor };
  if (benefit.code === "amount_off") {
    const { amountMinor, goods } = benefit;
    return goods === null
      ? { ...base, kind: "amount_off", amountMinor }
      : { ...base, kind: "goods_amount_off", amountMinor, goods: goodsTargetOf(goods) };
  }
  const maximum = benefit.maximumMinor === null ? {} : { maximumMinor: benefit.maximumMinor };
  if (benefit.code === "free_shipping") return { ...base, kind: "free_shipping", ...maximum };
  const { percent, goods, pieces } = benefit;
  if (goods === null) return { ...base, kind: "percent_off", percent, ...maximum };
  const some = pieces === null ? {} : { pieces };
  return { ...base, kind: "goods_percent_off", percent, ...maximum, goods: goodsTargetOf(goods), ...some };
}
