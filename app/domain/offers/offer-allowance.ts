import { isAmong, type Standing } from "../programme/audience.ts";
import type { Membership } from "../programme/compile-memberships.ts";
import type { Offers } from "../programme/compile-offers.ts";

export interface OfferAllowance {
  /** Offers to choose from. */
  choose: number;
  /** How many of them may be activated. */
  activate: number;
}

/** What a member may have in a week: of the audiences that they are in the largest numbers, and on top what their memberships bring. */
export function offerAllowance(
  offers: Offers,
  memberships: readonly Pick<Membership, "id" | "offersPerWeek">[],
  standing: Standing,
): OfferAllowance {
  const mine = offers.more.filter(({ audience }) => isAmong(audience, standing));
  const extra = memberships
    .filter(({ id }) => standing.memberships.includes(id))
    .reduce((most, { offersPerWeek }) => Math.max(most, offersPerWeek), 0);
  return {
    choose: Math.max(offers.choose, ...mine.map(({ choose }) => choose)) + extra,
    activate: Math.max(offers.activate, ...mine.map(({ activate }) => activate)) + extra,
  };
}
