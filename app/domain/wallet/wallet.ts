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
/** What stays below that with all its grants; a wallet that would be larger loses its last standing grants first, then its last rewards. */
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
    reservations: reservations.slice(0, MOST_RESERVATIONS).flatMap(reserved),
    standing: grants.map(standing),
    alone: reservations.filter(({ reward }) => reward.isAlone).map(({ ref }) => ref),
  };
  const isTooLarge = () => Buffer.byteLength(JSON.stringify(storedWallet(wallet))) > MOST_BYTES;
  while (wallet.standing.length > 0 && isTooLarge()) wallet.standing.pop();
  // Only a merge of members leaves so many rewards for goods: the youngest wait until others are used.
  while (wallet.reservations.length > 0 && isTooLarge()) wallet.reservations.pop();
  return wallet;
}

/** None for what is not taken off in a cart. */
function reserved({ ref, reward }: HeldReservation): WalletGrant[] {
  const base = reward.minimumMinor === null ? { ref } : { ref, minimumMinor: reward.minimumMinor };
  switch (reward.code) {
    case "amount_off": {
      const { amountMinor, goods } = reward;
      if (goods === undefined) return [{ ...base, kind: "amount_off", amountMinor }];
      return [{ ...base, kind: "goods_amount_off", amountMinor, goods: goodsTargetOf(goods) }];
    }
    case "percent_off": {
      const { percent, goods } = reward;
      const off = { ...base, percent, ...maximumOf(reward) };
      if (goods === undefined) return [{ ...off, kind: "percent_off" }];
      return [{ ...off, kind: "goods_percent_off", goods: goodsTargetOf(goods) }];
    }
    case "free_shipping":
      return [{ ...base, kind: "free_shipping", ...maximumOf(reward) }];
    case "free_product": {
      const { goods, pieces } = reward;
      return [{ ...base, kind: "goods_percent_off", percent: 100, goods: goodsTargetOf(goods), pieces }];
    }
    case "buy_x_get_y": {
      const { percent, buy, get: pieces } = reward;
      const goods = goodsTargetOf(reward.goods);
      const get = goodsTargetOf(reward.getGoods);
      return [{ ...base, kind: "buy_get", percent, ...maximumOf(reward), goods, buy, get, pieces }];
    }
    default:
      return [];
  }
}

function maximumOf({ maximumMinor }: { maximumMinor: number | null }): { maximumMinor?: number } {
  return maximumMinor === null ? {} : { maximumMinor };
}

function standing({ ref, benefit }: StandingGrant): WalletGrant {
  const base = benefit.minimumMinor === null ? { ref } : { ref, minimumMinor: benefit.minimumMinor };
  if (benefit.code === "amount_off") {
    const { amountMinor, goods } = benefit;
    return goods === null
      ? { ...base, kind: "amount_off", amountMinor }
      : { ...base, kind: "goods_amount_off", amountMinor, goods: goodsTargetOf(goods) };
  }
  const maximum = maximumOf(benefit);
  if (benefit.code === "free_shipping") return { ...base, kind: "free_shipping", ...maximum };
  const { percent, goods, pieces } = benefit;
  if (goods === null) return { ...base, kind: "percent_off", percent, ...maximum };
  const some = pieces === null ? {} : { pieces };
  return { ...base, kind: "goods_percent_off", percent, ...maximum, goods: goodsTargetOf(goods), ...some };
}
