import { createHash } from "node:crypto";
import type { SelectionSettings } from "../../contracts/selection.ts";
import type { Text } from "../../contracts/wallet.ts";
import { isCartPerk, type Perk } from "../programme/compile-perks.ts";

/** What a member has without claiming it, as long as its source lasts. The Function gives it to every cart of theirs. */
export interface StandingGrant {
  /** 8 characters, as references of reservations are; `standingRef` makes it. */
  ref: string;
  source: GrantSource;
  /** Which tier, membership or offer. */
  id: string;
  title: Text;
  benefit: StandingBenefit;
}

export type GrantSource = "tier" | "membership" | "offer" | "referral";

/** `goods` null: all goods. `pieces` null: as many as the cart holds. */
export type StandingBenefit = { minimumMinor: number | null } & (
  | {
      code: "percent_off";
      percent: number;
      maximumMinor: number | null;
      goods: SelectionSettings | null;
      pieces: number | null;
    }
  | { code: "amount_off"; amountMinor: number; goods: SelectionSettings | null }
  | { code: "free_shipping"; maximumMinor: number | null }
);

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * The reference of a standing grant: always the same for the same member, source and id, so that an order's discount line leads back to it
 * without anything being stored. `place` tells several benefits of one source apart. 40 bits, as those of reservations.
 */
export function standingRef(member: string, source: GrantSource, id: string, place = 0): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([member, source, id, place]))
    .digest();
  return [...hash.subarray(0, 8)].map((byte) => CROCKFORD[byte % 32]).join("");
}

/** The grants that the perks of one tier or membership make; those that are only told make none. */
export function grantsOfPerks(
  member: string,
  source: Exclude<GrantSource, "offer" | "referral">,
  id: string,
  title: Text,
  perks: readonly Perk[],
): StandingGrant[] {
  return perks.flatMap((perk, place) => {
    if (!isCartPerk(perk)) return [];
    const benefit: StandingBenefit = perk.code === "percent_off" ? { ...perk, pieces: null } : perk;
    return [{ ref: standingRef(member, source, id, place), source, id, title, benefit }];
  });
}
