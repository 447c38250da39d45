import type { OrderState } from "../../contracts/order-state.ts";
import { isAmong, noStanding, type Standing } from "../programme/audience.ts";
import type { Campaign } from "../programme/compile-earning.ts";

/** An order as campaigns ask for it. */
export type CampaignOrder = Pick<OrderState, "placedAt" | "channel"> & { locationGid?: string | null };

/** The campaigns that ran, in the order's channel and at its location, for its member, when it was placed. The best first, then as written. */
export function campaignsAt(
  campaigns: readonly Campaign[],
  { placedAt, channel, locationGid = null }: CampaignOrder,
  standing: Standing = noStanding,
): Campaign[] {
  return campaigns
    .filter(({ from, to }) => from <= placedAt && placedAt < to)
    .filter(({ channels }) => channels === null || channels.includes(channel))
    .filter(({ locations }) => locations === undefined || (locationGid !== null && locations.includes(locationGid)))
    .filter(({ audience }) => isAmong(audience ?? null, standing))
    .sort((a, b) => b.factorHundredths - a.factorHundredths);
}

/**
 * The campaign that counts for an order of goods that no campaign names: the one with the highest factor. Campaigns do not multiply each other.
 */
export function campaignAt(campaigns: readonly Campaign[], order: CampaignOrder, standing?: Standing): Campaign | null {
  return campaignsAt(campaigns, order, standing).find(({ goods }) => goods === undefined) ?? null;
}
